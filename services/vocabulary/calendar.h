// Days and instants as the field uses them: a day is a day in Europe/London
// (domain/pathway.md §4 rule 6), and an uncertain date stays uncertain.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread {

using Day = std::chrono::year_month_day;

// "YYYY-MM-DD", years 1000–9999, real days only.
std::optional<Day> ParseDay(std::string_view text);
std::string DayText(Day day);

// The first instant after `day` in Europe/London: "as known on `day`" means received before it.
Instant EndOfDayInLondon(Day day);
Instant StartOfDayInLondon(Day day);
Day DayInLondon(Instant instant);
// When London's clocks showed `of_day` on `day`: the earlier time where they showed it twice,
// an hour on where they jumped over it.
Instant InstantInLondon(Day day, std::chrono::microseconds of_day);

// RFC 3339 in UTC, to the second ("2026-03-04T09:30:00Z").
std::string InstantText(Instant instant);

// Where the start of `occurred` lies on the London wall clock, in microseconds since
// 1970-01-01T00:00 there: what chronologies are ordered by. A date counts from its midnight.
// kInvalidArgument when neither form is given or the date is not a date.
StatusOr<int64_t> WallClockUs(const v1::Occurred& occurred);
// The day it starts on, in London. Same errors.
StatusOr<Day> StartDay(const v1::Occurred& occurred);

// Whole years and months between two days; nothing when `day` is before `birth`.
struct Age {
  int years = 0;
  int months = 0;  // 0–11, beyond the years.
};
std::optional<Age> AgeOn(Day birth, Day day);

}  // namespace goldthread
