// Working days in England: not a Saturday, a Sunday or a bank holiday.
//
// Source: domain/pathway.md §4. The start is day 0, even when it is no working day itself.
#pragma once

#include <optional>

#include "services/vocabulary/calendar.h"

namespace goldthread {

// The years whose bank holidays are known here; a later list is a later build.
inline constexpr std::chrono::year kHolidaysFrom{2004};
inline constexpr std::chrono::year kHolidaysUntil{2028};

// Nothing: outside the years that are known.
std::optional<bool> IsWorkingDay(Day day);

// The first after `day`; of years that are not known the day after it.
Day NextWorkingDay(Day day);

// Whether more than `working_days` lie after `start` up to and with `until`. Nothing: a day that
// counts is outside the years that are known.
std::optional<bool> HasOverrun(Day start, Day until, int working_days);

}  // namespace goldthread
