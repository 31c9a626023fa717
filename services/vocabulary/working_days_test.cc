#include "services/vocabulary/working_days.h"

#include <gtest/gtest.h>

#include <set>

namespace goldthread {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

sys_days Date(const char* text) { return *ParseDay(text); }

// The day on which `working_days` have passed: by the one rule that is tested.
sys_days Due(sys_days start, int working_days) {
  sys_days at = start;
  while (!*HasOverrun(start, at, working_days - 1)) at += days(1);
  return at;
}

TEST(WorkingDaysTest, AreCountedAsThePathwaySays) {
  const struct {
    const char* start;
    int working_days;
    const char* due;
  } kVectors[] = {
      {"2009-04-06", 7, "2009-04-17"},  {"2009-04-08", 15, "2009-05-01"},
      {"2010-04-01", 35, "2010-05-25"}, {"2010-12-13", 15, "2011-01-06"},
      {"2022-06-02", 15, "2022-06-24"}, {"2022-09-05", 15, "2022-09-27"},
      {"2023-04-28", 15, "2023-05-23"}, {"2024-03-28", 1, "2024-04-02"},
      {"2024-12-02", 45, "2025-02-06"}, {"2026-01-03", 15, "2026-01-23"},
      {"2026-12-14", 15, "2027-01-07"},
  };
  for (const auto& vector : kVectors) {
    EXPECT_EQ(DayText(Due(Date(vector.start), vector.working_days)), vector.due) << vector.start;
    EXPECT_FALSE(*HasOverrun(Date(vector.start), Date(vector.due), vector.working_days));
  }
}

// The standing rules and the exceptions that were announced: a second opinion on the table.
std::set<sys_days> HolidaysByRule(int in_year) {
  const std::chrono::year year{in_year};
  const int a = in_year % 19, b = in_year / 100, c = in_year % 100;
  const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
  const sys_days easter = year / std::chrono::month(static_cast<unsigned>(f / 31)) /
                          std::chrono::day(static_cast<unsigned>(f % 31 + 1));
  std::set<sys_days> holidays = {easter - days(2), easter + days(1)};
  using std::chrono::Monday;
  holidays.insert(sys_days(year / 5 / Monday[1]));
  holidays.insert(sys_days(year / 5 / Monday[std::chrono::last]));
  holidays.insert(sys_days(year / 8 / Monday[std::chrono::last]));
  for (sys_days day :
       {sys_days(year / 1 / 1), sys_days(year / 12 / 25), sys_days(year / 12 / 26)}) {
    while (std::chrono::weekday(day).iso_encoding() > 5 || holidays.contains(day)) day += days(1);
    holidays.insert(day);
  }
  const auto moved = [&](const char* from, const char* to) {
    if (Date(from) >= sys_days(year / 1 / 1) && Date(from) <= sys_days(year / 12 / 31)) {
      holidays.erase(Date(from));
      holidays.insert(Date(to));
    }
  };
  moved("2012-05-28", "2012-06-04");
  moved("2020-05-04", "2020-05-08");
  moved("2022-05-30", "2022-06-02");
  for (const char* once : {"2011-04-29", "2012-06-05", "2022-06-03", "2022-09-19", "2023-05-08"}) {
    if (sys_days(year / 1 / 1) <= Date(once) && Date(once) <= sys_days(year / 12 / 31)) {
      holidays.insert(Date(once));
    }
  }
  return holidays;
}

TEST(WorkingDaysTest, TheHolidaysAreThoseOfTheStandingRulesAndTheirExceptions) {
  for (int year = 2004; year <= 2028; ++year) {
    const std::set<sys_days> holidays = HolidaysByRule(year);
    for (sys_days day = std::chrono::year(year) / 1 / 1; day <= std::chrono::year(year) / 12 / 31;
         day += days(1)) {
      const bool weekend = std::chrono::weekday(day).iso_encoding() > 5;
      EXPECT_EQ(*IsWorkingDay(day), !weekend && !holidays.contains(day)) << DayText(day);
    }
  }
}

TEST(WorkingDaysTest, OutsideTheYearsThatAreKnownThereIsNoAnswer) {
  EXPECT_FALSE(IsWorkingDay(Date("2003-12-31")).has_value());
  EXPECT_FALSE(IsWorkingDay(Date("2029-01-02")).has_value());
  EXPECT_FALSE(HasOverrun(Date("1000-01-01"), Date("2022-03-31"), 45).has_value());
  EXPECT_FALSE(*HasOverrun(Date("2022-04-01"), Date("2022-03-31"), 0));
}

}  // namespace
}  // namespace goldthread
