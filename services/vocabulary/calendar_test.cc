#include "services/vocabulary/calendar.h"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <random>

namespace goldthread {
namespace {

using namespace std::chrono_literals;  // NOLINT(build/namespaces)
using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::sys_days;

Day D(const char* text) { return ParseDay(text).value(); }

Instant Utc(const char* day, std::chrono::seconds time) { return Instant(sys_days(D(day))) + time; }

v1::Occurred On(const char* date) {
  v1::Occurred occurred;
  occurred.set_date(date);
  return occurred;
}

v1::Occurred At(Instant instant) {
  v1::Occurred occurred;
  const auto whole = std::chrono::floor<std::chrono::seconds>(instant);
  occurred.mutable_instant()->set_seconds(whole.time_since_epoch().count());
  occurred.mutable_instant()->set_nanos(static_cast<int>((instant - whole).count() * 1000));
  return occurred;
}

int64_t Wall(const char* day, std::chrono::microseconds time) {
  return (microseconds(sys_days(D(day)).time_since_epoch()) + time).count();
}

TEST(CalendarTest, ADayIsReadBackAsItself) {
  for (const char* text : {"1000-01-01", "1899-12-31", "1968-02-29", "1970-01-01", "2000-02-29",
                           "2026-11-21", "9999-12-31"}) {
    ASSERT_TRUE(ParseDay(text).has_value()) << text;
    EXPECT_EQ(DayText(*ParseDay(text)), text);
  }
}

TEST(CalendarTest, OnlyRealDaysInExactlyThisFormAreDays) {
  for (const char* text :
       {"", "2026", "2026-11", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01",
        "2026-01-00", "0999-12-31", "2026-1-1", "26-01-01", " 2026-01-01", "2026-01-01 ",
        "2026-01-01T00:00:00", "2026/01/01", "2026-01-0x", "+026-01-01", "-026-01-01"}) {
    EXPECT_FALSE(ParseDay(text).has_value()) << text;
  }
}

TEST(CalendarTest, AWinterDayIsTheUtcDay) {
  EXPECT_EQ(StartOfDayInLondon(D("2026-01-15")), Utc("2026-01-15", 0h));
  EXPECT_EQ(EndOfDayInLondon(D("2026-01-15")), Utc("2026-01-16", 0h));
}

TEST(CalendarTest, ASummerDayBeginsAnHourBeforeUtcs) {
  EXPECT_EQ(StartOfDayInLondon(D("2026-07-01")), Utc("2026-06-30", 23h));
  EXPECT_EQ(EndOfDayInLondon(D("2026-07-01")), Utc("2026-07-01", 23h));
}

TEST(CalendarTest, TheDayClocksGoForwardHas23Hours) {
  EXPECT_EQ(StartOfDayInLondon(D("2026-03-29")), Utc("2026-03-29", 0h));
  EXPECT_EQ(EndOfDayInLondon(D("2026-03-29")), Utc("2026-03-29", 23h));
}

TEST(CalendarTest, TheDayClocksGoBackHas25Hours) {
  EXPECT_EQ(StartOfDayInLondon(D("2026-10-25")), Utc("2026-10-24", 23h));
  EXPECT_EQ(EndOfDayInLondon(D("2026-10-25")), Utc("2026-10-26", 0h));
}

TEST(CalendarTest, LondonKeptSummerTimeThroughTheWinterOf1970) {
  EXPECT_EQ(StartOfDayInLondon(D("1970-01-01")), Utc("1969-12-31", 23h));
  EXPECT_EQ(DayInLondon(Utc("1969-12-31", 23h)), D("1970-01-01"));
}

TEST(CalendarTest, WartimeDoubleSummerTimeIsKnown) {
  EXPECT_EQ(StartOfDayInLondon(D("1944-07-01")), Utc("1944-06-30", 22h));
}

TEST(CalendarTest, HalfPastMidnightInSummerIsThatDayThoughUtcSaysTheDayBefore) {
  EXPECT_EQ(DayInLondon(Utc("2026-06-30", 23h + 30min)), D("2026-07-01"));
  EXPECT_EQ(DayInLondon(Utc("2026-06-30", 22h + 59min)), D("2026-06-30"));
}

// Each instant of the hour that comes twice lies on the same day, and the wall clock repeats.
TEST(CalendarTest, TheHourThatComesTwiceHasTheSameWallClock) {
  EXPECT_EQ(*WallClockUs(At(Utc("2026-10-25", 0h + 30min))), Wall("2026-10-25", 1h + 30min));
  EXPECT_EQ(*WallClockUs(At(Utc("2026-10-25", 1h + 30min))), Wall("2026-10-25", 1h + 30min));
}

TEST(CalendarTest, TheHourThatIsSkippedIsNeverShown) {
  EXPECT_EQ(*WallClockUs(At(Utc("2026-03-29", 1h) - 1us)), Wall("2026-03-29", 1h - 1us));
  EXPECT_EQ(*WallClockUs(At(Utc("2026-03-29", 1h))), Wall("2026-03-29", 2h));
}

TEST(CalendarTest, ADateCountsFromItsMidnight) {
  EXPECT_EQ(*WallClockUs(On("2026-07-01")), Wall("2026-07-01", 0h));
  EXPECT_EQ(*WallClockUs(On("1966-03-24")), Wall("1966-03-24", 0h));
  EXPECT_LT(*WallClockUs(On("1966-03-24")), 0);
  EXPECT_EQ(*StartDay(On("1966-03-24")), D("1966-03-24"));
}

TEST(CalendarTest, ADateComesBeforeEveryInstantOfThatDay) {
  EXPECT_EQ(*WallClockUs(At(StartOfDayInLondon(D("2026-07-01")))), *WallClockUs(On("2026-07-01")));
  EXPECT_GT(*WallClockUs(At(StartOfDayInLondon(D("2026-07-01")) + 1us)),
            *WallClockUs(On("2026-07-01")));
}

TEST(CalendarTest, AnInstantsDayIsLondons) {
  EXPECT_EQ(*StartDay(At(Utc("2026-06-30", 23h + 30min))), D("2026-07-01"));
  EXPECT_EQ(*StartDay(At(Utc("1955-01-01", 0h) - 1us)), D("1954-12-31"));
}

TEST(CalendarTest, WhatIsNotATimeIsRefused) {
  v1::Occurred late;
  late.mutable_instant()->set_seconds(253'402'300'800);
  v1::Occurred early;
  early.mutable_instant()->set_seconds(INT64_MIN);
  v1::Occurred torn;
  torn.mutable_instant()->set_nanos(-1);
  for (const v1::Occurred& occurred :
       {v1::Occurred(), On("2026-02-30"), On(""), late, early, torn}) {
    EXPECT_EQ(WallClockUs(occurred).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(StartDay(occurred).status().code(), Code::kInvalidArgument);
  }
}

TEST(CalendarTest, ATimeOfDayIsTheInstantAtWhichLondonsClocksShowedIt) {
  EXPECT_EQ(InstantInLondon(D("2026-01-15"), 9h + 30min), Utc("2026-01-15", 9h + 30min));
  EXPECT_EQ(InstantInLondon(D("2026-07-15"), 0h), Utc("2026-07-14", 23h));
  for (const char* change : {"2026-03-29", "2026-10-25"}) {
    EXPECT_EQ(InstantInLondon(D(change), 0h), StartOfDayInLondon(D(change)));
    EXPECT_EQ(InstantInLondon(D(change), 12h), EndOfDayInLondon(D(change)) - 12h);
  }
  // Shown twice, and never.
  EXPECT_EQ(InstantInLondon(D("2026-10-25"), 1h + 30min), Utc("2026-10-25", 0h + 30min));
  EXPECT_EQ(InstantInLondon(D("2026-03-29"), 1h + 30min), Utc("2026-03-29", 1h + 30min));
}

TEST(CalendarTest, InstantsAreWrittenInUtcToTheSecond) {
  EXPECT_EQ(InstantText(Utc("2026-03-04", 9h + 30min)), "2026-03-04T09:30:00Z");
  EXPECT_EQ(InstantText(Utc("1969-12-31", 23h + 59min + 59s) + 999'999us), "1969-12-31T23:59:59Z");
  EXPECT_EQ(InstantText(Utc("1970-01-01", 0h) - 1us), "1969-12-31T23:59:59Z");
}

// The zone library itself is the second opinion on our table of clock changes.
TEST(CalendarTest, AgreesWithTheZoneLibraryAtRandomInstants) {
  const uint64_t seed = 20261121;
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const auto* london = date::locate_zone("Europe/London");
  std::uniform_int_distribution<int64_t> second(-4'000'000'000, 8'000'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const Instant instant{std::chrono::seconds(second(random))};
    const auto wall = london->to_local(instant).time_since_epoch();
    EXPECT_EQ(*WallClockUs(At(instant)), wall.count()) << InstantText(instant);
  }
}

TEST(CalendarTest, EveryDayEndsWhereTheNextBegins) {
  for (sys_days day = sys_days(D("1940-01-01")); day < sys_days(D("2030-01-01")); day += days(1)) {
    const Instant start = StartOfDayInLondon(Day(day));
    ASSERT_EQ(DayInLondon(start), Day(day));
    ASSERT_EQ(DayInLondon(start - 1us), Day(day - days(1)));
    ASSERT_EQ(EndOfDayInLondon(Day(day - days(1))), start);
  }
}

TEST(CalendarTest, AgeIsInWholeYearsAndMonths) {
  const auto age = [](const char* birth, const char* day) {
    const auto found = AgeOn(D(birth), D(day));
    return std::pair(found->years, found->months);
  };
  EXPECT_EQ(age("2019-12-06", "2020-07-13"), std::pair(0, 7));
  EXPECT_EQ(age("2019-12-06", "2021-06-11"), std::pair(1, 6));
  EXPECT_EQ(age("2019-12-06", "2019-12-06"), std::pair(0, 0));
  EXPECT_EQ(age("2010-05-20", "2026-05-19"), std::pair(15, 11));
  EXPECT_EQ(age("2010-05-20", "2026-05-20"), std::pair(16, 0));
  EXPECT_EQ(age("2025-01-31", "2025-02-28"), std::pair(0, 0));
  EXPECT_EQ(age("2025-01-31", "2025-03-01"), std::pair(0, 1));
}

TEST(CalendarTest, AChildOfTheLeapDayIsAYearOlderOnTheFirstOfMarch) {
  EXPECT_EQ(AgeOn(D("2004-02-29"), D("2022-02-28"))->years, 17);
  EXPECT_EQ(AgeOn(D("2004-02-29"), D("2022-03-01"))->years, 18);
  EXPECT_EQ(AgeOn(D("2004-02-29"), D("2024-02-29"))->years, 20);
}

TEST(CalendarTest, NobodyHasAnAgeBeforeBirth) {
  EXPECT_FALSE(AgeOn(D("2019-12-06"), D("2019-12-05")).has_value());
}

}  // namespace
}  // namespace goldthread
