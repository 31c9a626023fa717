#include "services/server/event_lines.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>

namespace goldthread::server {
namespace {

v1::Violation Problem(std::string_view field, std::string_view rule, std::string_view remedy) {
  v1::Violation violation;
  violation.set_field(std::string(field));
  violation.set_rule(std::string(rule));
  violation.set_remedy(std::string(remedy));
  return violation;
}

// Brackets open at once, outside of texts.
int Depth(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool in_text = false;
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_text) {
      if (c == '\\') ++at;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

// "(subjects[0].role): invalid value "X" for type Y" → "subjects[0].role". What follows the
// path may quote the line, so it is not used.
std::string FieldOf(std::string_view complaint) {
  const size_t open = complaint.find('(');
  const size_t close = complaint.find("):", open == complaint.npos ? 0 : open);
  if (open == complaint.npos || close == complaint.npos) return "";
  const std::string_view path = complaint.substr(open + 1, close - open - 1);
  const bool is_path = path.size() <= 100 && std::ranges::all_of(path, [](char c) {
                         return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                                std::string_view("._[]").find(c) != std::string_view::npos;
                       });
  return is_path ? std::string(path) : "";
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

EventLine ParseEventLine(std::string_view json) {
  EventLine parsed;
  if (Depth(json) > kDepthMax) {
    parsed.problem = Problem("", "LINE_TOO_DEEP", "an event nests no deeper than 16 brackets");
    return parsed;
  }
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &parsed.event, options);
  if (status.ok()) return parsed;
  parsed.event.Clear();
  parsed.problem = Problem(FieldOf(status.ToString()), "LINE_NOT_AN_EVENT",
                           "write one goldthread.v1.Event as proto JSON on one line; check the "
                           "field's name and form in docs/events.md");
  return parsed;
}

bool EventLineReader::ReadLine(bool* fits) {
  line_.clear();
  *fits = true;
  std::streambuf& source = *in_.rdbuf();
  for (int c = source.sbumpc(); c != std::char_traits<char>::eof(); c = source.sbumpc()) {
    if (c == '\n') return true;
    if (line_.size() < kLineBytesMax) {
      line_.push_back(static_cast<char>(c));
    } else {
      *fits = false;
    }
  }
  return !line_.empty();
}

std::optional<EventLine> EventLineReader::Next() {
  bool fits = true;
  while (ReadLine(&fits)) {
    ++number_;
    if (IsBlank(line_)) continue;
    EventLine line;
    if (fits) {
      line = ParseEventLine(line_);
    } else {
      line.problem =
          Problem("", "LINE_TOO_LONG", fmt::format("a line has at most {} bytes", kLineBytesMax));
    }
    line.number = number_;
    return line;
  }
  return std::nullopt;
}

}  // namespace goldthread::server
