#include "connectors/county/worries.h"

#include <gtest/gtest.h>

#include "connectors/county/watch_fixture.h"

namespace goldthread::county {
namespace {

class WorriesTest : public WatchedWorldTest {
 protected:
  WorriesTest() : WatchedWorldTest(9, 9) {}
  void SetUp() override {
    mother_ = Adult(1990);
    child_ = world_.AddChild({mother_, kNobody}, Number(2014, 5, 1), chance_);
  }
  Observation Worry(DayNumber day, Seen seen, Feed feed) {
    Observation note = NoteOn(day, seen, child_);
    note.feed = feed;
    return note;
  }
  // Three days of three agencies.
  void TellThree() {
    alerts_.Told(Worry(kStart, Seen::kAbsence, Feed::kSchools));
    alerts_.Told(Worry(kStart + 2, Seen::kAttendance, Feed::kNorthmereEd));
    Observation incident = NoteOn(kStart + 5, Seen::kIncident, mother_);
    incident.feed = Feed::kPolice;
    incident.more[0] = child_;
    alerts_.Told(incident);
  }
  size_t AlertsAtTheEnd() {
    alerts_.Finish(kStart + 1'000);
    return truth_.alerts.size();
  }

  PersonIndex mother_ = 0;
  PersonIndex child_ = 0;
};

TEST_F(WorriesTest, FourOfThreeAgenciesInTwoWeeksAreAPictureAndTheNextIsPartOfIt) {
  TellThree();
  const Observation fourth = Worry(kStart + 13, Seen::kConcern, Feed::kSchools);
  alerts_.Told(fourth);
  alerts_.Told(Worry(kStart + 14, Seen::kConcern, Feed::kSchools));
  ASSERT_EQ(AlertsAtTheEnd(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, child_);
  EXPECT_EQ(truth_.alerts[0].adult, kNobody);
  EXPECT_EQ(truth_.alerts[0].fired_by, RefOf(fourth));
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].earlier), 1u);
}

TEST_F(WorriesTest, ADayLaterTheFirstIsTooOld) {
  TellThree();
  alerts_.Told(Worry(kStart + 14, Seen::kConcern, Feed::kSchools));
  EXPECT_EQ(AlertsAtTheEnd(), 0u);
}

TEST_F(WorriesTest, TwoAgenciesAreNotEnough) {
  for (int day = 0; day < 6; ++day) {
    alerts_.Told(Worry(kStart + day, Seen::kAbsence, day < 5 ? Feed::kSchools : Feed::kPolice));
  }
  EXPECT_EQ(AlertsAtTheEnd(), 0u);
}

TEST_F(WorriesTest, OneToldLateCompletesThePictureAndOneWithoutADayDoesNot) {
  alerts_.Told(Worry(kStart + 6, Seen::kConcern, Feed::kSchools));
  TellThree();
  truth_.alerts.clear();
  EXPECT_EQ(AlertsAtTheEnd(), 1u);
}

TEST_F(WorriesTest, OneToldLateThatCompletesTwoFortnightsIsOnePicture) {
  for (const auto& [day, feed] : {std::pair(0, Feed::kPolice),
                                  {2, Feed::kSchools},
                                  {9, Feed::kSchools},
                                  {16, Feed::kPolice}}) {
    alerts_.Told(Worry(kStart + day, Seen::kConcern, feed));
  }
  alerts_.Told(Worry(kStart + 6, Seen::kAttendance, Feed::kNorthmereEd));
  EXPECT_EQ(AlertsAtTheEnd(), 1u);
}

TEST_F(WorriesTest, OneOfWhichOnlyTheMonthWasToldIsNoneOfThem) {
  TellThree();
  Observation some_day = Worry(kStart + 6, Seen::kConcern, Feed::kSchools);
  some_day.sureness = Sureness::kMonth;
  alerts_.Told(some_day);
  EXPECT_EQ(AlertsAtTheEnd(), 0u);
}

TEST_F(WorriesTest, LaterOnesAreAPictureOfTheirOwn) {
  for (const DayNumber day : {0, 100}) {
    for (const Feed feed : {Feed::kSchools, Feed::kPolice, Feed::kNorthmereEd, Feed::kSchools}) {
      alerts_.Told(Worry(kStart + day, Seen::kConcern, feed));
    }
  }
  EXPECT_EQ(AlertsAtTheEnd(), 2u);
}

TEST_F(WorriesTest, WhatIsThirteenMonthsOldIsForgotten) {
  TellThree();
  alerts_.BeginMonth({kStart + 500, 30, 16});
  alerts_.Told(Worry(kStart + 6, Seen::kConcern, Feed::kSchools));
  EXPECT_EQ(AlertsAtTheEnd(), 0u);
}

TEST_F(WorriesTest, TheAlertStopsWhenTheChildHasDied) {
  TellThree();
  alerts_.Told(Worry(kStart + 6, Seen::kConcern, Feed::kSchools));
  const Observation death = NoteOn(kStart + 8, Seen::kDeath, child_);
  alerts_.Told(death);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].stops_at, death.delivered);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child has died");
}

}  // namespace
}  // namespace goldthread::county
