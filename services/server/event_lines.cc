#include "services/server/event_lines.h"

#include <fmt/format.h>
#include "services/vocabulary/event_json.h"

namespace goldthread::server {
namespace {

v1::Violation Problem(std::string_view field, std::string_view rule, std::string_view remedy) {
  v1::Violation violation;
  violation.set_field(std::string(field));
  violation.set_rule(std::string(rule));
  violation.set_remedy(std::string(remedy));
  return violation;
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

EventLine ParseEventLine(std::string_view json) {
  EventLine parsed;
  const auto problem = ReadEventJson(json, &parsed.event);
  if (!problem.has_value()) return parsed;
  parsed.problem =
      problem->too_deep
          ? Problem("", "LINE_TOO_DEEP", "an event nests no deeper than 16 brackets")
          : Problem(problem->field, "LINE_NOT_AN_EVENT",
                    "write one goldthread.v1.Event as proto JSON on one line; check the field's "
                    "name and form in docs/events.md");
  return parsed;
}

bool EventLineReader::ReadLine(bool* fits) {
  line_.clear();
  *fits = true;
  std::streambuf& source = *in_.rdbuf();
  for (int c = source.sbumpc(); c != std::char_traits<char>::eof(); c = source.sbumpc()) {
    if (c == '\n') return true;
    if (line_.size() < kEventJsonBytesMax) {
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
      line.problem = Problem("", "LINE_TOO_LONG",
                             fmt::format("a line has at most {} bytes", kEventJsonBytesMax));
    }
    line.number = number_;
    return line;
  }
  return std::nullopt;
}

}  // namespace goldthread::server
