#include "services/feeds/held_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/digest.h"
#include "eventstore/views/map_snapshot.h"
#include "services/feeds/day_digest.h"
#include "services/feeds/feed_rows.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

constexpr int32_t kRecordedDay = 20'000;  // 2024-10-04.

class HeldEventsTest : public ::testing::Test {
 protected:
  static std::string Digest(char letter) { return std::string(kDigestPrefixBytes, letter); }
  void Holds(const std::string& id, char content, std::optional<int32_t> day = kRecordedDay,
             const std::string& feed = "school") {
    rows_["L" + DigestKey(feed, id)] = HeldValue({Digest(content), day});
  }
  MapSnapshot Views() const { return {rows_, Position{9}}; }
  std::string DigestsOf(const HeldQuestion& question = {"school"}) const {
    std::string text;
    const auto days = SumDays(Views(), question);
    for (const v1::DaySum& day : *days) text += day.digest();
    return text;
  }
  std::vector<std::string> Listed(bool ends_only, std::string_view after = "",
                                  size_t limit = 100) const {
    std::vector<std::string> ids;
    const auto events = ListDays(Views(), {"school", ends_only}, {"2024-10-04"}, after, limit);
    for (const v1::HeldEvent& event : *events) ids.push_back(event.event_id());
    return ids;
  }

  std::map<std::string, std::string> rows_;
};

TEST_F(HeldEventsTest, EachDayHasItsCountOldestFirst) {
  Holds("a", 'x', kRecordedDay + 1);
  Holds("b", 'x');
  Holds("c", 'x');
  Holds("d", 'x', std::nullopt);
  Holds("e", 'x', kRecordedDay, "police");
  const auto days = SumDays(Views(), {"school"});
  ASSERT_TRUE(days.ok());
  ASSERT_EQ(days->size(), 3U);
  EXPECT_EQ(days->at(0).day(), "");
  EXPECT_EQ(days->at(1).day(), "2024-10-04");
  EXPECT_EQ(days->at(1).events(), 2);
  EXPECT_EQ(days->at(2).day(), "2024-10-05");
  EXPECT_EQ(days->at(2).events(), 1);
}

// As docs/reconciliation.md tells another program to do it.
TEST_F(HeldEventsTest, ADaysDigestIsTheDocumentedOne) {
  Holds("b", 'y');
  Holds("a", 'x');
  const std::string documented =
      Sha256("a" + std::string(1, '\0') + Digest('x') + "b" + std::string(1, '\0') + Digest('y'));
  EXPECT_EQ(DigestsOf(), documented);
}

TEST_F(HeldEventsTest, AnythingLackingAddedOrOtherChangesTheDigest) {
  Holds("a", 'x');
  Holds("b", 'y');
  const std::string before = DigestsOf();
  Holds("c", 'z');
  EXPECT_NE(DigestsOf(), before);
  rows_.erase("L" + DigestKey("school", "c"));
  EXPECT_EQ(DigestsOf(), before);
  Holds("b", 'z');
  EXPECT_NE(DigestsOf(), before);
  Holds("b", 'y', kRecordedDay + 1);
  EXPECT_NE(DigestsOf(), before);
}

TEST_F(HeldEventsTest, OfAChainOnlyItsEndCountsWhereEndsAreAskedFor) {
  Holds("visit-1~1.2024", 'x');
  Holds("visit-1~2.2025", 'y');
  Holds("visit-1~10.2026", 'z');  // Sorts before 2, and comes after it.
  Holds("visit-2", 'x');
  Holds("visit-2~2.2025", 'y');
  Holds("visit-3", 'x');
  EXPECT_THAT(Listed(true), ElementsAre("visit-1~10.2026", "visit-2~2.2025", "visit-3"));
  EXPECT_EQ(Listed(false).size(), 6U);
  EXPECT_EQ(SumDays(Views(), {"school", true})->at(0).events(), 3);
}

TEST_F(HeldEventsTest, AnIdThatBeginsAnotherIsNoPartOfItsChain) {
  for (const char* id : {"1", "10", "1~1", "1~1~1", "1~1~2", "1~2", "1~x", "2", "2~0", "2~x~3"}) {
    Holds(id, 'x');
  }
  EXPECT_THAT(Listed(true), ElementsAre("10", "1~1~2", "1~2", "1~x", "2", "2~0", "2~x~3"));
}

// By a second opinion, which holds the whole feed in memory.
TEST_F(HeldEventsTest, AnyFeedsChainsEndWhereCountingEndsThem) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    rows_.clear();
    const std::vector<std::string> pieces = {"a", "b", "~1", "~2", "~10", "~1.w", "~2.v", "~"};
    std::set<std::string> ids;
    for (int i = 0; i < 60; ++i) {
      std::string id = random() % 2 == 0 ? "a" : "b";
      for (unsigned n = random() % 4; n > 0; --n) id += pieces[random() % pieces.size()];
      ids.insert(id);
    }
    std::map<std::string, std::pair<int64_t, std::string>> ends;
    for (const std::string& id : ids) {
      Holds(id, 'x');
      const auto revision = ParseRevisionId(id);
      const std::pair<int64_t, std::string> link = {revision ? revision->number : 0, id};
      auto& end = ends[revision ? revision->name : id];
      end = std::max(end, link);
    }
    std::set<std::string> expected;
    for (const auto& [name, end] : ends) expected.insert(end.second);
    EXPECT_THAT(Listed(true), ElementsAreArray(expected));
    std::vector<std::string> paged;
    for (std::vector<std::string> page;
         !(page = Listed(true, paged.empty() ? "" : paged.back(), 3)).empty();) {
      paged.insert(paged.end(), page.begin(), page.end());
    }
    EXPECT_THAT(paged, ElementsAreArray(expected));
  }
}

TEST_F(HeldEventsTest, DaysAreListedByIdPageByPage) {
  for (const char* id : {"a", "b", "c", "d"}) Holds(id, 'x');
  Holds("bb", 'x', kRecordedDay + 1);
  EXPECT_THAT(Listed(false, "", 2), ElementsAre("a", "b"));
  EXPECT_THAT(Listed(false, "b", 2), ElementsAre("c", "d"));
  EXPECT_THAT(Listed(false, "d", 2), IsEmpty());
}

TEST_F(HeldEventsTest, AnEventsDayIsThatOfItsRecordingInUtc) {
  v1::Event event;
  EXPECT_EQ(RecordedDayOf(event), "");
  event.mutable_recorded_at()->set_seconds(int64_t{kRecordedDay} * 86'400 + 86'399);
  EXPECT_EQ(RecordedDayOf(event), "2024-10-04");
  event.mutable_recorded_at()->set_seconds(-1);
  EXPECT_EQ(RecordedDayOf(event), "1969-12-31");
}

TEST_F(HeldEventsTest, ADamagedRowIsFound) {
  rows_["L" + DigestKey("school", "a")] = "too short";
  EXPECT_EQ(SumDays(Views(), {"school"}).status().code(), Code::kDataLoss);
}

}  // namespace
}  // namespace goldthread::feeds
