// The people of the truth are such as could live, and what they are shows in what they do.
#include <cstdlib>

#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class PeopleTest : public CountyFiles {
 protected:
  static DayNumber NumberOf(const std::string& day) {
    return Number(std::stoi(day.substr(0, 4)), static_cast<unsigned>(std::stoi(day.substr(5, 2))),
                  static_cast<unsigned>(std::stoi(day.substr(8, 2))));
  }
  static std::map<std::string, Row> People() {
    std::map<std::string, Row> people;
    for (const Row& row : Born()) people[row.at("person")] = row;
    return people;
  }
  // Of whom the truth says when they were born: not of a child that never was.
  static std::vector<Row> Born() {
    std::vector<Row> born = Truth("people");
    std::erase_if(born, [](const Row& row) { return row.at("born").empty(); });
    return born;
  }
  static bool IsSure(const v1::Event& event) {
    return event.occurred().precision() == v1::PRECISION_UNSPECIFIED;
  }
};

TEST_F(PeopleTest, ParentsAreOfAnAgeToHaveTheirChildren) {
  const std::map<std::string, Row> people = People();
  for (const auto& [person, row] : people) {
    for (const char* parent : {"mother", "father"}) {
      if (row.at(parent).empty()) continue;
      const DayNumber years =
          (NumberOf(row.at("born")) - NumberOf(people.at(row.at(parent)).at("born"))) / 365;
      EXPECT_GE(years, 16) << person << ' ' << parent;
      EXPECT_LE(years, parent == std::string("mother") ? 46 : 63) << person << ' ' << parent;
    }
  }
}

TEST_F(PeopleTest, BrothersAndSistersAreTwinsOrMonthsApartAndNamedApart) {
  std::map<std::string, std::vector<Row>> of_mother;
  for (const Row& row : Born()) {
    if (!row.at("mother").empty()) of_mother[row.at("mother")].push_back(row);
  }
  int twins = 0;
  int namesakes = 0;
  int pairs = 0;
  for (const auto& [mother, children] : of_mother) {
    for (size_t i = 0; i < children.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const int apart =
            std::abs(NumberOf(children[i].at("born")) - NumberOf(children[j].at("born")));
        ++pairs;
        twins += apart == 0 ? 1 : 0;
        namesakes += children[i].at("given") == children[j].at("given") ? 1 : 0;
        EXPECT_TRUE(apart == 0 || apart > 200) << mother << ' ' << apart;
      }
    }
  }
  EXPECT_GT(twins, 10);
  // One may have grown up and gone before the other came.
  EXPECT_LT(namesakes * 200, pairs);
}

TEST_F(PeopleTest, WhoGrewUpInTheCountyIsOfTheSameKindsAsTheOthers) {
  int of_age = 0;
  int harmful = 0;
  int protective = 0;
  for (const Row& row : Born()) {
    const std::string came_of_age =
        std::to_string(std::stoi(row.at("born").substr(0, 4)) + 18) + row.at("born").substr(4);
    const bool child = came_of_age > "2026-03-31";
    if (child) {
      EXPECT_EQ(row.at("harmful") + row.at("protective"), "00") << row.at("person");
    } else if (came_of_age >= "2024-04-01" && row.at("died").empty()) {
      ++of_age;
      harmful += row.at("harmful") == "1" ? 1 : 0;
      protective += row.at("protective") == "1" ? 1 : 0;
    }
  }
  EXPECT_GT(of_age, 100);
  EXPECT_GT(harmful, 0);
  EXPECT_NEAR(protective / static_cast<double>(of_age), 0.146, 0.06);
}

TEST_F(PeopleTest, TheProtectiveFleeMoreThanOthers) {
  const std::map<std::string, Row> people = People();
  int all = 0;
  int protective = 0;
  for (const Row& row : Truth("residences")) {
    const Row& person = people.at(row.at("person"));
    if (row.at("kind") != "refuge" || person.at("born") > "2006-04-01") continue;
    ++all;
    protective += person.at("protective") == "1" ? 1 : 0;
  }
  EXPECT_GT(all, 10);
  EXPECT_GT(protective * 4, all) << "of all adults they are one in seven";
}

TEST_F(PeopleTest, NoPupilIsAbsentInAugustAndNoBabyHasAPupilsNumber) {
  const std::set<std::string> mistaken = Mistaken();
  int numbers = 0;
  for (const v1::Event& event : Events()) {
    if (event.has_attendance_concern() && IsSure(event) && !mistaken.contains(NameOf(event))) {
      EXPECT_NE(DayOf(event).substr(5, 2), "08") << NameOf(event);
    }
    for (const v1::Subject& subject : event.subjects()) {
      for (const v1::Identifier& identifier : subject.described().identifiers()) {
        if (identifier.type() != v1::IDENTIFIER_TYPE_UPN) continue;
        ++numbers;
        EXPECT_LE(2000 + std::stoi(identifier.value().substr(8, 2)),
                  YearOf(DayAt(event.recorded_at().seconds())))
            << NameOf(event);
      }
    }
  }
  EXPECT_GT(numbers, 1'000);
}

TEST_F(PeopleTest, OnlyThePoliceSpeakOfRegisteredSexOffenders) {
  int offenders = 0;
  for (const v1::Event& event : Events()) {
    if (event.risk_asserted().kind() != "registered-sex-offender") continue;
    ++offenders;
    EXPECT_EQ(event.feed(), "northmere-police/incidents");
    EXPECT_LE(event.risk_asserted().evidence(), v1::EVIDENCE_CLASS_CAUTION);
  }
  EXPECT_GT(offenders, 0);
}

// An assumed name is one name wherever it is heard, and only theirs who have cause; others are
// known by what friends call them.
TEST_F(PeopleTest, ThoseWhoDoNotWishToBeFoundAreKnownByAnAssumedFamilyName) {
  const std::map<std::string, Row> people = People();
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, std::set<std::string>> assumed;  // By person: of aliases.
  std::map<std::string, std::set<std::string>> feeds;
  std::set<std::string> nicknamed;
  for (const v1::Event& event : Events()) {
    for (const v1::Subject& subject : event.subjects()) {
      const std::string& person = who.at(event.feed() + "/" + subject.record());
      const Row& row = people.at(person);
      for (const v1::PersonName& name : subject.described().names()) {
        if (name.kind() != v1::NAME_KIND_ALIAS) continue;
        if (name.given() != row.at("given")) nicknamed.insert(person);
        const std::string& usual = subject.described().names(0).family();
        if (row.at("harmful") == "1" && name.family() != usual) {
          feeds[person].insert(event.feed());
          if (name.family() != row.at("family") && name.family() != row.at("former_family")) {
            assumed[person].insert(name.family());
          }
        }
        if (row.at("harmful") == "0") {
          EXPECT_EQ(name.family(), usual) << NameOf(event);
        }
      }
    }
  }
  EXPECT_GT(nicknamed.size(), 100u);
  EXPECT_GT(assumed.size(), 20u);
  size_t one = 0;
  for (const auto& [person, names] : assumed) one += names.size() == 1 ? 1 : 0;
  // Of a second record the alias may be the misspelt name that it had.
  EXPECT_GE(one * 10, assumed.size() * 9);
  const bool several = std::any_of(feeds.begin(), feeds.end(),
                                   [](const auto& known) { return known.second.size() > 1; });
  EXPECT_TRUE(several) << "no two agencies know the same one";
}

TEST_F(PeopleTest, SmallChildrenAreBroughtAndGrownUpsComeOfThemselves) {
  const std::map<std::string, Row> people = People();
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, int> grown;
  for (const v1::Event& event : Events()) {
    if (!event.has_attendance_recorded()) continue;
    const Row& person = people.at(who.at(event.feed() + "/" + event.subjects(0).record()));
    const int days = NumberOf(DayOf(event)) - NumberOf(person.at("born"));
    const std::string& with = event.attendance_recorded().accompanied_by();
    EXPECT_TRUE(days >= 12 * 365 || with != "alone") << NameOf(event);
    if (days > 19 * 365) ++grown[with];
  }
  EXPECT_GT(grown["alone"], 0);
  for (const char* with : {"teacher", "grandmother", "mother's partner"}) {
    EXPECT_EQ(grown[with], 0) << with;
  }
}

TEST_F(PeopleTest, ExposuresLastAndLieWithinTheCountysTime) {
  for (const Row& row : Truth("exposures")) {
    EXPECT_LT(row.at("from"), "2026-04-01") << row.at("adult");
    EXPECT_TRUE(row.at("to").empty() || row.at("from") < row.at("to")) << row.at("adult");
  }
}

}  // namespace
}  // namespace goldthread::county
