// Days as plain numbers, for a population of millions: 0 is 1970-01-01.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "services/vocabulary/calendar.h"

namespace goldthread::county {

using DayNumber = int32_t;
using Second = int64_t;  // Since 1970-01-01T00:00:00Z.

inline constexpr Second kDaySeconds = 86'400;
inline constexpr DayNumber kNever = INT32_MAX;

constexpr DayNumber Number(Day day) {
  return static_cast<DayNumber>(std::chrono::sys_days(day).time_since_epoch().count());
}
constexpr Day DayOf(DayNumber number) {
  return Day(std::chrono::sys_days(std::chrono::days(number)));
}
constexpr DayNumber Number(int year, unsigned month, unsigned day) {
  return Number(Day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)));
}
constexpr DayNumber DayAt(Second second) { return static_cast<DayNumber>(second / kDaySeconds); }
constexpr int YearOf(DayNumber day) { return static_cast<int>(DayOf(day).year()); }

// "YYYY-MM-DD", without the cost of a formatter.
inline std::string DateText(DayNumber number) {
  const Day day = DayOf(number);
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));
  const auto month = static_cast<unsigned>(day.month());
  const auto date = static_cast<unsigned>(day.day());
  std::string text(10, '-');
  const auto put = [&text](size_t at, unsigned value) {
    text[at] = static_cast<char>('0' + value / 10 % 10);
    text[at + 1] = static_cast<char>('0' + value % 10);
  };
  put(0, year / 100);
  put(2, year % 100);
  put(5, month);
  put(8, date);
  return text;
}

// 0 is Sunday. 1970-01-01 was a Thursday.
constexpr int WeekdayOf(DayNumber day) { return (day % 7 + 7 + 4) % 7; }
constexpr bool IsSunday(DayNumber day) { return WeekdayOf(day) == 0; }
constexpr bool IsWeekend(DayNumber day) { return IsSunday(day) || WeekdayOf(day) == 6; }
// The day itself, or the Monday after.
constexpr DayNumber Weekday(DayNumber day) {
  while (IsWeekend(day)) ++day;
  return day;
}
// Counts Mondays to Fridays only: as councils' systems do that forget bank holidays.
constexpr DayNumber AddWorkingDays(DayNumber day, int working_days) {
  while (working_days > 0) {
    ++day;
    if (!IsWeekend(day)) --working_days;
  }
  return day;
}
// Whole years.
constexpr int YearsBetween(DayNumber birth, DayNumber day) {
  const Day from = DayOf(birth);
  const Day to = DayOf(day);
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const bool before =
      to.month() < from.month() || (to.month() == from.month() && to.day() < from.day());
  return years - (before ? 1 : 0);
}
constexpr DayNumber Birthday(DayNumber birth, int years) {
  const Day from = DayOf(birth);
  const Day to(from.year() + std::chrono::years(years), from.month(), from.day());
  return to.ok() ? Number(to) : Number(to.year() / std::chrono::March / 1);
}
}  // namespace goldthread::county
