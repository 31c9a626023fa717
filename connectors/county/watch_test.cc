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
    man.Set(kAsserted);
    man_ = world_.Add(man);
    hers_ = world_.Found(10, chance_);
    his_ = world_.Found(20, chance_);
    world_.Settle(mother_, hers_, kStart);
    world_.Settle(child_, hers_, kStart);
    world_.Settle(man_, his_, kStart);
    assertions_[man_] = {1, Feed::kPolice, kStart, kNever, false};
  }

  void MoveIn() { world_.Move(man_, hers_, kStart + 40); }
  void MonthEnds(int number) {
    watch_.Reconcile({kStart + number * 30, 30, static_cast<uint32_t>(number)});
  }
  void ToldAddress(PersonIndex person, DayNumber day) {
    watch_.Told(NoteOn(day, Seen::kAddress, person));
  }
  void ToldAssertion(DayNumber day) { watch_.Told(NoteOn(day, Seen::kRiskAsserted, man_)); }

  PersonIndex mother_ = 0;
  PersonIndex child_ = 0;
  PersonIndex man_ = 0;
  HouseholdIndex hers_ = 0;
  HouseholdIndex his_ = 0;
};

TEST_F(WatchTest, AnAlertWaitsForTheLastFactItNeeds) {
  MoveIn();
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  watch_.Finish();
  ASSERT_EQ(truth_.alerts.size(), 1u);
  const ExpectedAlert& alert = truth_.alerts[0];
  EXPECT_EQ(alert.rule, 1);
  EXPECT_EQ(OrdinalOf(alert.fired_by), 103u);
  EXPECT_EQ(OrdinalOf(alert.assertion), 101u);
  EXPECT_EQ(alert.stops_at, INT64_MAX);
}

TEST_F(WatchTest, WhoIsToldToStayThereInTurnIsAtBothHomesAndAnAlertStopsWhenThatIsToldToBeOver) {
  world_.Share(child_, man_, kStart + 40);
  MonthEnds(1);
  ToldAssertion(kStart + 41);
  ToldAddress(man_, kStart + 42);
  Observation stays = NoteOn(kStart + 43, Seen::kAddress, child_);
  stays.address = 20;
  stays.code = kInTurn;
  watch_.Told(stays);
  ToldAddress(child_, kStart + 44);  // At the mother's.
  Observation over = NoteOn(kStart + 80, Seen::kAddress, child_);
  over.address = 20;
  over.code = kInTurnOver;
  watch_.Told(over);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 2);
  EXPECT_EQ(truth_.alerts[0].child_told, RefOf(stays));
  EXPECT_EQ(truth_.alerts[0].stops_at, over.delivered);
}

TEST_F(WatchTest, AnAssertionAfterTheMoveRaisesTheSameAlert) {
  MoveIn();
  MonthEnds(1);
  ToldAddress(man_, kStart + 41);
  ToldAddress(child_, kStart + 42);
  ToldAssertion(kStart + 60);
  watch_.Finish();
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].fired_by), 103u);
}

TEST_F(WatchTest, NothingIsExpectedOfWhatNobodyTold) {
  MoveIn();
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(man_, kStart + 52);
  watch_.Finish();
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(WatchTest, AnAlertStopsWhenTheHubHearsThatTheAdultHasGone) {
  MoveIn();
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  world_.Move(man_, world_.Found(30, chance_), kStart + 70);
  MonthEnds(2);
  EXPECT_TRUE(truth_.alerts.empty());
  ToldAddress(man_, kStart + 95);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "adult is elsewhere");
  EXPECT_EQ(truth_.alerts[0].stops_at, (kStart + 95) * kDaySeconds + 100);
}

TEST_F(WatchTest, AWithdrawnAssertionStopsTheAlert) {
  MoveIn();
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  Observation withdrawn = NoteOn(kStart + 60, Seen::kRiskWithdrawn, man_);
  withdrawn.about = 101;
  watch_.Told(withdrawn);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "assertion withdrawn");
}

TEST_F(WatchTest, AnAlertStopsWhenTheChildIsEighteenThoughNobodyToldThatTheyHadParted) {
  world_.At(child_).birth = kStart + 80 - 18 * 365 - 5;
  MoveIn();
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(child_, kStart + 51);
  ToldAddress(man_, kStart + 52);
  world_.Move(man_, world_.Found(30, chance_), kStart + 65);
  MonthEnds(2);
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
  watch_.Saw({Change::kConceived, kStart + 45, mother_, unborn, 10});
  MonthEnds(1);
  ToldAssertion(kStart + 50);
  ToldAddress(man_, kStart + 52);
  ToldAddress(mother_, kStart + 53);
  Observation pregnancy = NoteOn(kStart + 45, Seen::kPregnancy, mother_);
  pregnancy.other = unborn;
  watch_.Told(pregnancy);
  watch_.Finish();
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 2);
  EXPECT_EQ(truth_.alerts[0].child, unborn);
}

TEST_F(WatchTest, ASecondPersonHurtInAnotherHomeIsRuleFour) {
  Observation first = NoteOn(kStart + 5, Seen::kIncident, mother_);
  first.other = man_;
  watch_.Told(first);
  watch_.Told(first);
  EXPECT_TRUE(truth_.alerts.empty());
  Observation second = NoteOn(kStart + 9, Seen::kIncident, man_);
  second.other = man_;
  second.subject = child_;
  second.address = 77;
  watch_.Told(second);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 4);
}

}  // namespace
}  // namespace goldthread::county
