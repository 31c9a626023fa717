#include "connectors/inbound/csv/mapping_toml.h"

#include <algorithm>

#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

constexpr size_t kMistakesShown = 20;

}  // namespace

void Mistakes::Add(const toml::node& at, std::string_view key, std::string_view what) {
  AddLine(at.source().begin.line, key, what);
}

void Mistakes::AddLine(int64_t line, std::string_view key, std::string_view what) {
  if (lines_.size() == kMistakesShown) {
    ++more_;
    return;
  }
  lines_.push_back(fmt::format("{}:{}: {}{}{}", file_, line, key, key.empty() ? "" : ": ", what));
}

Status Mistakes::AsStatus() const {
  if (none()) return OkStatus();
  std::string text = fmt::format("{}", fmt::join(lines_, "\n"));
  if (more_ > 0) text += fmt::format("\n... and {} more", more_);
  return Error(Code::kInvalidArgument, text);
}

std::string Section::Path(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : fmt::format("{}.{}", path_, key);
}

void Section::Wrong(std::string_view key, std::string_view what) const {
  const toml::node* node = key.empty() ? nullptr : table_.get(key);
  mistakes_.Add(node == nullptr ? table_ : *node, Path(key), what);
}

void Section::OnlyKeys(const std::vector<std::string>& known) const {
  for (const auto& [key, value] : table_) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    const auto nearest = NearestOf(key.str(), known);
    mistakes_.AddLine(key.source().begin.line, Path(key.str()),
                      nearest
                          ? fmt::format("is no key of a mapping; did you mean \"{}\"?", *nearest)
                          : fmt::format("is no key here; there are: {}", fmt::join(known, ", ")));
  }
}

std::optional<std::string> Section::Text(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto text = node->value_exact<std::string>();
  if (!text) Wrong(key, "must be text; write it in quotes");
  return text;
}

std::optional<std::string> Section::NeededText(std::string_view key,
                                               std::string_view instead) const {
  if (!Has(key)) Wrong("", fmt::format("\"{}\" is missing; {}", key, instead));
  return Text(key);
}

std::vector<std::string> Section::Texts(std::string_view key) const {
  std::vector<std::string> texts;
  const toml::node* node = table_.get(key);
  if (node == nullptr) return texts;
  if (const auto one = node->value_exact<std::string>()) return {*one};
  const toml::array* list = node->as_array();
  if (list == nullptr) Wrong(key, "must be text or a list of texts: [\"a\", \"b\"]");
  if (list == nullptr) return texts;
  for (const toml::node& item : *list) {
    if (const auto text = item.value_exact<std::string>()) {
      texts.push_back(*text);
    } else {
      mistakes_.Add(item, Path(key), "must be a list of texts: [\"a\", \"b\"]");
    }
  }
  return texts;
}

std::optional<bool> Section::Flag(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto flag = node->value_exact<bool>();
  if (!flag) Wrong(key, "must be true or false, without quotes");
  return flag;
}

std::optional<int64_t> Section::Number(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const auto number = node->value_exact<int64_t>();
  if (!number) Wrong(key, "must be a whole number, without quotes");
  return number;
}

std::optional<Section> Section::Table(std::string_view key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return std::nullopt;
  const toml::table* table = node->as_table();
  if (table == nullptr) Wrong(key, "must be a table; write its keys below it, or in { … }");
  if (table == nullptr) return std::nullopt;
  return Section(*table, Path(key), mistakes_);
}

std::optional<std::string> ScalarText(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto flag = node.value_exact<bool>()) return *flag ? "1" : "0";
  if (const auto number = node.value_exact<int64_t>()) return fmt::format("{}", *number);
  return std::nullopt;
}

StatusOr<toml::table> ParseDocument(std::string_view toml, std::string_view file) {
  try {
    return toml::parse(toml);
  } catch (const toml::parse_error& error) {
    return Error(Code::kInvalidArgument,
                 fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

}  // namespace goldthread::csv
