#include "connectors/inbound/csv/text_template.h"

#include <fmt/format.h>

#include "connectors/inbound/csv/words.h"
#include "eventstore/base/digest.h"

namespace goldthread::csv {
namespace {

using Kind = TextTemplate::Part::Kind;

constexpr std::string_view kDigestOf = "digest of ";
constexpr std::string_view kThisEvent = "this event";
constexpr size_t kDigestHexDigits = 16;

StatusOr<size_t> Find(std::string_view name, const TextTemplate::FindColumn& find) {
  if (const std::optional<size_t> column = find(name)) return *column;
  return Error(Code::kInvalidArgument, fmt::format("\"{}\" is no column of [columns]", name));
}

// What stands between the braces.
StatusOr<TextTemplate::Part> PartOf(std::string_view inside, const TextTemplate::FindColumn& find) {
  TextTemplate::Part part;
  part.kind = Kind::kColumn;
  if (const auto whole = find(inside)) {
    part.columns.push_back(*whole);
    return part;
  }
  if (!inside.starts_with(kDigestOf)) {
    GT_ASSIGN_OR_RETURN(const size_t column, Find(inside, find));
    part.columns.push_back(column);
    return part;
  }
  inside.remove_prefix(kDigestOf.size());
  if (Trimmed(inside) == kThisEvent) {
    part.kind = Kind::kEventDigest;
    return part;
  }
  part.kind = Kind::kDigest;
  for (const std::string_view name : Split(inside, ',')) {
    GT_ASSIGN_OR_RETURN(const size_t column, Find(name, find));
    part.columns.push_back(column);
  }
  return part;
}

}  // namespace

TextTemplate TextTemplate::Literal(std::string_view text) {
  TextTemplate result;
  result.parts_.push_back({Part::Kind::kLiteral, std::string(text), {}});
  return result;
}

StatusOr<TextTemplate> TextTemplate::Parse(std::string_view text, const FindColumn& find) {
  TextTemplate result;
  while (!text.empty()) {
    const size_t open = text.find_first_of("{}");
    if (open != 0) {
      result.parts_.push_back({Kind::kLiteral, std::string(text.substr(0, open)), {}});
      text.remove_prefix(std::min(open, text.size()));
      continue;
    }
    const size_t close = text.find('}');
    if (text.front() == '}' || close == std::string_view::npos) {
      return Error(Code::kInvalidArgument,
                   "a brace without its other; write a column as {column name}");
    }
    GT_ASSIGN_OR_RETURN(Part part, PartOf(Trimmed(text.substr(1, close - 1)), find));
    result.parts_.push_back(std::move(part));
    text.remove_prefix(close + 1);
  }
  return result;
}

std::vector<size_t> TextTemplate::Columns() const {
  std::vector<size_t> columns;
  for (const Part& part : parts_) {
    if (part.kind != Kind::kColumn) continue;
    columns.insert(columns.end(), part.columns.begin(), part.columns.end());
  }
  return columns;
}

std::vector<size_t> TextTemplate::DigestedColumns() const {
  std::vector<size_t> columns;
  for (const Part& part : parts_) {
    if (part.kind != Kind::kDigest) continue;
    columns.insert(columns.end(), part.columns.begin(), part.columns.end());
  }
  return columns;
}

bool TextTemplate::DigestsTheEvent() const {
  for (const Part& part : parts_) {
    if (part.kind == Kind::kEventDigest) return true;
  }
  return false;
}

std::optional<size_t> TextTemplate::OneColumn() const {
  if (parts_.size() != 1 || parts_[0].kind != Kind::kColumn) return std::nullopt;
  return parts_[0].columns[0];
}

std::string DigestOf(const std::vector<std::string_view>& pieces) {
  std::string joined;
  for (const std::string_view piece : pieces) {
    joined += fmt::format("{}:", piece.size());
    joined += piece;
  }
  return Hex(Sha256(joined)).substr(0, kDigestHexDigits);
}

}  // namespace goldthread::csv
