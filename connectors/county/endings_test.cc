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
  void Tell(const Observation& note) {
    watch_.Told(note);
    endings_.Told(note);
  }
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
  Endings endings_{world_, watch_, truth_};
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
  endings_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fires_at, (Number(2024, 7, 1) - 28) * kDaySeconds);
}

TEST_F(EndingsTest, AnOrderThatEndsLaterIsNoAlertYet) {
  TellFather(kStart);
  TellOrder(kStart + 1, kEnd);
  endings_.Finish(kEnd - 28);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(EndingsTest, WhoIsLinkedOnlyLaterIsAlertedOfThen) {
  TellOrder(kStart + 1, kEnd);
  TellHome(kEnd - 10);
  endings_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, her_child_);
  EXPECT_EQ(truth_.alerts[0].fires_at, (kEnd - 10) * kDaySeconds + 100);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].child_told), 3u);
}

TEST_F(EndingsTest, AnOrderToldLateIsAlertedOfAtOnce) {
  TellHome(kStart);
  TellOrder(kEnd - 5, kEnd);
  endings_.Finish(kEnd);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].fires_at, (kEnd - 5) * kDaySeconds + 100);
}

TEST_F(EndingsTest, AnOrderWhoseEndWasToldFirstIsNone) {
  TellHome(kStart);
  TellEnd(last_ + 2, kStart + 50);
  TellOrder(kStart + 60, kEnd);
  endings_.Finish(kEnd);
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
  endings_.Reconcile({Number(2034, 5, 1), 31, 120});
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
