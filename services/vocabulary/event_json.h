// An event as proto JSON that somebody else wrote: read in bounded memory and depth, and what is
// wrong with it told without quoting it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goldthread/v1/event.pb.h"

namespace goldthread {

// JSON of an event that fits the log's record; escapes can double it.
inline constexpr size_t kEventJsonBytesMax = 512 * 1024;
// The contract nests no deeper than 6.
inline constexpr int kEventJsonDepthMax = 16;

// Brackets open at once, outside of texts. Whoever reads JSON by recursion asks first.
int JsonDepth(std::string_view json);

struct EventJsonProblem {
  bool too_deep = false;
  std::string field;  // "subjects[0].role"; empty when it cannot be told.
};

// Nothing: `event` holds it; else it is empty.
std::optional<EventJsonProblem> ReadEventJson(std::string_view json, v1::Event* event);

}  // namespace goldthread
