#include "connectors/county/endings.h"

#include <gtest/gtest.h>

#include "connectors/county/watch_fixture.h"

namespace goldthread::county {
namespace {

// A man who lives with a woman and her child; a child of his lives elsewhere.
class EndingsTest : public WatchedWorldTest {
 protected:
  EndingsTest() : WatchedWorldTest(5, 5) {}
  void SetUp() override {
    woman_ = Adult(1990);
    man_ = Adult(1985);
    her_child_ = world_.AddChild({woman_, kNobody}, Number(2018, 5, 1), chance_);
    his_child_ = world_.AddChild({Adult(1986), man_}, Number(2016, 5, 1), chance_);
    const HouseholdIndex home = world_.Found(10, chance_);
    for (const PersonIndex member : {woman_, man_, her_child_}) world_.Settle(member, home, kStart);
    world_.Settle(his_child_, world_.Found(20, chance_), kStart);
  }
  void Tell(const Observation& note) { alerts_.Told(note); }
  uint32_t TellOrder(DayNumber from, DayNumber to, bool by_month = false) {
    Observation note = NoteOn(from, Seen::kOrderMade, man_);
    note.other_day = to;
    note.more_code = by_month ? 1 : 0;
    Tell(note);
    return note.ordinal;
  }
  void TellEnd(uint32_t order, DayNumber day) {
    Observation note = NoteOn(day, Seen::kOrderEnded, man_);
    note.about = order;
    Tell(note);
  }
  void TellHome(DayNumber day) {
    Tell(NoteOn(day, Seen::kAddress, man_));
    Tell(NoteOn(day, Seen::kAddress, her_child_));
  }
  void TellFather(DayNumber day) {
    Observation note = NoteOn(day, Seen::kRelationship, man_);
    note.other = his_child_;
    note.code = 3;
    Tell(note);
  }

  static constexpr DayNumber kEnd = kStart + 100;  // Of the order: 10 July.
  PersonIndex woman_ = 0;
  PersonIndex man_ = 0;
  PersonIndex her_child_ = 0;
  PersonIndex his_child_ = 0;
};

TEST_F(EndingsTest, TheAlertOfAParentComes28DaysBeforeTheEndAndGoesWithTheOrder) {
  TellFather(kStart);
  const uint32_t order = TellOrder(kStart + 1, kEnd);
  TellEnd(order, kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  const ExpectedAlert& alert = truth_.alerts[0];
  EXPECT_EQ(alert.adult, man_);
  EXPECT_EQ(alert.child, his_child_);
  EXPECT_EQ(alert.fires_at, (kEnd - 28) * kDaySeconds);
  EXPECT_EQ(OrdinalOf(alert.fired_by), order);
  EXPECT_EQ(OrdinalOf(alert.kinship), 1u);
  EXPECT_EQ(alert.stops_at, kEnd * kDaySeconds + 100);
  EXPECT_EQ(alert.why_it_stops, "order ended");
}

TEST_F(EndingsTest, AnEndKnownToTheMonthMayComeOnItsFirstDay) {
  TellFather(kStart);
  TellOrder(kStart + 1, kEnd, true);
  alerts_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fires_at, (Number(2024, 7, 1) - 28) * kDaySeconds);
}

TEST_F(EndingsTest, AnOrderThatEndsLaterIsNoAlertYet) {
  TellFather(kStart);
  TellOrder(kStart + 1, kEnd);
  alerts_.Finish(kEnd - 28);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(EndingsTest, WhoIsLinkedOnlyLaterIsAlertedOfThen) {
  TellOrder(kStart + 1, kEnd);
  TellHome(kEnd - 10);
  alerts_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, her_child_);
  EXPECT_EQ(truth_.alerts[0].fires_at, (kEnd - 10) * kDaySeconds + 100);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].child_told), 3u);
}

TEST_F(EndingsTest, AnOrderToldLateIsAlertedOfAtOnce) {
  TellHome(kStart);
  TellOrder(kEnd - 5, kEnd);
  alerts_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fires_at, (kEnd - 5) * kDaySeconds + 100);
}

TEST_F(EndingsTest, WhoLivedTogetherWhenTheLast28DaysBeganAreLinkedThoughOneLeftThatMonth) {
  TellHome(kStart);
  TellOrder(kStart + 1, kEnd);
  world_.Move(man_, world_.Found(30, chance_), kEnd - 20);
  MonthEnds(kEnd - 30);
  alerts_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fires_at, (kEnd - 28) * kDaySeconds);
}

TEST_F(EndingsTest, WhoHadLeftBeforeIsLinkedNoMore) {
  TellHome(kStart);
  TellOrder(kStart + 1, kEnd);
  world_.Move(man_, world_.Found(30, chance_), kEnd - 29);
  MonthEnds(kEnd - 30);
  alerts_.Finish(kEnd);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(EndingsTest, AMotherIsLinkedToTheChildSheExpects) {
  const PersonIndex unborn = world_.AddChild({woman_, man_}, kEnd + 50, chance_);
  world_.At(unborn).Set(kUnborn);
  alerts_.Saw({Change::kConceived, kStart, woman_, unborn, 10});
  Observation pregnancy = NoteOn(kStart, Seen::kPregnancy, woman_);
  pregnancy.other = unborn;
  Tell(pregnancy);
  Observation order = NoteOn(kStart + 1, Seen::kOrderMade, woman_);
  order.other_day = kEnd;
  Tell(order);
  alerts_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, unborn);
  EXPECT_EQ(truth_.alerts[0].kinship, RefOf(pregnancy));
}

TEST_F(EndingsTest, AnOrderWhoseEndWasToldFirstIsNone) {
  TellHome(kStart);
  TellEnd(last_ + 2, kStart + 50);
  TellOrder(kStart + 60, kEnd);
  alerts_.Finish(kEnd);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(EndingsTest, WhoIsToldToLiveElsewhereIsLinkedNoMore) {
  TellHome(kStart);
  TellOrder(kStart + 1, kEnd);
  Tell(NoteOn(kEnd - 20, Seen::kAddress, woman_));
  world_.Move(her_child_, world_.Found(30, chance_), kEnd - 10);
  Tell(NoteOn(kEnd - 10, Seen::kAddress, her_child_));
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is elsewhere");
}

TEST_F(EndingsTest, AnAlertEndsWhenTheChildIs18) {
  TellFather(kStart);
  TellOrder(kStart + 1, kEnd);
  TellHome(kEnd - 5);
  alerts_.EndMonth({Number(2034, 5, 1), 31, 120});
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, his_child_);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is 18");
}

TEST_F(EndingsTest, AnAlertEndsWhenTheParentHasDied) {
  TellFather(kStart);
  TellOrder(kStart + 1, kEnd);
  Tell(NoteOn(kEnd - 5, Seen::kDeath, man_));
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "adult has died");
}

}  // namespace
}  // namespace goldthread::county
