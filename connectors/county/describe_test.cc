#include "connectors/county/describe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace goldthread::county {
namespace {

// Columns, not bytes.
size_t WidthOf(const std::string& line) {
  return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

TEST(DescribeTest, NoLineIsWiderThanTheTerminalAndEachShowsWhatThereIs) {
  const Tally tally = TallyOf({.people = 1'000, .years = 1, .seed = 1});
  for (const bool unicode : {true, false}) {
    std::istringstream text(Draw(tally, {.width = 80, .unicode = unicode}));
    std::string line;
    int bars = 0;
    while (std::getline(text, line)) {
      EXPECT_LE(WidthOf(line), 80u) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
      bars += line.find(unicode ? "█" : "#") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(bars, 40);
  }
}

// A generation and a half of one rate of referrals (agencies/rates.h): what stands at the end
// stands as it did at the beginning.
TEST(DescribeTest, InFortyYearsNothingDriftsAway) {
  const Tally tally = TallyOf({.people = 3'000, .years = 40, .seed = 2, .last_year = 2006});
  const auto decade = [&tally](size_t first, auto YearTally::* what) {
    int64_t sum = 0;
    for (size_t i = first; i < first + 10; ++i) sum += tally.years[i].*what;
    return static_cast<double>(sum);
  };
  ASSERT_EQ(tally.years.size(), 40u);
  for (const size_t first : {10u, 20u, 30u}) {
    const auto near = [&](auto YearTally::* what, double share) {
      const double then = decade(0, what);
      EXPECT_NEAR(decade(first, what) / then, 1, share) << first;
    };
    near(&YearTally::people, 0.1);
    near(&YearTally::children, 0.2);
    near(&YearTally::births, 0.25);
    near(&YearTally::deaths, 0.5);     // A county begins with fewer old people than England.
    near(&YearTally::referrals, 0.4);  // Of some few families.
  }
}

// Of this seed a birth of the last month is dated after it.
TEST(DescribeTest, WhoIsBornAfterTheEndIsNotCounted) {
  const Tally tally = TallyOf({.people = 40'000, .years = 1, .seed = 1});
  EXPECT_EQ(tally.years[0].people, tally.people);
  EXPECT_EQ(tally.years[0].children, tally.children);
}

TEST(DescribeTest, YearsAddUpToTheWhole) {
  const Tally tally = TallyOf({.people = 2'000, .years = 2, .seed = 1});
  ASSERT_EQ(tally.years.size(), 2u);
  EXPECT_EQ(Draw(tally, {}).find("Northmere, an invented county: seed 1, 2,000 people"), 0u);
  EXPECT_EQ(tally.years[0].referrals + tally.years[1].referrals, tally.referrals);
  EXPECT_EQ(tally.years[1].people, tally.people);
  EXPECT_EQ(tally.years[0].people + tally.years[1].births - tally.years[1].deaths, tally.people);
  int64_t events = 0;
  for (const auto& [feed, count] : tally.feeds) events += count.events;
  EXPECT_EQ(std::accumulate(tally.waited.begin(), tally.waited.end(), int64_t{0}), events);
}

}  // namespace
}  // namespace goldthread::county
