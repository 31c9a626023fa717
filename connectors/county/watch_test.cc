#include "connectors/county/watch.h"

#include <gtest/gtest.h>

#include "connectors/county/watch_fixture.h"

namespace goldthread::county {
namespace {

// A mother and her child; a man elsewhere of whom a risk is asserted.
class WatchTest : public WatchedWorldTest {
 protected:
  void SetUp() override {
    last_ = 100;
    Person mother;
    mother.birth = Number(1990, 1, 1);
    mother.Set(kFemale);
    mother_ = world_.Add(mother);
    child_ = world_.AddChild({mother_, kNobody}, Number(2018, 5, 1), chance_);
    Person man;
    man.birth = Number(1985, 1, 1);
    man_ = world_.Add(man);
    hers_ = world_.Found(10, chance_);
    his_ = world_.Found(20, chance_);
    world_.Settle(mother_, hers_, kStart);
    world_.Settle(child_, hers_, kStart);
    world_.Settle(man_, his_, kStart);
  }

  void MoveIn() { world_.Move(man_, hers_, kStart + 40); }
  void ToldAddress(PersonIndex person, DayNumber day) {
    alerts_.Told(NoteOn(day, Seen::kAddress, person));
  }
  void ToldAssertion(DayNumber day) { alerts_.Told(NoteOn(day, Seen::kRiskAsserted, man_)); }

  PersonIndex mother_ = 0;
  PersonIndex child_ = 0;
  PersonIndex man_ = 0;
  HouseholdIndex hers_ = 0;
  HouseholdIndex his_ = 0;
};

TEST_F(WatchTest, AnAlertWaitsForTheLastFactItNeeds) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  const ExpectedAlert& alert = truth_.alerts[0];
  EXPECT_EQ(alert.rule, 1);
  EXPECT_EQ(OrdinalOf(alert.fired_by), 103u);
  EXPECT_EQ(OrdinalOf(alert.assertion), 101u);
  EXPECT_EQ(alert.stops_at, INT64_MAX);
}

TEST_F(WatchTest, WhoIsToldToStayThereInTurnIsAtBothHomesAndAnAlertStopsWhenThatIsToldToBeOver) {
  world_.Share(child_, man_, kStart + 40);
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 41);
  ToldAddress(man_, kStart + 42);
  Observation stays = NoteOn(kStart + 43, Seen::kAddress, child_);
  stays.address = 20;
  stays.code = kInTurn;
  alerts_.Told(stays);
  ToldAddress(child_, kStart + 44);  // At the mother's.
  Observation over = NoteOn(kStart + 80, Seen::kAddress, child_);
  over.address = 20;
  over.code = kInTurnOver;
  alerts_.Told(over);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 2);
  EXPECT_EQ(truth_.alerts[0].child_told, RefOf(stays));
  EXPECT_EQ(truth_.alerts[0].stops_at, over.delivered);
}

TEST_F(WatchTest, AnAssertionAfterTheMoveRaisesTheSameAlert) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAddress(man_, kStart + 41);
  ToldAddress(child_, kStart + 42);
  ToldAssertion(kStart + 60);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].fired_by), 103u);
}

TEST_F(WatchTest, NothingIsExpectedOfWhatNobodyTold) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(man_, kStart + 52);
  alerts_.Finish(kStart + 3'000);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(WatchTest, WhatWasTrueOnTheDayItWasToldIsExpectedThoughTheMonthEndedOtherwise) {
  MoveIn();
  const DayNumber left = kStart + 43;
  ToldAssertion(kStart + 30);
  ToldAddress(child_, kStart + 31);
  Observation there = NoteOn(kStart + 41, Seen::kAddress, man_);
  world_.Move(man_, world_.Found(30, chance_), left);
  MonthEnds(kStart + 30);
  alerts_.Told(there);
  ToldAddress(man_, left + 1);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fired_by, RefOf(there));
  EXPECT_EQ(truth_.alerts[0].stops_at, (left + 1) * kDaySeconds + 100);
}

TEST_F(WatchTest, WhatWasOverWhenItWasToldIsNotExpected) {
  MoveIn();
  ToldAssertion(kStart + 30);
  ToldAddress(child_, kStart + 31);
  Observation late = NoteOn(kStart + 41, Seen::kAddress, man_);
  late.delivered = (kStart + 44) * kDaySeconds;
  world_.Move(man_, world_.Found(30, chance_), kStart + 43);
  MonthEnds(kStart + 30);
  alerts_.Told(late);
  alerts_.Finish(kStart + 3'000);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(WatchTest, ANewbornIsWhereItsMotherIsUntilItsOwnHomeIsTold) {
  MoveIn();
  const PersonIndex born = world_.AddChild({mother_, man_}, kStart + 45, chance_);
  world_.Settle(born, hers_, kStart + 45);
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(man_, kStart + 51);
  ToldAddress(mother_, kStart + 52);
  Observation birth = NoteOn(kStart + 45, Seen::kBirth, born);
  birth.other = mother_;
  birth.delivered = (kStart + 53) * kDaySeconds;
  alerts_.Told(birth);
  world_.Move(born, world_.Found(30, chance_), kStart + 70);
  MonthEnds(kStart + 60);
  ToldAddress(born, kStart + 71);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 2);
  EXPECT_EQ(truth_.alerts[0].child, born);
  EXPECT_EQ(truth_.alerts[0].child_told, RefOf(birth));
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is elsewhere");
}

TEST_F(WatchTest, ADeathStopsTheAlert) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  alerts_.Told(NoteOn(kStart + 55, Seen::kDeath, man_));
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "adult has died");
}

TEST_F(WatchTest, AnAlertStopsWhenTheHubHearsThatTheAdultHasGone) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  world_.Move(man_, world_.Found(30, chance_), kStart + 70);
  MonthEnds(kStart + 60);
  EXPECT_TRUE(truth_.alerts.empty());
  ToldAddress(man_, kStart + 95);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "adult is elsewhere");
  EXPECT_EQ(truth_.alerts[0].stops_at, (kStart + 95) * kDaySeconds + 100);
}

TEST_F(WatchTest, AWithdrawnAssertionStopsTheAlert) {
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  Observation withdrawn = NoteOn(kStart + 60, Seen::kRiskWithdrawn, man_);
  withdrawn.about = 101;
  alerts_.Told(withdrawn);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "assertion withdrawn");
}

TEST_F(WatchTest, AnAlertStopsWhenTheChildIsEighteenThoughNobodyToldThatTheyHadParted) {
  world_.At(child_).birth = kStart + 80 - 18 * 365 - 5;
  MoveIn();
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  world_.Move(man_, world_.Found(30, chance_), kStart + 65);
  MonthEnds(kStart + 60);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is 18");
  EXPECT_EQ(truth_.alerts[0].stops_at, Birthday(world_.At(child_).birth, 18) * kDaySeconds);
}

TEST_F(WatchTest, AnExpectedChildOfHisPartnerIsOneHeLivesWith) {
  MoveIn();
  world_.At(man_).partner = mother_;
  world_.At(mother_).partner = man_;
  const PersonIndex unborn = world_.AddChild({mother_, man_}, kStart + 250, chance_);
  world_.At(unborn).Set(kUnborn);
  alerts_.Saw({Change::kConceived, kStart + 45, mother_, unborn, 10});
  MonthEnds(kStart + 30);
  ToldAssertion(kStart + 50);
  ToldAddress(man_, kStart + 52);
  ToldAddress(mother_, kStart + 53);
  Observation pregnancy = NoteOn(kStart + 45, Seen::kPregnancy, mother_);
  pregnancy.other = unborn;
  alerts_.Told(pregnancy);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 2);
  EXPECT_EQ(truth_.alerts[0].child, unborn);
}

TEST_F(WatchTest, ASecondPersonHurtInAnotherHomeIsRuleFour) {
  Observation first = NoteOn(kStart + 5, Seen::kIncident, mother_);
  first.other = man_;
  alerts_.Told(first);
  alerts_.Told(first);
  EXPECT_TRUE(truth_.alerts.empty());
  Observation second = NoteOn(kStart + 9, Seen::kIncident, man_);
  second.other = man_;
  second.subject = child_;
  second.address = 77;
  alerts_.Told(second);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 4);
}

}  // namespace
}  // namespace goldthread::county
