// The truth counted again from what the county put out.
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

using Pair = std::pair<std::string, std::string>;

class RecountTest : public AnyCounty {
 protected:
  static std::string Birthday18(const std::string& born) {
    const Day day = *ParseDay(born);
    return DateText(Birthday(Number(day), 18));
  }
};

// The library's own reader of JSON takes a millisecond an event: of the larger county every
// tenth line.
TEST_P(RecountTest, BothEventFilesHoldTheSameEvents) {
  const size_t step = NameOf(GetParam()) == NameOf(kSmall) ? 10 : 1;
  std::istringstream text(TextOf(Folder() + "/events.ndjson"));
  std::string line;
  size_t at = 0;
  for (; std::getline(text, line); ++at) {
    ASSERT_LT(at, Events().size());
    if (at % step != 0) continue;
    v1::Event same;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &same).ok()) << line;
    EXPECT_EQ(same.SerializeAsString(), Events()[at].SerializeAsString()) << same.id();
  }
  EXPECT_EQ(at, Events().size());
  EXPECT_EQ(static_cast<int64_t>(at), The().generated->events);
}

TEST_P(RecountTest, DeliveriesAreTheEventsInTheirOrderEachWhenTheHubGetsIt) {
  const std::vector<Row> deliveries = Truth("deliveries");
  ASSERT_EQ(deliveries.size(), Events().size());
  std::set<std::string> seen;
  int64_t late = 0;
  std::string before;
  for (size_t i = 0; i < deliveries.size(); ++i) {
    const Row& row = deliveries[i];
    const v1::Event& event = Events()[i];
    const std::string& at = row.at("delivered_at");
    EXPECT_EQ(row.at("event"), NameOf(event));
    EXPECT_EQ(row.at("again") == "0", seen.insert(NameOf(event)).second) << NameOf(event);
    EXPECT_LE(before, at) << NameOf(event);
    const std::chrono::seconds recorded(event.recorded_at().seconds());
    EXPECT_LE(InstantText(Instant(recorded)), at) << NameOf(event);
    late += InstantText(Instant(recorded + std::chrono::days(1))) < at ? 1 : 0;
    before = at;
  }
  EXPECT_EQ(late, The().generated->late);
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

// From residences, pregnancies and assertions alone, to the day.
class ExposureRecountTest : public RecountTest {
 protected:
  struct Span {
    std::string from;
    std::string to;
    auto operator<=>(const Span&) const = default;
  };
  struct Home {
    std::string person;
    Span span;
    bool in_turn = false;
    std::string mother{};  // Of the unborn.
  };
  using Key = std::tuple<std::string, std::string, std::string>;  // Adult, child, address.

  static Span Both(const Span& a, const Span& b) {
    return {std::max(a.from, b.from), std::min(a.to, b.to)};
  }
  static std::string OrOpen(const std::string& day) { return day.empty() ? "9999" : day; }

  void SetUp() override {
    RecountTest::SetUp();
    who_ = WhoIsWho();
    for (const Row& row : Truth("people")) born_[row.at("person")] = row.at("born");
    ReadEvents();
    for (const Row& row : Truth("residences")) {
      if (row.at("kind") == "prison") continue;
      const Span span{row.at("from"), OrOpen(row.at("to"))};
      const std::string& person = row.at("person");
      at_[row.at("uprn")].push_back({person, span, row.at("in_turn") == "1"});
      for (const Pair& expected : expects_[person]) {
        at_[row.at("uprn")].push_back(
            {expected.first, Both(span, {expected.second, OrOpen(born_.at(expected.first))}), false,
             person});
      }
    }
  }

  void ReadEvents() {
    std::map<std::string, std::string> ends;  // Of assertions.
    const auto person = [this](const v1::Event& event, int subject) {
      return who_.at(event.feed() + "/" + event.subjects(subject).record());
    };
    for (const v1::Event& event : Events()) {
      if (event.has_risk_withdrawn()) {
        ends[event.feed() + "/" + event.risk_withdrawn().asserted_event_id()] = DayOf(event);
      } else if (event.has_risk_reviewed() && event.risk_reviewed().outcome() == "no-longer") {
        ends[event.feed() + "/" + event.risk_reviewed().asserted_event_id()] = DayOf(event);
      } else if (event.has_pregnancy_recorded()) {
        expects_[person(event, 0)].push_back({person(event, 1), DayOf(event)});
      }
    }
    for (const v1::Event& event : Events()) {
      if (!event.has_risk_asserted()) continue;
      const auto end = ends.find(NameOf(event));
      asserted_[person(event, 0)].insert({DayOf(event), end == ends.end() ? "9999" : end->second});
    }
  }

  // Those that touch are one.
  static std::vector<Span> Joined(std::set<Span> parts) {
    std::vector<Span> whole;
    for (const Span& part : parts) {
      if (!whole.empty() && part.from <= whole.back().to) {
        whole.back().to = std::max(whole.back().to, part.to);
      } else {
        whole.push_back(part);
      }
    }
    return whole;
  }

  std::map<std::string, std::string> who_;
  std::map<std::string, std::string> born_;
  std::map<std::string, std::set<Span>> asserted_;    // By adult.
  std::map<std::string, std::vector<Pair>> expects_;  // By mother: the child, since when.
  std::map<std::string, std::vector<Home>> at_;       // By address.
};

TEST_P(ExposureRecountTest, ExposuresAreWhoLivedWithWhomWhileAnAssertionStood) {
  std::map<Key, std::set<Span>> parts;
  int in_turn = 0;
  for (const auto& [uprn, homes] : at_) {
    for (const Home& adult : homes) {
      for (const Span& assertion : asserted_[adult.person]) {
        for (const Home& child : homes) {
          if (adult.in_turn || child.person == adult.person) continue;
          const std::string& born = born_.at(child.person);
          const Span young{"", born.empty() ? "9999" : Birthday18(born)};  // Or never born.
          const Span span = Both(Both(adult.span, assertion), Both(child.span, young));
          if (span.from >= span.to) continue;
          if (child.mother == adult.person) continue;  // It is not born.
          parts[{adult.person, child.person, uprn}].insert(span);
          in_turn += child.in_turn ? 1 : 0;
        }
      }
    }
  }
  // What was asserted or expected in the last months may not have been told yet.
  const DayNumber end = Number(The().size.last_year, 4, 1) - 150;
  const std::string cut = DateText(end);
  std::set<std::pair<Key, Span>> recounted;
  for (const auto& [key, spans] : parts) {
    for (const Span& span : Joined(spans)) {
      if (span.from < cut) recounted.insert({key, Both(span, {"", cut})});
    }
  }
  std::set<std::pair<Key, Span>> listed;
  int within_a_month = 0;
  for (const Row& row : Truth("exposures")) {
    if (row.at("from") >= cut || asserted_[row.at("adult")].empty()) continue;
    const Span span{row.at("from"), OrOpen(row.at("to"))};
    within_a_month += span.from.substr(0, 7) == span.to.substr(0, 7) ? 1 : 0;
    const Key key{row.at("adult"), row.at("child"), row.at("uprn")};
    EXPECT_TRUE(listed.insert({key, Both(span, {"", cut})}).second) << row.at("adult");
  }
  const auto missing = [](const auto& all, const auto& some) {
    std::string text;
    for (const auto& [key, span] : all) {
      if (some.contains({key, span})) continue;
      text += std::get<0>(key) + " with " + std::get<1>(key) + " at " + std::get<2>(key) +
              " from " + span.from + " to " + span.to + "\n";
    }
    return text;
  };
  EXPECT_EQ(missing(recounted, listed), "") << "not listed";
  EXPECT_EQ(missing(listed, recounted), "") << "listed only";
  EXPECT_GT(listed.size(), 20u);
  const bool large = NameOf(GetParam()) == NameOf(kSmall);
  EXPECT_TRUE(in_turn > 0 || !large);
  EXPECT_TRUE(within_a_month > 0 || !large);
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
    // Those are in past_recount_test.cc, endings_recount_test.cc and worries_recount_test.cc.
    if (row.at("rule") >= "4") continue;
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
    if (child.has_pregnancy_recorded() || child.has_birth_recorded()) continue;
    EXPECT_TRUE(child.has_address_observed() && subject_is(child, row.at("child")));
    EXPECT_EQ(std::to_string(child.address_observed().address().uprn()), row.at("uprn"));
    EXPECT_TRUE(row.at("stops_at").empty() || row.at("fires_at") <= row.at("stops_at"));
  }
  EXPECT_GT(alerts, 0);
}

INSTANTIATE_TEST_SUITE_P(County, ExposureRecountTest, ::testing::ValuesIn(Recounted()), CountyName);
INSTANTIATE_TEST_SUITE_P(County, RecountTest, ::testing::ValuesIn(Recounted()), CountyName);

}  // namespace
}  // namespace goldthread::county
