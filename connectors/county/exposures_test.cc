#include "connectors/county/exposures.h"

#include <gtest/gtest.h>

#include "connectors/county/watch_fixture.h"

namespace goldthread::county {
namespace {

// A mother and her child; a man elsewhere of whom a risk is asserted.
class ExposuresTest : public WatchedWorldTest {
 protected:
  void SetUp() override {
    mother_ = Adult(1990);
    world_.At(mother_).Set(kFemale);
    child_ = world_.AddChild({mother_, kNobody}, Number(2018, 5, 1), chance_);
    man_ = Adult(1985);
    hers_ = world_.Found(10, chance_);
    his_ = world_.Found(20, chance_);
    world_.Settle(mother_, hers_, kStart);
    world_.Settle(child_, hers_, kStart);
    world_.Settle(man_, his_, kStart);
    assertions_[man_] = {1, Feed::kPolice, kStart, kNever, false};
  }

  void MoveOut(DayNumber day) { world_.Move(man_, world_.Found(next_++, chance_), day); }
  void MoveIn(DayNumber day) { world_.Move(man_, hers_, day); }
  void MonthEnds(int number) {
    exposures_.Reconcile({kStart + number * 30, 30, static_cast<uint32_t>(number)});
  }
  // The only one.
  void ExpectOne(DayNumber from, DayNumber to, AddressIndex address = 10) {
    ASSERT_EQ(truth_.exposures.size(), 1u);
    EXPECT_EQ(truth_.exposures[0].adult, man_);
    EXPECT_EQ(truth_.exposures[0].address, address);
    EXPECT_EQ(truth_.exposures[0].from, from);
    EXPECT_EQ(truth_.exposures[0].to, to);
  }

  Exposures::Assertions assertions_;
  Exposures exposures_{world_, assertions_, stays_, truth_};
  PersonIndex mother_ = 0;
  PersonIndex child_ = 0;
  PersonIndex man_ = 0;
  HouseholdIndex hers_ = 0;
  HouseholdIndex his_ = 0;
  AddressIndex next_ = 30;
};

TEST_F(ExposuresTest, OneThatGoesOnIsToldAtTheEnd) {
  MoveIn(kStart + 40);
  MonthEnds(1);
  MonthEnds(2);
  EXPECT_TRUE(truth_.exposures.empty());
  exposures_.Finish(kStart + 365);
  ExpectOne(kStart + 40, kNever);
}

TEST_F(ExposuresTest, OneOfSomeDaysWithinAMonthCounts) {
  MoveIn(kStart + 40);
  MoveOut(kStart + 43);
  MonthEnds(1);
  ExpectOne(kStart + 40, kStart + 43);
  MonthEnds(2);
  exposures_.Finish(kStart + 365);
  EXPECT_EQ(truth_.exposures.size(), 1u);
}

TEST_F(ExposuresTest, WhoGoesAndComesBackInAMonthIsThereTwice) {
  MoveIn(kStart + 10);
  MonthEnds(0);
  MoveOut(kStart + 40);
  MoveIn(kStart + 50);
  MonthEnds(1);
  ExpectOne(kStart + 10, kStart + 40);
  exposures_.Finish(kStart + 365);
  ASSERT_EQ(truth_.exposures.size(), 2u);
  EXPECT_EQ(truth_.exposures[1].from, kStart + 50);
}

TEST_F(ExposuresTest, ItEndsWithTheFirstOfTwoMovesInAMonth) {
  MoveIn(kStart + 40);
  MonthEnds(1);
  MoveOut(kStart + 62);
  MoveOut(kStart + 70);
  MonthEnds(2);
  ExpectOne(kStart + 40, kStart + 62);
}

TEST_F(ExposuresTest, WhoLeavesBeforeTheOtherComesDoesNotMeetHim) {
  world_.Move(child_, his_, kStart + 50);  // Told in another order than it happened.
  MoveOut(kStart + 45);
  MonthEnds(1);
  exposures_.Finish(kStart + 365);
  EXPECT_TRUE(truth_.exposures.empty());
}

TEST_F(ExposuresTest, ItLastsWhileTheAssertionStands) {
  MoveIn(kStart + 5);
  assertions_[man_].from = kStart + 33;
  MonthEnds(0);
  assertions_[man_].to = kStart + 62;
  MonthEnds(1);
  MonthEnds(2);
  MonthEnds(3);
  ExpectOne(kStart + 33, kStart + 62);
}

TEST_F(ExposuresTest, WhoHadGoneBeforeTheAssertionExposedNobody) {
  MoveIn(kStart + 40);
  assertions_[man_].from = kStart + 75;
  MonthEnds(1);
  MoveOut(kStart + 70);
  MonthEnds(2);
  EXPECT_TRUE(truth_.exposures.empty());
}

TEST_F(ExposuresTest, ItEndsWhenTheChildIsEighteen) {
  world_.At(child_).birth = Number(2006, 5, 20);
  MoveIn(kStart + 5);
  MonthEnds(0);
  MonthEnds(1);
  MonthEnds(2);
  ExpectOne(kStart + 5, Number(2024, 5, 20));
}

TEST_F(ExposuresTest, WhatBeginsAfterTheCountysLastDayIsNone) {
  MoveIn(kStart + 40);
  assertions_[man_].from = kStart + 75;
  MonthEnds(1);
  exposures_.Finish(kStart + 60);
  EXPECT_TRUE(truth_.exposures.empty());
}

TEST_F(ExposuresTest, AChildInSharedCareIsExposedToAdultsAtBothHomes) {
  const PersonIndex stepfather = Adult(1980);
  world_.Settle(stepfather, hers_, kStart);
  assertions_[stepfather] = {2, Feed::kPolice, kStart, kNever, false};
  world_.Share(child_, man_, kStart + 40);
  MonthEnds(1);
  exposures_.Finish(kStart + 365);
  ASSERT_EQ(truth_.exposures.size(), 2u);
  EXPECT_EQ(truth_.exposures[0].adult, man_);
  EXPECT_EQ(truth_.exposures[0].address, 20u);
  EXPECT_EQ(truth_.exposures[0].from, kStart + 40);
  EXPECT_EQ(truth_.exposures[1].adult, stepfather);
  EXPECT_EQ(truth_.exposures[1].address, 10u);
}

TEST_F(ExposuresTest, InTurnItEndsWithTheSharedCare) {
  world_.Share(child_, man_, kStart + 40);
  MonthEnds(1);
  world_.EndSharing(child_, kStart + 70);
  MonthEnds(2);
  ExpectOne(kStart + 40, kStart + 70, 20);
}

TEST_F(ExposuresTest, OfAChildExpectedItGoesOnAfterTheBirth) {
  world_.Leave(child_, kStart);
  MoveIn(kStart + 5);
  const PersonIndex unborn = world_.AddChild({mother_, man_}, kStart + 50, chance_);
  world_.At(unborn).Set(kUnborn);
  exposures_.Saw({Change::kConceived, kStart + 12, mother_, unborn, 10});
  MonthEnds(0);
  world_.At(unborn).Clear(kUnborn);
  world_.Settle(unborn, hers_, kStart + 50);
  exposures_.Saw({Change::kBorn, kStart + 50, unborn, mother_, 10});
  MonthEnds(1);
  MonthEnds(2);
  MoveOut(kStart + 100);
  MonthEnds(3);
  ExpectOne(kStart + 12, kStart + 100);
  EXPECT_TRUE(truth_.exposures[0].unborn);
}

TEST_F(ExposuresTest, OfAChildExpectedItEndsWhenTheMotherGoes) {
  world_.Leave(child_, kStart);
  MoveIn(kStart + 5);
  const PersonIndex unborn = world_.AddChild({mother_, man_}, kStart + 200, chance_);
  world_.At(unborn).Set(kUnborn);
  exposures_.Saw({Change::kConceived, kStart + 12, mother_, unborn, 10});
  MonthEnds(0);
  world_.Move(mother_, world_.Found(40, chance_), kStart + 44);
  MonthEnds(1);
  ExpectOne(kStart + 12, kStart + 44);
}

}  // namespace
}  // namespace goldthread::county
