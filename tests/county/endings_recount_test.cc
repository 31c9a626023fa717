// The alerts about orders that are about to end, counted again from events and residences alone:
// at the end of the county those stand, and only those, of which all is told and true.
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

using Alert = std::tuple<std::string, std::string, std::string>;  // Order, adult, child.

class EndingsRecountTest : public AnyCounty {
 protected:
  void SetUp() override {
    AnyCounty::SetUp();
    who_ = WhoIsWho();
    for (const Row& row : Truth("people")) born_[row.at("person")] = row.at("born");
    for (const Row& row : Truth("residences")) {
      if (row.at("to").empty() && row.at("in_turn") == "0")
        home_[row.at("person")] = row.at("uprn");
      if (row.at("to").empty()) homes_[row.at("person")].insert(row.at("uprn"));
      if (row.at("kind") == "prison") ++in_prison_;
    }
    const std::set<std::string> mistaken = Mistaken();
    for (const v1::Event& event : Events()) {
      by_name_.emplace(NameOf(event), &event);
      place_.emplace(NameOf(event), place_.size());
      if (!mistaken.contains(NameOf(event))) Take(event);
    }
  }

  void Take(const v1::Event& event) {
    if (event.has_address_observed()) {
      if (event.occurred().has_end_date()) return told_.TakeEnd(Person(event, 0), DayOf(event));
      told_.Take(Person(event, 0), DayOf(event), event.address_observed());
    } else if (event.has_pregnancy_recorded()) {
      told_.TakeMother(Person(event, 1), Person(event, 0));
      parents_[Person(event, 1)].insert(Person(event, 0));
    } else if (event.has_birth_recorded()) {
      told_.TakeMother(Person(event, 0), Person(event, 1));
    } else if (event.has_order_made()) {
      orders_[NameOf(event)] = &event;
    } else if (event.has_order_ended()) {
      const auto [end, first] =
          ended_.emplace(event.feed() + "/" + event.order_ended().order_event_id(), &event);
      EXPECT_TRUE(first || end->second->id() == event.id()) << NameOf(event);
    } else if (event.has_relationship_observed() &&
               (event.relationship_observed().relationship() == "mother" ||
                event.relationship_observed().relationship() == "father")) {
      parents_[Person(event, 1)].insert(Person(event, 0));
    }
  }

  std::string Person(const v1::Event& event, int subject) const {
    return who_.at(event.feed() + "/" + event.subjects(subject).record());
  }
  bool IsChild(const std::string& person) const {
    return born_.at(person) > std::to_string(The().size.last_year - 18) + LastDay().substr(4);
  }
  // The first day on which the order may end, and 28 days before.
  static std::string WarnedFrom(const v1::Event& order) {
    std::string end = order.order_made().expected_end();
    if (end.size() == 7) end += "-01";
    const auto number = [&](size_t at, size_t size) {
      return static_cast<unsigned>(std::stoi(end.substr(at, size)));
    };
    return DateText(Number(static_cast<int>(number(0, 4)), number(5, 2), number(8, 2)) - 28);
  }
  bool IsToldParent(const std::string& adult, const std::string& child) const {
    const auto parents = parents_.find(child);
    return parents != parents_.end() && parents->second.contains(adult);
  }
  bool AreLinked(const std::string& adult, const std::string& child) const {
    const std::string& home = home_.at(adult);
    return IsToldParent(adult, child) || (homes_.at(child).contains(home) && adult != child &&
                                          told_.Tell(adult, home) && told_.Tell(child, home));
  }

  std::map<std::string, std::string> who_;
  std::map<std::string, std::string> born_;
  std::map<std::string, std::string> home_;             // At the end, of who is alive.
  std::map<std::string, std::set<std::string>> homes_;  // Those in turn too.
  ToldHomes told_;
  std::map<std::string, const v1::Event*> orders_;
  std::map<std::string, const v1::Event*> ended_;
  std::map<std::string, std::set<std::string>> parents_;  // As told, by child.
  std::map<std::string, const v1::Event*> by_name_;
  std::map<std::string, size_t> place_;
  int in_prison_ = 0;
};

TEST_P(EndingsRecountTest, WhatStandsAtTheEndIsWhatIsThenToldAndTrue) {
  std::set<Alert> recounted;
  for (const auto& [name, order] : orders_) {
    const std::string adult = Person(*order, 0);
    const bool soon = !ended_.contains(name) && WarnedFrom(*order) <= LastDay();
    if (!soon || !home_.contains(adult)) continue;
    for (const auto& [child, uprn] : home_) {
      if (IsChild(child) && AreLinked(adult, child)) recounted.insert({name, adult, child});
    }
  }
  std::set<Alert> listed;
  for (const Row& row : Truth("alerts")) {
    if (row.at("rule") != "5" || !row.at("stops_at").empty()) continue;
    const std::string& adult = row.at("adult");
    const std::string& child = row.at("child");
    // Not who died, is expected or moved away without the hub being told.
    const bool true_still =
        home_.contains(adult) && home_.contains(child) && AreLinked(adult, child);
    if (true_still) listed.insert({row.at("assertion"), adult, child});
  }
  EXPECT_EQ(listed, recounted);
  EXPECT_TRUE(!recounted.empty() || NameOf(GetParam()) != NameOf(kSmall));
}

TEST_P(EndingsRecountTest, EachFiresInTheLast28DaysOfAnOrderAndStopsWithIt) {
  int stopped = 0;
  for (const Row& row : Truth("alerts")) {
    if (row.at("rule") != "5") continue;
    ASSERT_TRUE(orders_.contains(row.at("assertion"))) << row.at("assertion");
    const v1::Event& order = *orders_.at(row.at("assertion"));
    EXPECT_EQ(Person(order, 0), row.at("adult"));
    EXPECT_GE(row.at("fires_at").substr(0, 10), WarnedFrom(order));
    for (const char* rests_on : {"assertion", "adult_told", "child_told", "kinship"}) {
      if (row.at(rests_on).empty()) continue;
      ASSERT_TRUE(place_.contains(row.at(rests_on))) << row.at(rests_on);
      const int64_t recorded = by_name_.at(row.at(rests_on))->recorded_at().seconds();
      EXPECT_LE(InstantText(Instant(std::chrono::seconds(recorded))), row.at("fires_at"))
          << rests_on;
    }
    EXPECT_NE(row.at("kinship").empty(), row.at("child_told").empty());
    if (!row.at("kinship").empty()) {
      EXPECT_TRUE(IsToldParent(row.at("adult"), row.at("child")));
    }
    if (row.at("why_it_stops") != "order ended") continue;
    ++stopped;
    ASSERT_TRUE(ended_.contains(row.at("assertion")));
    EXPECT_LE(DayOf(*ended_.at(row.at("assertion"))), row.at("stops_at").substr(0, 10));
  }
  EXPECT_GT(stopped, 0);
  EXPECT_GT(in_prison_, 0);
}

TEST_P(EndingsRecountTest, AnOrderEndsOnceAndAfterItWasMade) {
  int both_told = 0;
  for (const auto& [name, end] : ended_) {
    const auto order = orders_.find(name);
    if (order == orders_.end()) continue;  // It would come after the county's last day.
    ++both_told;
    EXPECT_GE(DayOf(*end), DayOf(*order->second)) << name;
    EXPECT_EQ(Person(*end, 0), Person(*order->second, 0)) << name;
  }
  EXPECT_GT(both_told, 10);
  EXPECT_LT(ended_.size() - static_cast<size_t>(both_told), 10u);
}

INSTANTIATE_TEST_SUITE_P(County, EndingsRecountTest, ::testing::ValuesIn(Recounted()), CountyName);

}  // namespace
}  // namespace goldthread::county
