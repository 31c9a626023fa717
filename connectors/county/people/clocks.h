// When London's clocks change: in spring an hour is left out, in autumn one comes twice.
//
// Source: Summer Time Act 1972, s. 1, and the orders under it, 1980 to 2002.
#pragma once

#include <optional>

#include "connectors/county/people/chance.h"
#include "connectors/county/people/dates.h"

namespace goldthread::county {

// The one from that day of the month to six days later.
constexpr DayNumber SundayFrom(int year, unsigned month, unsigned day) {
  DayNumber sunday = Number(year, month, day);
  while (!IsSunday(sunday)) ++sunday;
  return sunday;
}

// The moment, in 1972 or later.
constexpr Second ClocksForward(int year) {
  if (year < 1981) return SundayFrom(year, 3, 16) * kDaySeconds + 2 * 3'600;
  return SundayFrom(year, 3, 25) * kDaySeconds + 3'600;
}
constexpr Second ClocksBack(int year) {
  if (year < 1981) return SundayFrom(year, 10, 23) * kDaySeconds + 2 * 3'600;
  const unsigned from = year < 1990 ? 23 : year < 1996 ? 22 : 25;
  return SundayFrom(year, 10, from) * kDaySeconds + 3'600;
}

// On that day, if they change. Most days are no Sundays.
constexpr std::optional<Second> ClockChangeOn(DayNumber day) {
  if (!IsSunday(day)) return std::nullopt;
  const int year = YearOf(day);
  for (const Second change : {ClocksForward(year), ClocksBack(year)}) {
    if (DayAt(change) == day) return change;
  }
  return std::nullopt;
}

// Of that night much happens within an hour of the change, before it or after.
inline std::optional<Second> NearClockChange(DayNumber day, Chance& chance) {
  const std::optional<Second> change = ClockChangeOn(day);
  if (!change.has_value() || !chance.PerMille(300)) return std::nullopt;
  return *change - 3'600 + chance.Between(0, 7'199);
}

}  // namespace goldthread::county
