#include "services/alerts/alert_life.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "services/alerts/changes.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::alerts {
namespace {

Instant On(const char* day, int hour = 12) {
  return StartOfDayInLondon(*ParseDay(day)) + std::chrono::hours(hour);
}

int64_t MicrosecondsOf(Instant instant) { return instant.time_since_epoch().count(); }

// An alert raised on a Monday, and decisions that follow one another by an hour.
class AlertLifeTest : public ::testing::Test {
 protected:
  AlertLifeTest() {
    alert_.id = "a1";
    alert_.causes = {{"a1", "f", "e1", MicrosecondsOf(On("2026-03-02"))}};
    alert_.rule = 1;
    alert_.from = *ParseDay("2026-03-02");
  }

  Decided& Add(v1::AlertAct act, const std::string& user = "worker-1") {
    Decided& decided = decided_.emplace_back();
    decided.decision.set_id("a1-" + std::to_string(decided_.size()));
    decided.decision.set_act(act);
    decided.decision.mutable_decider()->set_user(user);
    for (const adults::Cause& cause : alert_.causes) decided.causes.push_back(cause.id);
    *decided.decision.mutable_received_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
            MicrosecondsOf(On("2026-03-02", 12 + static_cast<int>(decided_.size()))));
    return decided;
  }
  void Suppress(const char* until) {
    Add(v1::ALERT_ACT_SUPPRESSION_PROPOSED).decision.set_until(until);
    Decided& agreed = Add(v1::ALERT_ACT_SUPPRESSION_AGREED, "worker-2");
    agreed.answers = decided_[decided_.size() - 2].decision.id();
  }
  Life Now(Instant now = On("2026-03-03")) const { return LifeOf(alert_, decided_, now); }

  adults::Alert alert_;
  std::vector<Decided> decided_;
};

TEST_F(AlertLifeTest, GoesFromRaisedToClosedAStepAtATime) {
  EXPECT_EQ(Now().state, v1::ALERT_STATE_RAISED);
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  EXPECT_EQ(Now().state, v1::ALERT_STATE_ACKNOWLEDGED);
  Add(v1::ALERT_ACT_ASSESSED);
  EXPECT_EQ(Now().state, v1::ALERT_STATE_ASSESSED);
  Add(v1::ALERT_ACT_CLOSED);
  EXPECT_EQ(Now().state, v1::ALERT_STATE_CLOSED);
}

TEST_F(AlertLifeTest, IsOverdueWhenTheNextWorkingDayHasPassedAndNobodyTookItOn) {
  EXPECT_FALSE(Now(On("2026-03-03", 23)).overdue);
  EXPECT_TRUE(Now(On("2026-03-04", 0)).overdue);
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  EXPECT_FALSE(Now(On("2026-03-04")).overdue);
}

TEST_F(AlertLifeTest, WeekendsAndHolidaysDoNotCount) {
  EXPECT_EQ(AcknowledgeBy(On("2026-03-06")), EndOfDayInLondon(*ParseDay("2026-03-09")));
  EXPECT_EQ(AcknowledgeBy(On("2026-03-07")), EndOfDayInLondon(*ParseDay("2026-03-09")));
  EXPECT_EQ(AcknowledgeBy(On("2026-04-02")), EndOfDayInLondon(*ParseDay("2026-04-07")));  // Easter.
  EXPECT_EQ(AcknowledgeBy(On("2026-03-27", 23)), EndOfDayInLondon(*ParseDay("2026-03-30")));
}

TEST_F(AlertLifeTest, AnAlertForALaterDayHasItsClockFromThatDay) {
  alert_.from = *ParseDay("2026-03-09");
  EXPECT_EQ(Now().acknowledge_by, EndOfDayInLondon(*ParseDay("2026-03-10")));
}

TEST_F(AlertLifeTest, IsRaisedAgainOnACauseNobodyHadWhenTheyDecided) {
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  Add(v1::ALERT_ACT_ASSESSED);
  Add(v1::ALERT_ACT_CLOSED);
  alert_.causes.push_back({"a2", "f", "e2", MicrosecondsOf(On("2026-03-02"))});
  EXPECT_EQ(Now().state, v1::ALERT_STATE_RAISED);
  EXPECT_TRUE(Now().new_evidence);
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  EXPECT_EQ(Now().state, v1::ALERT_STATE_ACKNOWLEDGED);
  EXPECT_FALSE(Now().new_evidence);
}

TEST_F(AlertLifeTest, WhoHasTakenItOnSeesNewEvidenceAndKeepsIt) {
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  alert_.causes.push_back({"a2", "f", "e2", MicrosecondsOf(On("2026-03-02"))});
  EXPECT_EQ(Now().state, v1::ALERT_STATE_ACKNOWLEDGED);
  EXPECT_TRUE(Now().new_evidence);
}

TEST_F(AlertLifeTest, IsRaisedAgainOnACauseThatBrokeAndIsFoundAnew) {
  Add(v1::ALERT_ACT_CLOSED);
  EXPECT_EQ(Now().state, v1::ALERT_STATE_CLOSED);
  alert_.causes[0].found_us = MicrosecondsOf(On("2026-06-01"));
  EXPECT_EQ(Now(On("2026-06-01")).state, v1::ALERT_STATE_RAISED);
  EXPECT_EQ(Now(On("2026-06-01")).raised_at, On("2026-06-01"));
}

TEST_F(AlertLifeTest, TheClockOfNewEvidenceIsThatOfTheFirstOfIt) {
  Add(v1::ALERT_ACT_CLOSED);
  for (const char* const day : {"2026-03-10", "2026-03-12"}) {
    alert_.causes.push_back({day, "f", day, MicrosecondsOf(On(day))});
  }
  EXPECT_EQ(Now().raised_at, On("2026-03-10"));
}

TEST_F(AlertLifeTest, ASuppressionThatIsProposedOrRefusedLeavesTheClockAsItIs) {
  Add(v1::ALERT_ACT_SUPPRESSION_PROPOSED).decision.set_until("2026-04-01");
  alert_.causes.push_back({"a2", "f", "e2", MicrosecondsOf(On("2026-03-10"))});
  EXPECT_EQ(Now().raised_at, On("2026-03-02"));
  Add(v1::ALERT_ACT_SUPPRESSION_REFUSED, "worker-2").answers = "a1-1";
  EXPECT_EQ(Now().raised_at, On("2026-03-02"));
  EXPECT_TRUE(Now(On("2026-03-10")).overdue);
}

TEST_F(AlertLifeTest, OnePersonSuppressesNothing) {
  Add(v1::ALERT_ACT_SUPPRESSION_PROPOSED).decision.set_until("2026-04-01");
  EXPECT_EQ(Now().state, v1::ALERT_STATE_RAISED);
  ASSERT_TRUE(Now().proposed.has_value());
  EXPECT_EQ(Now().proposed->by.user(), "worker-1");
}

TEST_F(AlertLifeTest, TwoPeopleSuppressItUntilTheirDay) {
  Suppress("2026-04-01");
  EXPECT_EQ(Now(On("2026-03-31")).state, v1::ALERT_STATE_SUPPRESSED);
  EXPECT_EQ(Now(On("2026-04-01")).state, v1::ALERT_STATE_RAISED);
  EXPECT_TRUE(Now(On("2026-04-01")).overdue);
}

TEST_F(AlertLifeTest, NewEvidenceBreaksASuppression) {
  Suppress("2026-04-01");
  alert_.causes.push_back({"a2", "f", "e2", MicrosecondsOf(On("2026-03-02"))});
  EXPECT_EQ(Now().state, v1::ALERT_STATE_RAISED);
}

TEST_F(AlertLifeTest, AnAnswerToAnotherProposalChangesNothing) {
  Add(v1::ALERT_ACT_SUPPRESSION_PROPOSED).decision.set_until("2026-04-01");
  Add(v1::ALERT_ACT_SUPPRESSION_AGREED, "worker-2").answers = "another";
  EXPECT_EQ(Now().state, v1::ALERT_STATE_RAISED);
  Add(v1::ALERT_ACT_SUPPRESSION_REFUSED, "worker-2").answers = "a1-1";
  EXPECT_FALSE(Now().proposed.has_value());
}

TEST_F(AlertLifeTest, NoDecisionHasTheIdOfAnother) {
  EXPECT_EQ(Now().next_decision, 1);
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  Add(v1::ALERT_ACT_ASSESSED).decision.set_id("a0-1");  // On a cause that it shared for a time.
  Add(v1::ALERT_ACT_CLOSED);
  EXPECT_EQ(Now().next_decision, 4);
  decided_.erase(decided_.begin() + 1);
  EXPECT_EQ(Now().next_decision, 4);
}

TEST_F(AlertLifeTest, ABrokenPathIsWithdrawnWhateverPeopleDid) {
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  alert_.stands = false;
  EXPECT_EQ(Now().state, v1::ALERT_STATE_WITHDRAWN);
  EXPECT_FALSE(IsOpen(Now().state));
}

TEST_F(AlertLifeTest, AnOverdueReviewMakesItHistoryAndPressesNobody) {
  alert_.historic_from = *ParseDay("2026-03-10");
  EXPECT_FALSE(Now(On("2026-03-09")).historic);
  EXPECT_TRUE(Now(On("2026-03-10")).historic);
  EXPECT_FALSE(Now(On("2026-03-10")).overdue);
  EXPECT_EQ(Now(On("2026-03-10")).state, v1::ALERT_STATE_RAISED);
}

TEST_F(AlertLifeTest, EveryChangeAndDecisionGivesAnotherEtag) {
  const std::string first = Now().etag;
  Add(v1::ALERT_ACT_ACKNOWLEDGED);
  const std::string second = Now().etag;
  alert_.causes.push_back({"a2", "f", "e2", MicrosecondsOf(On("2026-03-02"))});
  const std::string third = Now().etag;
  alert_.stands = false;
  EXPECT_EQ((std::set<std::string>{first, second, third, Now().etag}).size(), 4u);
}

TEST(PlaceTest, IsReadAsItIsWritten) {
  Place place;
  place.number = 17;
  place.position = 1'042;
  place.day = 20'514;
  place.passed = 12;
  for (const char* alert : {"", "3f2a"}) {
    place.alert = alert;
    const auto read = Place::Parse(place.Text());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->Text(), place.Text());
    EXPECT_EQ(read->passed, 12);
  }
  place.model = "00ab";
  const auto read = Place::Parse(place.Text());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->model, "00ab");
  EXPECT_EQ(read->alert, "3f2a");
}

TEST(PlaceTest, OneThatSaysNothingOfAModelIsOfTheOneThatShips) {
  const auto place = Place::Parse("17.1042.20514.12.3f2a");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->model, "");
  EXPECT_EQ(place->alert, "3f2a");
}

TEST(PlaceTest, WhatIsNoPlaceIsNone) {
  for (const char* odd : {"", "1", "1.2.3", "1.2.3.4", "-1.2.3.4.", "1.2.99999999.4.", "a.b.c.d.e",
                          "1.2.3.99999999999999999999."}) {
    EXPECT_FALSE(Place::Parse(odd).has_value()) << odd;
  }
}

}  // namespace
}  // namespace goldthread::alerts
