// The alerts about an adult who lives with a child, and about an adult's past, counted again from
// events and residences alone: what each rests on, that those whom it is about lived together on
// that day, and that at the end those stand, and only those, of which all is told and true.
#include <algorithm>

#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

using Alert = std::tuple<std::string, std::string, std::string>;  // Rule, adult, child.

constexpr char kMarac[] = "northmere-marac/cases";

// What the hub has been told when all has come, and where people then live.
class PastRecountTest : public AnyCounty {
 protected:
  struct Incident {
    std::string victim;
    std::string uprn;  // Where the victim then lived.
  };

  void SetUp() override {
    AnyCounty::SetUp();
    who_ = WhoIsWho();
    for (const Row& row : Truth("people")) people_[row.at("person")] = row;
    for (const Row& row : Truth("residences")) {
      if (row.at("to").empty()) homes_[row.at("person")].insert(row.at("uprn"));
      lived_[row.at("person") + "@" + row.at("uprn")].push_back(row);
      if (row.at("in_turn") == "1") continue;
      stays_[row.at("person")].push_back(row);
      if (row.at("to").empty()) home_[row.at("person")] = row.at("uprn");
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
    } else if (event.has_birth_recorded()) {
      told_.TakeMother(Person(event, 0), Person(event, 1));
    } else if (event.has_risk_asserted()) {
      asserted_[NameOf(event)] = Person(event, 0);
      says_[Person(event, 0)][event.feed()] = NameOf(event);
    } else if (event.has_risk_withdrawn() ||
               (event.has_risk_reviewed() && event.risk_reviewed().outcome() == "no-longer")) {
      ended_.insert(event.feed() + "/" +
                    (event.has_risk_withdrawn() ? event.risk_withdrawn().asserted_event_id()
                                                : event.risk_reviewed().asserted_event_id()));
    } else if (event.has_incident_attended() && event.subjects_size() > 1 &&
               event.subjects(1).role() == v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR) {
      const std::string victim = Person(event, 0);
      const std::string adult = Person(event, 1);
      hurt_[adult].push_back({victim, WhereHurt(victim, adult, DayOf(event))});
    } else if (IsLoss(event)) {
      lost_.insert(Person(event, 0));
    } else if (event.has_relationship_observed() &&
               (event.relationship_observed().relationship() == "mother" ||
                event.relationship_observed().relationship() == "father")) {
      children_[Person(event, 0)].insert(Person(event, 1));
    }
  }

  std::string Person(const v1::Event& event, int subject) const {
    return who_.at(event.feed() + "/" + event.subjects(subject).record());
  }
  bool IsLoss(const v1::Event& event) const {
    if (event.has_plan_started()) {
      return event.plan_started().kind() == v1::PLAN_KIND_LOOKED_AFTER;
    }
    return event.has_person_died() && IsChild(Person(event, 0), DayOf(event));
  }
  bool IsChild(const std::string& person, const std::string& day) const {
    const std::string& born = people_.at(person).at("born");
    return born.substr(4) > day.substr(4)
               ? std::stoi(day.substr(0, 4)) - std::stoi(born.substr(0, 4)) <= 18
               : std::stoi(day.substr(0, 4)) - std::stoi(born.substr(0, 4)) < 18;
  }
  // Where the two lived together, of homes between which the victim moved that day.
  std::string WhereHurt(const std::string& victim, const std::string& adult,
                        const std::string& day) const {
    const auto lived = [&day](const Row& stay) {
      return stay.at("from") <= day && (stay.at("to").empty() || day <= stay.at("to"));
    };
    std::string uprn;
    for (const Row& stay : stays_.at(victim)) {
      if (!lived(stay)) continue;
      uprn = stay.at("uprn");
      const bool together = std::ranges::any_of(stays_.at(adult), [&](const Row& other) {
        return lived(other) && other.at("uprn") == uprn;
      });
      if (together) break;
    }
    return uprn;
  }
  // Both were told to be where the adult lives, and are.
  bool AreToldTogether(const std::string& adult, const std::string& child) const {
    const auto home = home_.find(adult);
    const auto homes = homes_.find(child);
    return home != home_.end() && homes != homes_.end() && adult != child &&
           homes->second.contains(home->second) && told_.Tell(adult, home->second) &&
           told_.Tell(child, home->second);
  }
  bool LivedAt(const std::string& person, const std::string& uprn, const std::string& day) const {
    const auto stays = lived_.find(person + "@" + uprn);
    return stays != lived_.end() && std::ranges::any_of(stays->second, [&day](const Row& stay) {
             return stay.at("from") <= day && (stay.at("to").empty() || day < stay.at("to"));
           });
  }
  bool IsSaidToBeARisk(const std::string& adult) const {
    return std::ranges::any_of(asserted_, [&](const auto& assertion) {
      return assertion.second == adult && !ended_.contains(assertion.first);
    });
  }
  bool IsParent(const std::string& person, const std::string& child) const {
    return people_.at(child).at("mother") == person || people_.at(child).at("father") == person;
  }
  bool HurtAnotherFamily(const std::string& adult, const std::string& child) const {
    const auto said = says_.find(adult);
    const auto hurt = hurt_.find(adult);
    if (said == says_.end() || hurt == hurt_.end()) return false;
    const auto marac = said->second.find(kMarac);
    if (marac == said->second.end() || ended_.contains(marac->second)) return false;
    return std::ranges::any_of(hurt->second, [&](const Incident& one) {
      const auto victim_home = home_.find(one.victim);
      const bool with_them = victim_home != home_.end() && victim_home->second == home_.at(adult);
      return one.uprn != home_.at(adult) && one.victim != child && !with_them &&
             !IsParent(one.victim, child);
    });
  }
  bool LostAnotherChild(const std::string& adult, const std::string& child) const {
    const auto children = children_.find(adult);
    return children != children_.end() &&
           std::ranges::any_of(children->second, [&](const std::string& one) {
             return one != child && lost_.contains(one);
           });
  }

  std::map<std::string, std::string> who_;
  std::map<std::string, Row> people_;
  std::map<std::string, std::vector<Row>> stays_;
  std::map<std::string, std::string> home_;             // At the end.
  std::map<std::string, std::set<std::string>> homes_;  // Those in turn too.
  std::map<std::string, const v1::Event*> by_name_;
  std::map<std::string, size_t> place_;
  ToldHomes told_;
  std::map<std::string, std::vector<Row>> lived_;  // By "PERSON@UPRN", in turn too.
  std::map<std::string, std::string> asserted_;    // By event: of whom.
  std::set<std::string> ended_;                    // Assertions.
  // By adult and feed: the last assertion told.
  std::map<std::string, std::map<std::string, std::string>> says_;
  std::map<std::string, std::vector<Incident>> hurt_;  // By who is alleged.
  std::set<std::string> lost_;
  std::map<std::string, std::set<std::string>> children_;  // As told, by parent.
};

TEST_P(PastRecountTest, WhatStandsAtTheEndIsWhatIsThenToldAndTrue) {
  std::set<Alert> recounted;
  std::map<std::string, std::vector<std::string>> at_home;
  for (const auto& [person, homes] : homes_) {
    for (const std::string& uprn : homes) at_home[uprn].push_back(person);
  }
  for (const auto& [uprn, people] : at_home) {
    for (const std::string& adult : people) {
      for (const std::string& child : people) {
        const bool here = home_.at(adult) == uprn;
        if (!here || !IsChild(child, LastDay()) || !AreToldTogether(adult, child)) continue;
        if (IsSaidToBeARisk(adult)) recounted.insert({"1", adult, child});
        if (HurtAnotherFamily(adult, child)) recounted.insert({"6", adult, child});
        if (LostAnotherChild(adult, child)) recounted.insert({"8", adult, child});
      }
    }
  }
  for (const auto& [adult, by_feed] : says_) {
    const auto is_risk = [this](const auto& said) { return !ended_.contains(said.second); };
    if (std::ranges::any_of(by_feed, is_risk) && !std::ranges::all_of(by_feed, is_risk)) {
      recounted.insert({"7", adult, ""});
    }
  }
  std::set<Alert> listed;
  for (const Row& row : Truth("alerts")) {
    const std::string rule = row.at("rule") <= "3" ? "1" : row.at("rule");
    if (rule == "4" || rule == "5" || rule == "9" || !row.at("stops_at").empty()) continue;
    // Who is expected lives nowhere yet; and who no longer lives together is still alerted of
    // until the hub is told.
    const std::string& child = row.at("child");
    const bool together = child.empty() || AreToldTogether(row.at("adult"), child);
    if (together) listed.insert({rule, row.at("adult"), child});
  }
  EXPECT_EQ(listed, recounted);
  EXPECT_TRUE(!recounted.empty() || NameOf(GetParam()) != NameOf(kSmall));
}

TEST_P(PastRecountTest, WhoIsAlertedOfTrulyLivedWithTheChildOnThatDay) {
  int alerts = 0;
  for (const Row& row : Truth("alerts")) {
    if (row.at("uprn").empty() || row.at("rule") == "4") continue;
    const std::string day = row.at("fires_at").substr(0, 10);
    EXPECT_TRUE(LivedAt(row.at("adult"), row.at("uprn"), day))
        << row.at("rule") << ' ' << row.at("adult") << ' ' << day;
    // Of the unborn it is the mother's home.
    const Row& child = people_.at(row.at("child"));
    const bool unborn = child.at("born").empty() || day < child.at("born");
    EXPECT_TRUE(LivedAt(unborn ? child.at("mother") : row.at("child"), row.at("uprn"), day))
        << row.at("rule") << ' ' << row.at("child") << ' ' << day;
    ++alerts;
  }
  EXPECT_GT(alerts, 0);
}

TEST_P(PastRecountTest, EachRestsOnEventsThatTheHubHadByThen) {
  std::map<std::string, int> alerts;
  for (const Row& row : Truth("alerts")) {
    const std::string& rule = row.at("rule");
    if (rule < "6" || rule == "9") continue;
    ++alerts[rule];
    const std::string& adult = row.at("adult");
    ASSERT_TRUE(place_.contains(row.at("fired_by"))) << row.at("fired_by");
    for (const char* rests_on : {"assertion", "adult_told", "child_told", "earlier", "kinship"}) {
      if (row.at(rests_on).empty()) continue;
      ASSERT_TRUE(place_.contains(row.at(rests_on))) << row.at(rests_on);
      EXPECT_LE(place_[row.at(rests_on)], place_[row.at("fired_by")]) << rests_on;
    }
    EXPECT_TRUE(row.at("stops_at").empty() || row.at("fires_at") <= row.at("stops_at"));
    ASSERT_FALSE(row.at("earlier").empty());
    const v1::Event& earlier = *by_name_.at(row.at("earlier"));
    if (rule == "6") {
      EXPECT_TRUE(row.at("assertion").starts_with(kMarac));
      EXPECT_EQ(asserted_[row.at("assertion")], adult);
      EXPECT_EQ(Person(earlier, 1), adult);
      EXPECT_NE(Person(earlier, 0), row.at("child"));
      EXPECT_FALSE(IsParent(Person(earlier, 0), row.at("child")));
    } else if (rule == "7") {
      EXPECT_EQ(asserted_[row.at("assertion")], adult);
      EXPECT_EQ(Person(earlier, 0), adult);
      EXPECT_NE(earlier.feed(), by_name_.at(row.at("assertion"))->feed());
    } else {
      EXPECT_TRUE(IsLoss(earlier));
      const v1::Event& kinship = *by_name_.at(row.at("kinship"));
      EXPECT_EQ(Person(kinship, 0), adult);
      EXPECT_EQ(Person(kinship, 1), Person(earlier, 0));
      EXPECT_NE(Person(earlier, 0), row.at("child"));
    }
  }
  // So small a county may have none of one or the other.
  const int all = alerts["6"] + alerts["7"] + alerts["8"];
  EXPECT_TRUE(all > 0 || NameOf(GetParam()) != NameOf(kSmall));
}

INSTANTIATE_TEST_SUITE_P(County, PastRecountTest, ::testing::ValuesIn(Recounted()), CountyName);

}  // namespace
}  // namespace goldthread::county
