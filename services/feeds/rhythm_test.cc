#include "services/feeds/rhythm.h"

#include <gtest/gtest.h>

#include <string>

#include "eventstore/projector/map_rows.h"

namespace goldthread::feeds {
namespace {

constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;
constexpr int64_t kDayUs = 24 * kHourUs;

class RhythmTest : public ::testing::Test {
 protected:
  // Something comes at noon of that day.
  void ComesOn(int64_t day) {
    const int64_t now = day * kDayUs + 12 * kHourUs;
    ASSERT_TRUE(HearOn("police", last_, now, rows_).ok());
    last_ = now;
  }
  Rhythm Now() { return *ParseRhythm(*rows_.Get(RhythmKey("police"))); }
  Silence After(int64_t days) {
    return SilenceAt(Now(), *last_, Instant(std::chrono::microseconds(*last_ + days * kDayUs)));
  }
  // Monday to Friday, for so many weeks; day 4 was a Monday.
  void ComesOnWeekdays(int weeks) {
    for (int week = 0; week < weeks; ++week) {
      for (int day = 0; day < 5; ++day) ComesOn(4 + 7 * week + day);
    }
  }

  MapRows rows_;
  std::optional<int64_t> last_;
};

TEST_F(RhythmTest, ManyArrivalsOnOneDayAreOneDay) {
  ASSERT_TRUE(HearOn("police", std::nullopt, 5 * kDayUs, rows_).ok());
  ASSERT_TRUE(HearOn("police", 5 * kDayUs, 5 * kDayUs + 23 * kHourUs, rows_).ok());
  EXPECT_EQ(Now(), (Rhythm{1, {}}));
  ASSERT_TRUE(HearOn("police", 5 * kDayUs + 23 * kHourUs, 6 * kDayUs, rows_).ok());
  EXPECT_EQ(Now(), (Rhythm{2, {1}}));
}

TEST_F(RhythmTest, ADailyFeedIsSilentOnTheThirdDay) {
  for (int day = 0; day < 20; ++day) ComesOn(day);
  EXPECT_EQ(UsualGapDays(Now()), 1);
  EXPECT_FALSE(After(2).unusual);
  EXPECT_EQ(After(3).days, 3);
  EXPECT_TRUE(After(3).unusual);
}

TEST_F(RhythmTest, AFeedThatRestsAtWeekendsIsNotSilentOnAMondayNorOverEaster) {
  ComesOnWeekdays(8);
  EXPECT_EQ(UsualGapDays(Now()), 3);
  EXPECT_FALSE(After(3).unusual);
  EXPECT_FALSE(After(5).unusual);  // Thursday to Tuesday.
  EXPECT_TRUE(After(7).unusual);
}

TEST_F(RhythmTest, OnePastFailureDoesNotExcuseTheNext) {
  for (int day = 0; day < 15; ++day) ComesOn(day);
  for (int day = 60; day < 75; ++day) ComesOn(day);
  EXPECT_EQ(UsualGapDays(Now()), 1);
}

TEST_F(RhythmTest, AFeedThatComesMoreOftenIsHeldToItsNewRhythm) {
  for (int week = 0; week < 20; ++week) ComesOn(7 * week);
  EXPECT_EQ(UsualGapDays(Now()), 7);
  for (int day = 140; day < 171; ++day) ComesOn(day);
  EXPECT_EQ(UsualGapDays(Now()), 1);
  EXPECT_EQ(Now().gaps.size(), kGapsKept);
}

TEST_F(RhythmTest, AFeedThatCameOnFewDaysHasNoRhythmAndIsNeverCalledSilent) {
  for (int year = 0; year < 9; ++year) ComesOn(365 * year);
  EXPECT_EQ(UsualGapDays(Now()), 0);
  EXPECT_EQ(After(1000).days, 1000);
  EXPECT_FALSE(After(1000).unusual);
}

TEST_F(RhythmTest, BeforeItLastCameNothingIsSilent) {
  for (int day = 0; day < 20; ++day) ComesOn(day);
  EXPECT_EQ(After(-5).days, 0);
  EXPECT_FALSE(After(-5).unusual);
}

TEST_F(RhythmTest, ADamagedRowIsFound) {
  rows_.Put(RhythmKey("police"), "short");
  EXPECT_EQ(HearOn("police", 0, 2 * kDayUs, rows_).code(), Code::kDataLoss);
}

}  // namespace
}  // namespace goldthread::feeds
