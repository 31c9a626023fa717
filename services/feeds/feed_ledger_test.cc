#include "services/feeds/feed_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/digest.h"
#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "services/feeds/feed_reader.h"
#include "services/feeds/feed_rows.h"
#include "services/vocabulary/content.h"

namespace goldthread::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kDay = 86'400;
constexpr int64_t kStart = 1'770'000'000;  // Seconds.

struct Fact {
  std::string feed = "school";
  std::string id;
  std::string content = "as it was";
  int64_t number = 0;
  int64_t recorded_s = kStart;
  int64_t received_s = kStart;
  std::string corrects{};
};

v1::Event EventOf(const Fact& fact) {
  v1::Event event;
  event.set_feed(fact.feed);
  event.set_id(fact.id);
  event.set_feed_sequence(fact.number);
  event.set_corrects(fact.corrects);
  event.mutable_recorded_at()->set_seconds(fact.recorded_s);
  event.mutable_concern_recorded()->set_concern(fact.content);
  return event;
}

// As rows and lists have it.
std::string DigestOf(const Fact& fact) { return Sha256(BodyOf(EventOf(fact))).substr(0, 16); }

class FeedLedgerTest : public ::testing::Test {
 protected:
  StatusOr<Onward> Given(const Fact& fact) {
    const v1::Event event = EventOf(fact);
    v1::RecordHeader header;
    header.set_feed(fact.feed);
    header.set_event_id(fact.id);
    header.set_received_at_us(fact.received_s * 1'000'000);
    header.set_body_digest(Sha256(BodyOf(event)));
    const Position position = next_;
    next_ = next_.Next();
    return fold_.Apply({position, header, event}, rows_);
  }

  MapSnapshot Views() const {
    std::map<std::string, std::string> rows;
    for (const auto& [key, value] : rows_.rows()) rows.emplace(fold_.Space() + key, value);
    return {std::move(rows), next_};
  }

  v1::Feed Feed(const std::string& name = "school") const {
    const auto feeds = ListFeeds(Views(), {"", 1000}, as_of_);
    EXPECT_TRUE(feeds.ok());
    for (const v1::Feed& feed : *feeds) {
      if (feed.feed() == name) return feed;
    }
    ADD_FAILURE() << "no feed " << name;
    return {};
  }

  FeedLedger fold_;
  MapRows rows_;
  Position next_;
  Instant as_of_{std::chrono::seconds(kStart)};
};

TEST_F(FeedLedgerTest, ANewEventGoesOnAndIsCounted) {
  EXPECT_EQ(*Given({.id = "a"}), Onward::kNextFold);
  EXPECT_EQ(*Given({.id = "b"}), Onward::kNextFold);
  EXPECT_EQ(*Given({.feed = "police", .id = "a"}), Onward::kNextFold);
  EXPECT_EQ(Feed("school").events(), 2);
  EXPECT_EQ(Feed("police").events(), 1);
}

TEST_F(FeedLedgerTest, ARepeatStopsHereAndIsCounted) {
  EXPECT_EQ(*Given({.id = "a"}), Onward::kNextFold);
  EXPECT_EQ(*Given({.id = "a"}), Onward::kStop);
  EXPECT_EQ(Feed().events(), 1);
  EXPECT_EQ(Feed().repeats(), 1);
  EXPECT_EQ(Feed().conflicts(), 0);
}

TEST_F(FeedLedgerTest, OtherContentUnderTheSameIdIsKeptAsAConflict) {
  EXPECT_EQ(*Given({.id = "a"}), Onward::kNextFold);
  EXPECT_EQ(*Given({.id = "a", .content = "otherwise", .received_s = kStart + 9}), Onward::kStop);
  EXPECT_EQ(*Given({.id = "a"}), Onward::kStop);  // The first stands.
  EXPECT_EQ(Feed().events(), 1);
  EXPECT_EQ(Feed().repeats(), 1);
  EXPECT_EQ(Feed().conflicts(), 1);
  const auto conflicts = ListConflicts(Views(), "school", {}, 10);
  ASSERT_TRUE(conflicts.ok());
  ASSERT_THAT(*conflicts, SizeIs(1));
  EXPECT_EQ(conflicts->at(0).event_id(), "a");
  EXPECT_EQ(conflicts->at(0).log_position(), 1);
  EXPECT_EQ(conflicts->at(0).received_at().seconds(), kStart + 9);
  EXPECT_EQ(conflicts->at(0).held_digest(), DigestOf({.id = "a"}));
  EXPECT_EQ(conflicts->at(0).other_digest(), DigestOf({.id = "a", .content = "otherwise"}));
}

TEST_F(FeedLedgerTest, HolesAreNamedAndGoWhenFilled) {
  for (const int64_t n : {1, 2, 5, 6, 9}) {
    ASSERT_TRUE(Given({.id = std::to_string(n), .number = n}).ok());
  }
  v1::Feed feed = Feed();
  EXPECT_EQ(feed.sequence_max(), 9);
  EXPECT_EQ(feed.missing_total(), 4);
  ASSERT_EQ(feed.holes_size(), 2);
  EXPECT_EQ(feed.holes(0).first(), 3);
  EXPECT_EQ(feed.holes(0).last(), 4);
  EXPECT_EQ(feed.holes(1).first(), 7);
  EXPECT_EQ(feed.holes(1).last(), 8);
  for (const int64_t n : {3, 4, 7, 8}) {
    ASSERT_TRUE(Given({.id = std::to_string(n), .number = n}).ok());
  }
  EXPECT_EQ(Feed().missing_total(), 0);
  EXPECT_THAT(Feed().holes(), IsEmpty());
}

TEST_F(FeedLedgerTest, MoreHolesThanAreListedAreStillCounted) {
  for (int64_t n = 2; n <= 4000; n += 2) {
    ASSERT_TRUE(Given({.id = std::to_string(n), .number = n}).ok());
  }
  EXPECT_EQ(Feed().missing_total(), 2000);
  EXPECT_EQ(Feed().holes_size(), 100);
  EXPECT_EQ(Feed().holes(99).first(), 199);
}

TEST_F(FeedLedgerTest, AllHolesAreListedPageByPage) {
  std::set<int64_t> missing;
  for (int64_t n = 2; n <= 4000; n += 3) {
    ASSERT_TRUE(Given({.id = std::to_string(n), .number = n}).ok());
    missing.insert({n - 1, n + 1});
  }
  missing.erase(4000 - (4000 - 2) % 3 + 1);  // Above the greatest there is nothing to miss.
  std::set<int64_t> listed;
  int64_t after = 0;
  for (int page = 0; page < 1000; ++page) {
    const auto holes = ListHoles(Views(), "school", after, 7);
    ASSERT_TRUE(holes.ok());
    if (holes->empty()) break;
    for (const v1::SequenceRange& hole : *holes) {
      for (int64_t n = hole.first(); n <= hole.last(); ++n) EXPECT_TRUE(listed.insert(n).second);
    }
    after = holes->back().last();
  }
  EXPECT_EQ(listed, missing);
  EXPECT_EQ(*MissingIn(Views(), "school"), static_cast<int64_t>(missing.size()));
  EXPECT_EQ(*MissingIn(Views(), "nobody"), 0);
  EXPECT_THAT(*ListHoles(Views(), "nobody", 0, 7), IsEmpty());
}

TEST_F(FeedLedgerTest, ConflictsAreListedPageByPage) {
  for (const char* id : {"a", "b", "c"}) {
    for (const char* content : {"as it was", "other", "third"}) {
      ASSERT_TRUE(Given({.id = id, .content = content}).ok());
    }
  }
  std::string ids;
  ConflictPlace after;
  for (int page = 0; page < 10; ++page) {
    const auto conflicts = ListConflicts(Views(), "school", after, 4);
    ASSERT_TRUE(conflicts.ok());
    if (conflicts->empty()) break;
    for (const v1::FeedConflict& conflict : *conflicts) ids += conflict.event_id();
    after = {conflicts->back().event_id(), conflicts->back().log_position()};
  }
  EXPECT_EQ(ids, "aabbcc");
}

TEST_F(FeedLedgerTest, ANumberUsedByTwoEventsIsCountedNotLost) {
  EXPECT_EQ(*Given({.id = "a", .number = 1}), Onward::kNextFold);
  EXPECT_EQ(*Given({.id = "b", .number = 1}), Onward::kNextFold);
  EXPECT_EQ(Feed().events(), 2);
  EXPECT_EQ(Feed().sequence_reused(), 1);
}

TEST_F(FeedLedgerTest, AFeedThatDoesNotNumberHasNoHoles) {
  ASSERT_TRUE(Given({.id = "a"}).ok());
  EXPECT_EQ(Feed().sequence_max(), 0);
  EXPECT_EQ(Feed().missing_total(), 0);
}

TEST_F(FeedLedgerTest, AFeedThatStopsIsSilentAsOfTheInstantAskedAbout) {
  int64_t at = kStart;
  for (int day = 0; day < 12; ++day, at += kDay) {
    ASSERT_TRUE(Given({.id = std::to_string(day), .received_s = at}).ok());
  }
  as_of_ = Instant(std::chrono::seconds(at));
  EXPECT_EQ(Feed().arrival_days(), 12);
  EXPECT_EQ(Feed().usual_gap_days(), 1);
  EXPECT_EQ(Feed().silent_days(), 1);
  EXPECT_FALSE(Feed().silent());
  as_of_ = Instant(std::chrono::seconds(at + 3 * kDay));
  EXPECT_EQ(Feed().silent_days(), 4);
  EXPECT_TRUE(Feed().silent());
}

TEST_F(FeedLedgerTest, LatenessIsFromRecordedToReceivedOfDistinctEvents) {
  ASSERT_TRUE(Given({.id = "a", .recorded_s = kStart, .received_s = kStart + 10}).ok());
  ASSERT_TRUE(Given({.id = "b", .recorded_s = kStart, .received_s = kStart + kDay + 1}).ok());
  ASSERT_TRUE(Given({.id = "c", .recorded_s = kStart + 5, .received_s = kStart}).ok());  // Ahead.
  ASSERT_TRUE(Given({.id = "a", .recorded_s = kStart, .received_s = kStart + 90 * kDay}).ok());
  const v1::Feed feed = Feed();
  EXPECT_EQ(feed.lateness_max_seconds(), kDay + 1);
  EXPECT_EQ(feed.lateness_mean_seconds(), (10 + kDay + 1) / 3);
  EXPECT_EQ(feed.late_events(), 1);
  EXPECT_EQ(feed.lateness_p50_days(), 0);
  EXPECT_EQ(feed.lateness_p90_days(), 1);
  EXPECT_EQ(feed.lateness_max_days(), 1);
  EXPECT_EQ(feed.first_received().seconds(), kStart);
  EXPECT_EQ(feed.last_received().seconds(), kStart + 90 * kDay);  // Heard, if only repeating.
}

TEST_F(FeedLedgerTest, AHeaderThatNamesNoEventIsRefused) {
  EXPECT_EQ(Given({.id = ""}).status().code(), Code::kDataLoss);
  EXPECT_EQ(Given({.feed = "", .id = "a"}).status().code(), Code::kDataLoss);
  EXPECT_TRUE(rows_.rows().empty());
}

TEST_F(FeedLedgerTest, ADamagedRowIsFound) {
  ASSERT_TRUE(Given({.id = "a"}).ok());
  rows_.Put(TotalsKey("school"), "short");
  EXPECT_EQ(Given({.id = "b"}).status().code(), Code::kDataLoss);
  EXPECT_EQ(ListFeeds(Views(), {"", 10}, as_of_).status().code(), Code::kDataLoss);
}

TEST_F(FeedLedgerTest, PresenceComparesContentNotTheStamp) {
  ASSERT_TRUE(Given({.id = "a"}).ok());
  v1::Event event = EventOf({.id = "a"});
  event.mutable_received_at()->set_seconds(1);
  const auto presence = [&](const v1::Event& asked) { return HeldOf(Views(), asked)->presence; };
  EXPECT_EQ(presence(event), v1::PRESENCE_HELD);
  EXPECT_EQ(presence(EventOf({.id = "a", .content = "otherwise"})), v1::PRESENCE_OTHER_CONTENT);
  EXPECT_EQ(presence(EventOf({.id = "b"})), v1::PRESENCE_ABSENT);
  EXPECT_EQ(presence(EventOf({.feed = "police", .id = "a"})), v1::PRESENCE_ABSENT);
}

TEST_F(FeedLedgerTest, TheEndOfAChainIsWhatItsNameIsComparedWith) {
  const auto say = [&](const std::string& id, const std::string& corrects, const char* content) {
    return Given({.id = id, .content = content, .corrects = corrects});
  };
  ASSERT_TRUE(say("a~1.2022", "", "x").ok());
  const auto held = [&](const char* content) {
    return *HeldOf(Views(), EventOf({.id = "a", .content = content}));
  };
  EXPECT_EQ(held("x").presence, v1::PRESENCE_HELD);
  EXPECT_EQ(held("x").event_id, "a~1.2022");
  ASSERT_TRUE(say("a~2.2023", "a~1.2022", "y").ok());
  ASSERT_TRUE(say("a~10.2025", "a~2.2023", "x").ok());
  ASSERT_TRUE(say("a~b", "", "of another name").ok());
  ASSERT_TRUE(say("a/b~7", "", "of another name").ok());
  EXPECT_EQ(held("x").presence, v1::PRESENCE_HELD);
  EXPECT_EQ(held("y").presence, v1::PRESENCE_OTHER_CONTENT);
  EXPECT_EQ(held("y").event_id, "a~10.2025");
  EXPECT_THAT(held("y").digest, ::testing::SizeIs(kDigestPrefixBytes));
}

TEST_F(FeedLedgerTest, FeedsAreListedByNameInPages) {
  for (const char* feed : {"b", "a", "c", "a/b"})
    ASSERT_TRUE(Given({.feed = feed, .id = "1"}).ok());
  const auto names = [&](std::string_view after, size_t limit) {
    std::vector<std::string> page;
    const auto feeds = ListFeeds(Views(), {after, limit}, as_of_);
    EXPECT_TRUE(feeds.ok());
    for (const v1::Feed& feed : *feeds) page.push_back(feed.feed());
    return page;
  };
  EXPECT_THAT(names("", 10), ElementsAre("a", "a/b", "b", "c"));
  EXPECT_THAT(names("", 2), ElementsAre("a", "a/b"));
  EXPECT_THAT(names("a/b", 2), ElementsAre("b", "c"));
  EXPECT_THAT(names("aa", 2), ElementsAre("b", "c"));
  EXPECT_THAT(names("c", 2), IsEmpty());
}

// Every order of arrival ends in the same rows, byte for byte (design D8). Contents conflict
// in none of them: which of two contents stands is the log's order to say.
TEST_F(FeedLedgerTest, EveryOrderOfArrivalEndsInTheSameRows) {
  const std::vector<Fact> facts = {
      {.id = "1", .number = 1, .recorded_s = kStart - 3 * kDay},
      {.id = "2", .number = 2},
      {.id = "2", .number = 2},
      {.id = "4", .number = 4, .recorded_s = kStart - 50},
      {.id = "again 4", .number = 4},
      {.id = "5", .number = 5},
      {.feed = "police", .id = "1"},
  };
  std::vector<size_t> order(facts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::map<std::string, std::string> expected;
  int orders = 0;
  do {
    rows_ = MapRows();
    for (const size_t i : order) ASSERT_TRUE(Given(facts[i]).ok());
    if (orders++ == 0) expected = rows_.rows();
    ASSERT_EQ(rows_.rows(), expected) << "order " << orders;
  } while (std::ranges::next_permutation(order).found);
  EXPECT_EQ(orders, 5040);
  EXPECT_EQ(Feed().events(), 5);  // And it is the right end, counted by hand.
  EXPECT_EQ(Feed().repeats(), 1);
  EXPECT_EQ(Feed().missing_total(), 1);
  EXPECT_EQ(Feed().sequence_reused(), 1);
  EXPECT_EQ(Feed().late_events(), 1);
}

}  // namespace
}  // namespace goldthread::feeds
