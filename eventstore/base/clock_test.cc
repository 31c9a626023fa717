#include "eventstore/base/clock.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;

TEST(ManualClockTest, MovesOnlyWhenToldAndEitherWay) {
  const Instant start = sys_days{std::chrono::year{2024} / 2 / 29};
  ManualClock clock(start);
  EXPECT_EQ(clock.Now(), start);
  EXPECT_EQ(clock.Now(), start);
  clock.Set(start + microseconds{1});
  EXPECT_EQ(clock.Now(), start + microseconds{1});
  clock.Set(start - std::chrono::hours{24});
  EXPECT_EQ(clock.Now(), start - std::chrono::hours{24});
}

}  // namespace
}  // namespace goldthread
