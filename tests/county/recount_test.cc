// The truth counted again from what the county put out.
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

using Pair = std::pair<std::string, std::string>;

class RecountTest : public CountyFiles {
 protected:
  static bool Covers(const Row& row, const std::string& day) {
    return row.at("from") <= day && (row.at("to").empty() || day < row.at("to"));
  }
};

TEST_F(RecountTest, BothEventFilesHoldTheSameEvents) {
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
  EXPECT_EQ(static_cast<int64_t>(Events().size()), SmallCounty::Get().generated->events);
}

TEST_F(RecountTest, EveryRecordInAnEventIsSomebodysAndNoOtherIsListed) {
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

TEST_F(RecountTest, HolesAreTheNumbersThatNeverCame) {
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

TEST_F(RecountTest, WhoeverWasSeenToLiveSomewhereDid) {
  const std::map<std::string, std::string> who = WhoIsWho();
  std::map<std::string, std::vector<Row>> stays;
  for (const Row& row : Truth("residences")) stays[row.at("person")].push_back(row);
  int checked = 0;
  for (const v1::Event& event : Events()) {
    if (!event.has_address_observed()) continue;
    const std::string& person = who.at(event.feed() + "/" + event.subjects(0).record());
    const std::string uprn = std::to_string(event.address_observed().address().uprn());
    const std::string day = DayOf(event);
    bool lived = false;
    for (const Row& stay : stays[person]) {
      // Who moves twice in a month, or dies, may be seen a few days late.
      lived = lived || (stay.at("uprn") == uprn && stay.at("from") <= day);
    }
    EXPECT_TRUE(lived) << NameOf(event) << ' ' << day;
    ++checked;
  }
  EXPECT_GT(checked, 1'000);
}

TEST_F(RecountTest, StaysOfOnePersonDoNotOverlap) {
  std::map<std::string, std::vector<Pair>> stays;
  for (const Row& row : Truth("residences")) {
    stays[row.at("person")].push_back({row.at("from"), row.at("to")});
  }
  for (auto& [person, of_one] : stays) {
    for (size_t i = 1; i < of_one.size(); ++i) {
      EXPECT_EQ(of_one[i - 1].second, of_one[i].first) << person;
    }
  }
}

// From residences and assertions alone, on the last day of every month: which children shared
// an ordinary home with an adult of whom a risk was asserted.
TEST_F(RecountTest, ExposuresAreWhoLivedWithWhomWhileAnAssertionStood) {
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
  for (int month = 1; month <= 20; ++month) {
    const int after_march = 3 + month;
    const DayNumber end =
        Number(Day(std::chrono::year(2024 + after_march / 12) / (after_march % 12 + 1) / 1)) - 1;
    const std::string day = DateText(end);
    const std::string adult_since = std::to_string(YearOf(end) - 18) + day.substr(4);
    std::map<std::string, std::vector<std::string>> at_home;
    for (const Row& row : residences) {
      const bool ordinary = row.at("kind") == "house" || row.at("kind") == "flat";
      if (ordinary && Covers(row, day)) at_home[row.at("uprn")].push_back(row.at("person"));
    }
    std::set<Pair> recounted;
    for (const auto& [uprn, people] : at_home) {
      for (const std::string& adult : people) {
        bool stands = false;
        for (const Pair& span : asserted[adult]) {
          stands = stands || (span.first <= day && day < span.second);
        }
        for (const std::string& child : people) {
          const bool under_18 = born[child] > adult_since && adult != child;
          if (stands && under_18) recounted.insert({adult, child});
        }
      }
    }
    std::set<Pair> listed;
    for (const Row& row : exposures) {
      const bool known = asserted.contains(row.at("adult"));  // Told before the county ended.
      const bool old = born[row.at("child")] <= adult_since;
      if (row.at("unborn") == "0" && known && !old && Covers(row, day)) {
        listed.insert({row.at("adult"), row.at("child")});
      }
    }
    std::erase_if(listed, [&](const Pair& pair) {  // In a refuge or hostel.
      return std::none_of(at_home.begin(), at_home.end(), [&](const auto& home) {
        return std::count(home.second.begin(), home.second.end(), pair.first) > 0;
      });
    });
    // Those who were exposed before they were born are in the truth under that exposure.
    for (const Row& row : exposures) {
      if (row.at("unborn") == "1") recounted.erase({row.at("adult"), row.at("child")});
    }
    EXPECT_EQ(recounted, listed) << day;
    found += static_cast<int>(recounted.size());
  }
  EXPECT_GT(found, 100);
}

TEST_F(RecountTest, AnExpectedAlertRestsOnEventsThatTheHubHadByThen) {
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
  EXPECT_GT(alerts, 10);
}

}  // namespace
}  // namespace goldthread::county
