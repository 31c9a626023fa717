// The truth counted again from what the county put out.
#include <algorithm>

#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

using Pair = std::pair<std::string, std::string>;

class RecountTest : public AnyCounty {
 protected:
  static bool Covers(const Row& row, const std::string& day) {
    return row.at("from") <= day && (row.at("to").empty() || day < row.at("to"));
  }
  static std::string Birthday18(const std::string& born) {
    const Day day = *ParseDay(born);
    return DateText(Birthday(Number(day), 18));
  }
};

TEST_P(RecountTest, BothEventFilesHoldTheSameEvents) {
  const std::string bytes = TextOf(Folder() + "/events.binpb");
  size_t at = 0;
  for (const v1::Event& event : Events()) {
    size_t length = 0;
    for (int shift = 0; at < bytes.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      length |= static_cast<size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    v1::Event same;
    ASSERT_TRUE(same.ParseFromString(bytes.substr(at, length)));
    EXPECT_EQ(same.SerializeAsString(), event.SerializeAsString()) << event.id();
    at += length;
  }
  EXPECT_EQ(at, bytes.size());
  EXPECT_EQ(static_cast<int64_t>(Events().size()), The().generated->events);
}

TEST_P(RecountTest, EveryRecordInAnEventIsSomebodysAndNoOtherIsListed) {
  std::set<std::string> seen;
  for (const v1::Event& event : Events()) {
    for (const v1::Subject& subject : event.subjects()) {
      seen.insert(event.feed() + "/" + subject.record());
    }
  }
  std::set<std::string> listed;
  for (const Row& row : Truth("records")) {
    EXPECT_TRUE(listed.insert(row.at("feed") + "/" + row.at("record")).second);
  }
  EXPECT_EQ(seen, listed);
}

TEST_P(RecountTest, HolesAreTheNumbersThatNeverCame) {
  std::map<std::string, std::set<int64_t>> came;
  for (const v1::Event& event : Events()) came[event.feed()].insert(event.feed_sequence());
  std::map<std::string, std::set<int64_t>> lost;
  for (const Row& row : Truth("holes")) {
    lost[row.at("feed")].insert(std::stoll(row.at("sequence")));
  }
  int64_t holes = 0;
  for (const auto& [feed, numbers] : came) {
    for (int64_t number = 1; number <= *numbers.rbegin(); ++number) {
      EXPECT_NE(numbers.contains(number), lost[feed].contains(number)) << feed << ' ' << number;
      holes += numbers.contains(number) ? 0 : 1;
    }
  }
  EXPECT_GT(holes, 0);
}

TEST_P(RecountTest, WhoeverWasSeenToLiveSomewhereDid) {
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, std::vector<Row>> stays;
  for (const Row& row : Truth("residences")) stays[row.at("person")].push_back(row);
  int checked = 0;
  int in_turn = 0;
  int over = 0;
  for (const v1::Event& event : Events()) {
    if (!event.has_address_observed()) continue;
    const std::string& person = who.at(event.feed() + "/" + event.subjects(0).record());
    const std::string uprn = std::to_string(event.address_observed().address().uprn());
    const bool turns = event.address_observed().residence() == v1::RESIDENCE_STAYS;
    const bool ended = event.occurred().has_end_date();
    const std::string day = DayOf(event);
    bool lived = false;
    for (const Row& stay : stays[person]) {
      if (stay.at("uprn") != uprn || (stay.at("in_turn") == "1") != turns) continue;
      // Who moves twice in a month, or dies, may be seen a few days late.
      lived = lived || (ended ? stay.at("to") == day && stay.at("from") == event.occurred().date()
                              : stay.at("from") <= day);
    }
    EXPECT_TRUE(lived) << NameOf(event) << ' ' << day;
    ++checked;
    in_turn += turns && !ended ? 1 : 0;
    over += ended ? 1 : 0;
  }
  EXPECT_GT(checked, 1'000);
  EXPECT_GT(in_turn, 10);
  EXPECT_GT(over, 0);
}

TEST_P(RecountTest, StaysOfOnePersonDoNotOverlap) {
  std::map<std::string, std::vector<Pair>> stays;
  std::map<std::string, std::string> until;  // Of turns.
  for (const Row& row : Truth("residences")) {
    const std::string& person = row.at("person");
    if (row.at("in_turn") == "0") {
      stays[person].push_back({row.at("from"), row.at("to")});
      continue;
    }
    EXPECT_LE(until[person], row.at("from")) << person;
    until[person] = row.at("to").empty() ? "9999" : row.at("to");
  }
  for (auto& [person, of_one] : stays) {
    for (size_t i = 1; i < of_one.size(); ++i) {
      EXPECT_EQ(of_one[i - 1].second, of_one[i].first) << person;
    }
  }
}

TEST_P(RecountTest, AChildIsInTurnWithAParentWhoLivesThereAndElsewhereThanItself) {
  std::map<std::string, Row> people;
  for (const Row& row : Truth("people")) people[row.at("person")] = row;
  std::map<std::string, std::vector<Row>> lived;  // By person and address.
  std::vector<Row> turns;
  for (const Row& row : Truth("residences")) {
    if (row.at("in_turn") == "1") turns.push_back(row);
    if (row.at("in_turn") == "0") lived[row.at("person") + "@" + row.at("uprn")].push_back(row);
  }
  const auto until = [](const Row& row) { return row.at("to").empty() ? "9999" : row.at("to"); };
  for (const Row& turn : turns) {
    if (turn.at("from") == turn.at("to")) continue;  // Moved on that very day.
    const Row& child = people.at(turn.at("person"));
    EXPECT_GT(Birthday18(child.at("born")), turn.at("from")) << turn.at("person");
    int parents = 0;
    for (const char* parent : {"mother", "father"}) {
      for (const Row& stay : lived[child.at(parent) + "@" + turn.at("uprn")]) {
        parents += stay.at("from") <= turn.at("from") && until(turn) <= until(stay) ? 1 : 0;
      }
    }
    EXPECT_EQ(parents, 1) << turn.at("person") << ' ' << turn.at("from");
    for (const Row& stay : lived[turn.at("person") + "@" + turn.at("uprn")]) {
      EXPECT_TRUE(until(stay) <= turn.at("from") || until(turn) <= stay.at("from"))
          << turn.at("person");
    }
  }
  EXPECT_GT(turns.size(), 10u);
}

// From residences and assertions alone, on the last day of every month: which children were at
// home, always or in turn, with an adult of whom a risk was asserted.
TEST_P(RecountTest, ExposuresAreWhoLivedWithWhomWhileAnAssertionStood) {
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, std::vector<Pair>> asserted;  // Adult to spans.
  std::map<std::string, Pair> by_event;               // Assertion to adult and start.
  std::map<std::string, std::string> ends;            // Assertion to its end.
  for (const v1::Event& event : Events()) {
    if (event.has_risk_asserted()) {
      by_event[NameOf(event)] = {who.at(event.feed() + "/" + event.subjects(0).record()),
                                 DayOf(event)};
    }
    if (event.has_risk_withdrawn()) {
      ends[event.feed() + "/" + event.risk_withdrawn().asserted_event_id()] = DayOf(event);
    }
    if (event.has_risk_reviewed() && event.risk_reviewed().outcome() == "no-longer") {
      ends[event.feed() + "/" + event.risk_reviewed().asserted_event_id()] = DayOf(event);
    }
  }
  for (const auto& [event, start] : by_event) {
    asserted[start.first].push_back({start.second, ends.contains(event) ? ends[event] : "9999"});
  }
  std::map<std::string, std::string> born;
  for (const Row& row : Truth("people")) born[row.at("person")] = row.at("born");
  const std::vector<Row> residences = Truth("residences");
  const std::vector<Row> exposures = Truth("exposures");
  int found = 0;
  int in_turn = 0;
  // The last month's assertions may not have been told yet.
  for (int month = 1; month < The().size.years * 12 - 3; ++month) {
    const int after_march = 3 + month;
    const int year = The().size.last_year - The().size.years + after_march / 12;
    const DayNumber end = Number(Day(std::chrono::year(year) / (after_march % 12 + 1) / 1)) - 1;
    const std::string day = DateText(end);
    std::map<std::string, std::vector<const Row*>> at_home;
    for (const Row& row : residences) {
      if (row.at("kind") != "prison" && Covers(row, day)) at_home[row.at("uprn")].push_back(&row);
    }
    std::set<Pair> recounted;
    for (const auto& [uprn, stays] : at_home) {
      for (const Row* adult : stays) {
        if (std::ranges::none_of(asserted[adult->at("person")], [&](const Pair& span) {
              return span.first <= day && day < span.second;
            })) {
          continue;
        }
        for (const Row* child : stays) {
          if (child == adult || Birthday18(born.at(child->at("person"))) <= day) continue;
          recounted.insert({adult->at("person"), child->at("person")});
          in_turn += child->at("in_turn") == "1" ? 1 : 0;
        }
      }
    }
    std::set<Pair> listed;
    for (const Row& row : exposures) {
      const bool known = !asserted[row.at("adult")].empty();  // Told before the county ended.
      if (known && born.at(row.at("child")) <= day && Covers(row, day)) {
        EXPECT_TRUE(listed.insert({row.at("adult"), row.at("child")}).second) << day;
      }
    }
    EXPECT_EQ(recounted, listed) << day;
    found += static_cast<int>(recounted.size());
  }
  EXPECT_GT(found, 20);
  EXPECT_TRUE(in_turn > 0 || NameOf(GetParam()) != NameOf(kSmall));
}

TEST_P(RecountTest, AnExpectedAlertRestsOnEventsThatTheHubHadByThen) {
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, size_t> place;
  for (size_t i = 0; i < Events().size(); ++i) place.emplace(NameOf(Events()[i]), i);
  const auto subject_is = [&](const v1::Event& event, const std::string& person) {
    return who.at(event.feed() + "/" + event.subjects(0).record()) == person;
  };
  int alerts = 0;
  for (const Row& row : Truth("alerts")) {
    ASSERT_TRUE(place.contains(row.at("fired_by"))) << row.at("fired_by");
    const size_t fired = place[row.at("fired_by")];
    if (row.at("rule") >= "4") continue;  // Those are in past_recount_test.cc.
    ++alerts;
    for (const char* rests_on : {"assertion", "adult_told", "child_told"}) {
      ASSERT_TRUE(place.contains(row.at(rests_on))) << row.at(rests_on);
      EXPECT_LE(place[row.at(rests_on)], fired);
    }
    const v1::Event& assertion = Events()[place[row.at("assertion")]];
    EXPECT_TRUE(assertion.has_risk_asserted() && subject_is(assertion, row.at("adult")));
    const v1::Event& adult = Events()[place[row.at("adult_told")]];
    EXPECT_TRUE(adult.has_address_observed() && subject_is(adult, row.at("adult")));
    EXPECT_EQ(std::to_string(adult.address_observed().address().uprn()), row.at("uprn"));
    const v1::Event& child = Events()[place[row.at("child_told")]];
    if (child.has_pregnancy_recorded()) continue;
    EXPECT_TRUE(child.has_address_observed() && subject_is(child, row.at("child")));
    EXPECT_EQ(std::to_string(child.address_observed().address().uprn()), row.at("uprn"));
    EXPECT_TRUE(row.at("stops_at").empty() || row.at("fires_at") <= row.at("stops_at"));
  }
  EXPECT_GT(alerts, 0);
}

INSTANTIATE_TEST_SUITE_P(County, RecountTest, ::testing::ValuesIn(Recounted()), CountyName);

}  // namespace
}  // namespace goldthread::county
