#include "services/vocabulary/calendar.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "eventstore/base/check.h"

namespace goldthread {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// From `begin` on, London's clocks are `offset` ahead of UTC.
struct ClockChange {
  sys_seconds begin;
  seconds offset;
};

const date::time_zone& London() {
  static const date::time_zone* const zone = date::locate_zone("Europe/London");
  return *zone;
}

// All changes ever, looked up once: a rebuild asks several hundred thousand times a second,
// in no order, and the zone library answers each time with an allocated name.
const std::vector<ClockChange>& ClockChanges() {
  static const std::vector<ClockChange> changes = [] {
    std::vector<ClockChange> result;
    const sys_seconds last = sys_days(Day(std::chrono::year(9999) / 12 / 31));
    sys_seconds at = sys_days(Day(std::chrono::year(1800) / 1 / 1));
    while (at < last) {
      const date::sys_info found = London().get_info(at);
      result.push_back({at, found.offset});
      GT_CHECK(found.end > at);
      at = found.end;
    }
    return result;
  }();
  return changes;
}

seconds LondonOffset(Instant instant) {
  const std::vector<ClockChange>& changes = ClockChanges();
  const auto after = std::upper_bound(
      changes.begin(), changes.end(), instant,
      [](Instant sought, const ClockChange& change) { return sought < change.begin; });
  return after == changes.begin() ? changes.front().offset : std::prev(after)->offset;
}

// Reads exactly `count` digits.
bool ReadDigits(std::string_view text, size_t begin, size_t count, unsigned* value) {
  *value = 0;
  for (size_t i = begin; i < begin + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    *value = *value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  return true;
}

// The range that Timestamp promises: years 1 to 9999. Nothing when outside.
std::optional<Instant> InstantOf(const google::protobuf::Timestamp& timestamp) {
  constexpr int64_t kFirst = -62'135'596'800;
  constexpr int64_t kLast = 253'402'300'799;
  if (timestamp.seconds() < kFirst || timestamp.seconds() > kLast) return std::nullopt;
  if (timestamp.nanos() < 0 || timestamp.nanos() > 999'999'999) return std::nullopt;
  return Instant(seconds(timestamp.seconds()) + microseconds(timestamp.nanos() / 1000));
}

// Either the day alone, or the place on the wall clock: never both at once.
struct Start {
  sys_days day;
  microseconds time_of_day;
};

StatusOr<Start> StartOf(const v1::Occurred& occurred) {
  switch (occurred.start_case()) {
    case v1::Occurred::kDate:
      if (const auto day = ParseDay(occurred.date())) return Start{sys_days(*day), {}};
      return Error(Code::kInvalidArgument, "occurred.date is not a date");
    case v1::Occurred::kInstant:
      if (const auto instant = InstantOf(occurred.instant())) {
        const Instant wall = *instant + LondonOffset(*instant);
        const sys_days day = std::chrono::floor<days>(wall);
        return Start{day, wall - day};
      }
      return Error(Code::kInvalidArgument, "occurred.instant is out of range");
    case v1::Occurred::START_NOT_SET:
      break;
  }
  return Error(Code::kInvalidArgument, "occurred has no start");
}

}  // namespace

std::optional<Day> ParseDay(std::string_view text) {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!ReadDigits(text, 0, 4, &year) || !ReadDigits(text, 5, 2, &month) ||
      !ReadDigits(text, 8, 2, &day)) {
    return std::nullopt;
  }
  const Day result(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                   std::chrono::day(day));
  if (year < 1000 || !result.ok()) return std::nullopt;
  return result;
}

std::string DayText(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

Instant EndOfDayInLondon(Day day) { return StartOfDayInLondon(Day(sys_days(day) + days(1))); }

Instant StartOfDayInLondon(Day day) {
  const seconds midnight = sys_days(day).time_since_epoch();
  // London's clocks never change at midnight, so there is exactly one.
  const auto found = London().get_info(date::local_seconds(midnight));
  return Instant(midnight - found.first.offset);
}

Day DayInLondon(Instant instant) {
  return Day(std::chrono::floor<days>(instant + LondonOffset(instant)));
}

Instant InstantInLondon(Day day, microseconds of_day) {
  const Instant wall = sys_days(day) + of_day;
  const seconds before = LondonOffset(wall - days(1));
  const seconds after = LondonOffset(wall + days(1));
  const bool already_changed = LondonOffset(wall - before) != before;
  return already_changed && LondonOffset(wall - after) == after ? wall - after : wall - before;
}

std::string InstantText(Instant instant) {
  const auto whole = std::chrono::floor<seconds>(instant);
  const auto midnight = std::chrono::floor<days>(whole);
  const std::chrono::hh_mm_ss time(whole - midnight);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", DayText(Day(midnight)), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

StatusOr<int64_t> WallClockUs(const v1::Occurred& occurred) {
  GT_ASSIGN_OR_RETURN(const Start start, StartOf(occurred));
  return (microseconds(start.day.time_since_epoch()) + start.time_of_day).count();
}

StatusOr<Day> StartDay(const v1::Occurred& occurred) {
  GT_ASSIGN_OR_RETURN(const Start start, StartOf(occurred));
  return Day(start.day);
}

std::optional<Age> AgeOn(Day birth, Day day) {
  if (day < birth) return std::nullopt;
  int months = 12 * (static_cast<int>(day.year()) - static_cast<int>(birth.year())) +
               static_cast<int>(static_cast<unsigned>(day.month())) -
               static_cast<int>(static_cast<unsigned>(birth.month()));
  // A month is complete when its day comes round; the 29th–31st comes round on the first of
  // the next month where a month is too short, as the law counts birthdays.
  if (day.day() < birth.day()) --months;
  return Age{months / 12, months % 12};
}

}  // namespace goldthread
