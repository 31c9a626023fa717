// A chronology as a picture: one lane an agency, days across. For terminals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/vocabulary/calendar.h"

namespace goldthread::server {

struct LaneMark {
  std::string lane;
  Day occurred;
  Day received;  // Drawn as an arrow where it is a later day.
  std::string label;
};

struct LaneChart {
  std::vector<std::string> lanes;  // Top to bottom. A mark of no lane here is not drawn.
  Day first;
  Day last;
  std::optional<Day> known_on;  // Nothing is known after it: the lanes end there.
  std::vector<LaneMark> marks;  // Outside first … last: not drawn.
};

struct LaneStyle {
  int width = 80;  // Columns; less than 40 counts as 40.
  bool unicode = false;
  bool colour = false;
};

// Lines that each end with a newline, none wider than the width. Long spans put several
// days in one column.
std::string DrawLanes(const LaneChart& chart, const LaneStyle& style);

}  // namespace goldthread::server
