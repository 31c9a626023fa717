// Events as protobuf messages, each after its length (protobuf's delimited streams), as
// `goldthread county generate` writes events.binpb.
#pragma once

#include <istream>
#include <optional>
#include <string>

#include "services/server/event_lines.h"

namespace goldthread::server {

// In bounded memory whatever the input. Threads: one.
class EventMessageReader {
 public:
  explicit EventMessageReader(std::istream& in) : in_(in) {}

  // The first is number 1. Nothing at the end, and after the first problem: where one length is
  // wrong, all that follow are.
  std::optional<EventLine> Next();

 private:
  std::istream& in_;
  std::string bytes_;
  int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace goldthread::server
