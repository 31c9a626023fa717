#include "connectors/county/people/clocks.h"

#include <gtest/gtest.h>

namespace goldthread::county {
namespace {

// How far London is ahead, by the tz database of this machine.
Second Ahead(Second at) {
  v1::Occurred occurred;
  occurred.mutable_instant()->set_seconds(at);
  return *WallClockUs(occurred) / 1'000'000 - at;
}

TEST(ClocksTest, ChangeWhenTheTzDatabaseSaysAndAtNoOtherTime) {
  for (DayNumber day = Number(1972, 1, 1); day < Number(2031, 1, 1); ++day) {
    const Second before = Ahead(day * kDaySeconds);
    const Second after = Ahead((day + 1) * kDaySeconds);
    const std::optional<Second> change = ClockChangeOn(day);
    ASSERT_EQ(change.has_value(), before != after) << DateText(day);
    if (!change.has_value()) continue;
    EXPECT_EQ(Ahead(*change - 1), before) << DateText(day);
    EXPECT_EQ(Ahead(*change), after) << DateText(day);
  }
}

}  // namespace
}  // namespace goldthread::county
