// Events as lines of JSON, one a line, in the contract's own field names (proto JSON).
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "goldthread/v1/event_service.pb.h"

namespace goldthread::server {

struct EventLine {
  int64_t number = 0;  // 1 for the first line.
  v1::Event event;
  std::optional<v1::Violation> problem;  // Then `event` is empty. Never quotes the line.
};

// Reads lines that hold something, in bounded memory whatever the input. Threads: one.
class EventLineReader {
 public:
  explicit EventLineReader(std::istream& in) : in_(in) {}

  // Nothing at the end.
  std::optional<EventLine> Next();

 private:
  // False at the end. A line that is too long is skipped and `*fits` false.
  bool ReadLine(bool* fits);

  std::istream& in_;
  std::string line_;
  int64_t number_ = 0;
};

// Of one line.
EventLine ParseEventLine(std::string_view json);

}  // namespace goldthread::server
