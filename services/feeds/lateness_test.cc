#include "services/feeds/lateness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace goldthread::feeds {
namespace {

TEST(LatenessTest, NoEventsAreNotLate) {
  EXPECT_EQ(LatenessAt(50, {}, 0), 0);
  EXPECT_EQ(LatenessAt(90, {}, 0), 0);
}

TEST(LatenessTest, WithinAWeekDaysAreExact) {
  LatenessByDays late = {};
  for (const int64_t days : {0, 0, 1, 1, 2, 3, 4, 5, 6, 7}) CountLate(days, late);
  EXPECT_EQ(LatenessAt(50, late, 7), 2);
  EXPECT_EQ(LatenessAt(90, late, 7), 6);
  EXPECT_EQ(LatenessAt(100, late, 7), 7);
}

TEST(LatenessTest, OneLateEventDoesNotMoveTheMiddle) {
  LatenessByDays late = {};
  for (int i = 0; i < 99; ++i) CountLate(1, late);
  CountLate(4000, late);
  EXPECT_EQ(LatenessAt(50, late, 4000), 1);
  EXPECT_EQ(LatenessAt(90, late, 4000), 1);
  EXPECT_EQ(LatenessAt(100, late, 4000), 4000);
}

// Against the sorted list itself.
TEST(LatenessTest, IsNeverLessThanTheTruthAndNeverPastItsBoundOrTheGreatest) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    std::vector<int64_t> all;
    LatenessByDays late = {};
    for (int i = 0; i < 200; ++i) {
      const auto days = static_cast<int64_t>(random() % (1U << (random() % 12)));
      all.push_back(days);
      CountLate(days, late);
    }
    std::ranges::sort(all);
    for (const int percent : {50, 90}) {
      const int64_t truth = all[static_cast<size_t>(2 * percent - 1)];
      const int64_t told = LatenessAt(percent, late, all.back());
      EXPECT_GE(told, truth) << "seed " << seed;
      EXPECT_LE(told, all.back()) << "seed " << seed;
      for (const int64_t bound : kLatenessDays) {
        if (bound < told) {
          EXPECT_LT(bound, truth) << "seed " << seed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace goldthread::feeds
