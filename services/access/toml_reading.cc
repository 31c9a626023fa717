#include "services/access/toml_reading.h"

namespace goldthread::access {
namespace {

constexpr size_t kFileBytesMax = size_t{1} << 20;

}  // namespace

// toml++ as packaged reports by exception; here it becomes a value.
StatusOr<toml::table> TomlReading::Parse(std::string_view text) const {
  if (text.size() > kFileBytesMax) return WrongAt(1, "larger than 1 MiB; is this the right file?");
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return WrongAt(error.source().begin.line, error.description());
  }
}

Status TomlReading::OnlyKnownKeys(const toml::table& table,
                                  std::initializer_list<std::string_view> known) const {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      return WrongAt(key.source().begin.line,
                     fmt::format("unknown key; write one of {}", fmt::join(known, ", ")));
    }
  }
  return OkStatus();
}

StatusOr<std::string> TomlReading::TextAt(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return Wrong(table, fmt::format("\"{}\" is missing; add it", key));
  const auto text = node->value_exact<std::string>();
  if (!text.has_value() || text->empty()) {
    return Wrong(*node, fmt::format("\"{}\" must be text, not empty", key));
  }
  return *text;
}

StatusOr<int> TomlReading::NumberAt(const toml::table& table, std::string_view key,
                                    int most) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return Wrong(table, fmt::format("\"{}\" is missing; add it", key));
  const auto number = node->value_exact<int64_t>();
  if (!number.has_value() || *number < 1 || *number > most) {
    return Wrong(*node, fmt::format("\"{}\" must be a whole number from 1 to {}", key, most));
  }
  return static_cast<int>(*number);
}

StatusOr<std::vector<const toml::table*>> TomlReading::TablesAt(const toml::table& root,
                                                                std::string_view key) const {
  std::vector<const toml::table*> tables;
  const toml::node* node = root.get(key);
  if (node == nullptr) return tables;
  if (!node->is_array_of_tables()) return Wrong(*node, fmt::format("write each as [[{}]]", key));
  for (const toml::node& table : *node->as_array()) tables.push_back(table.as_table());
  return tables;
}

}  // namespace goldthread::access
