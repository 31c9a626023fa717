#include "services/alerts/life_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "services/alerts/life_reader.h"
#include "services/alerts/life_rows.h"

namespace goldthread::alerts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Event FactNamed(const std::string& id) {
  v1::Event event;
  event.set_feed("goldthread/alerts");
  event.set_id(id);
  return event;
}

v1::Event Acknowledged(const std::string& id, const std::string& alert) {
  v1::Event event = FactNamed(id);
  event.mutable_alert_acknowledged()->set_alert_id(alert);
  event.mutable_alert_acknowledged()->set_reason("ringing them");
  event.mutable_alert_acknowledged()->add_causes(alert);
  return event;
}

template <class Payload>
void Fill(const std::string& subscriber, Payload* payload) {
  payload->set_alert_id("a1");
  payload->set_change("a1-raised");
  payload->set_subscriber(subscriber);
}

v1::Event Delivered(const std::string& id, const std::string& subscriber) {
  v1::Event event = FactNamed(id);
  Fill(subscriber, event.mutable_alert_delivered());
  return event;
}
v1::Event GivenUp(const std::string& id, const std::string& subscriber) {
  v1::Event event = FactNamed(id);
  Fill(subscriber, event.mutable_alert_undeliverable());
  event.mutable_alert_undeliverable()->set_cause("TIMED_OUT");
  return event;
}
v1::Event AskedFor(const std::string& id, const std::string& subscriber) {
  v1::Event event = FactNamed(id);
  Fill(subscriber, event.mutable_alert_delivery_asked_again());
  return event;
}

// Received in the order of their ids, whatever order they are folded in.
std::map<std::string, std::string> RowsOf(const std::vector<v1::Event>& events) {
  MapRows rows;
  int64_t position = 0;
  for (const v1::Event& event : events) {
    v1::RecordHeader header;
    header.set_received_at_us(1'000 + event.id().back());
    EXPECT_TRUE(LifeFold().Apply({{position++}, header, event}, rows).ok());
  }
  return rows.rows();
}

MapSnapshot ViewsOf(const std::vector<v1::Event>& events) {
  std::map<std::string, std::string> rows;
  for (const auto& [key, value] : RowsOf(events)) rows.emplace(kSpace + key, value);
  return MapSnapshot(std::move(rows), Position{1});
}

TEST(LifeFoldTest, RowsDoNotDependOnTheOrderOfEvents) {
  std::vector<v1::Event> events = {Acknowledged("e1", "a1"), Acknowledged("e2", "a2"),
                                   GivenUp("e3", "desk"),    AskedFor("e4", "desk"),
                                   Delivered("e5", "desk"),  Delivered("e6", "mail")};
  const auto rows = RowsOf(events);
  std::mt19937 rng(7);
  for (int i = 0; i < 10; ++i) {
    std::ranges::shuffle(events, rng);
    EXPECT_EQ(RowsOf(events), rows);
  }
}

TEST(LifeFoldTest, NobodyButTheHubSaysWhatWasDone) {
  v1::Event event = Acknowledged("e1", "a1");
  event.set_feed("northmere-council/social-care");
  EXPECT_THAT(RowsOf({event}), IsEmpty());
}

TEST(LifeFoldTest, DecisionsOnAllNamesOfAnAlertAreItsOwnOldestFirst) {
  const MapSnapshot views =
      ViewsOf({Acknowledged("e3", "a1"), Acknowledged("e1", "a2"), Acknowledged("e2", "another")});
  const auto decisions = DecisionsOn(views, {"a1", "a2"});
  ASSERT_TRUE(decisions.ok());
  ASSERT_THAT(*decisions, SizeIs(2));
  EXPECT_EQ((*decisions)[0].decision.id(), "e1");
  EXPECT_THAT((*decisions)[1].causes, ElementsAre("a1"));
}

TEST(LifeFoldTest, ADecisionIsFoundByWhateverOfItsCausesIsLeftAndOnce) {
  v1::Event closed = Acknowledged("e1", "a1");
  closed.mutable_alert_acknowledged()->add_causes("a2");
  const MapSnapshot views = ViewsOf({closed});
  for (const std::vector<std::string>& causes :
       {std::vector<std::string>{"a2"}, std::vector<std::string>{"a1", "a2"}}) {
    const auto decisions = DecisionsOn(views, causes);
    ASSERT_TRUE(decisions.ok());
    ASSERT_THAT(*decisions, SizeIs(1));
    EXPECT_EQ(decisions->front().decision.id(), "e1");
  }
}

TEST(LifeFoldTest, WhatWasDeliveredOrGivenUpIsSettledUntilSomebodyAsks) {
  const auto settled = [](const std::vector<v1::Event>& events) {
    return TellingOf(ViewsOf(events), "a1-raised", "desk")->Settled();
  };
  EXPECT_FALSE(settled({}));
  EXPECT_FALSE(settled({Delivered("e1", "mail")}));
  EXPECT_TRUE(settled({Delivered("e1", "desk")}));
  EXPECT_TRUE(settled({GivenUp("e1", "desk")}));
  EXPECT_FALSE(settled({GivenUp("e1", "desk"), AskedFor("e2", "desk")}));
  EXPECT_TRUE(settled({GivenUp("e1", "desk"), AskedFor("e2", "desk"), GivenUp("e3", "desk")}));
  EXPECT_TRUE(settled({GivenUp("e1", "desk"), AskedFor("e2", "desk"), Delivered("e3", "desk")}));
}

TEST(LifeFoldTest, WhatIsToBeTriedAgainIsFoundBySubscriber) {
  const MapSnapshot views = ViewsOf({GivenUp("e1", "desk"), AskedFor("e2", "desk")});
  EXPECT_THAT(*AskedAgain(views, "desk"), ElementsAre("a1-raised"));
  EXPECT_THAT(*AskedAgain(views, "mail"), IsEmpty());
}

TEST(LifeFoldTest, UndeliveredAreListedNewestFirstAPageAtATime) {
  const MapSnapshot views = ViewsOf({GivenUp("e1", "desk"), GivenUp("e2", "mail"),
                                     GivenUp("e3", "court"), Delivered("e4", "mail")});
  const auto first = UndeliveredIn(views, "", 1);
  ASSERT_TRUE(first.ok());
  ASSERT_THAT(first->undelivered, SizeIs(1));
  EXPECT_EQ(first->undelivered[0].subscriber(), "court");
  EXPECT_EQ(first->undelivered[0].cause(), "TIMED_OUT");
  const auto second = UndeliveredIn(views, first->next, 1);
  ASSERT_TRUE(second.ok());
  ASSERT_THAT(second->undelivered, SizeIs(1));
  EXPECT_EQ(second->undelivered[0].subscriber(), "desk");
  EXPECT_THAT(second->next, IsEmpty());
}

}  // namespace
}  // namespace goldthread::alerts
