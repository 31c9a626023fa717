#include "connectors/county/county.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "connectors/county/people/clocks.h"
#include "eventstore/base/digest.h"
#include "services/vocabulary/content.h"

namespace goldthread::county {
namespace {

constexpr CountySize kTiny{.people = 1'500, .years = 2, .seed = 1};

std::string DigestOf(const CountySize& size) {
  NoTruth nobody_asks;
  County county(size, nobody_asks);
  Sha256Stream all;
  Delivery delivery;
  while (county.Next(&delivery)) all.Add(BodyOf(delivery.event()));
  return Hex(all.Finish());
}

TEST(CountyTest, ASeedIsACounty) {
  EXPECT_EQ(DigestOf(kTiny), DigestOf(kTiny));
  CountySize other = kTiny;
  other.seed = 2;
  EXPECT_NE(DigestOf(kTiny), DigestOf(other));
}

// Another machine, compiler or library that drew otherwise would show here. Whoever changes
// what the county does writes the new digest down.
TEST(CountyTest, TheTinyCountyIsTheSameOnEveryMachine) {
  EXPECT_EQ(DigestOf(kTiny), "0f6d9e11948c3bfa209d4b486a5ff9b66914e2b6609952b7f3cd72345427b3b0");
}

TEST(CountyTest, TwoCountiesShareNoEventIdAndNoRecord) {
  std::set<std::string> ids[2];
  for (const uint64_t seed : {0, 1}) {
    CountySize size = kTiny;
    size.seed = seed;
    NoTruth nobody_asks;
    County county(size, nobody_asks);
    Delivery delivery;
    while (county.Next(&delivery)) {
      const v1::Event& event = delivery.event();
      ids[seed].insert(event.feed() + "/" + event.id());
      for (const v1::Subject& subject : event.subjects()) {
        ids[seed].insert(event.feed() + "/" + subject.record());
      }
    }
    EXPECT_GT(ids[seed].size(), 2'000u);
  }
  for (const std::string& id : ids[0]) EXPECT_FALSE(ids[1].contains(id)) << id;
}

class CountyEvents : public ::testing::Test {
 protected:
  struct Sent {
    v1::Event event;
    Second delivered;
    bool again;
  };
  void SetUp() override {
    NoTruth nobody_asks;
    County county({.people = 8'000, .years = 2, .seed = 3}, nobody_asks);
    first_ = county.first_day() * kDaySeconds;
    end_ = county.end() * kDaySeconds;
    Delivery delivery;
    while (county.Next(&delivery)) {
      sent_.push_back({delivery.event(), delivery.delivered, delivery.again});
    }
  }
  std::vector<Sent> sent_;
  Second first_ = 0;
  Second end_ = 0;
};

TEST_F(CountyEvents, ComeInTheOrderTheHubGetsThemAndNeverFromTheFuture) {
  Second before = first_;
  for (const Sent& sent : sent_) {
    EXPECT_GE(sent.delivered, before);
    EXPECT_LT(sent.delivered, end_);
    EXPECT_LE(sent.event.recorded_at().seconds(), sent.delivered);
    before = sent.delivered;
  }
}

TEST_F(CountyEvents, DescribeNobodyByABirthThatIsYetToCome) {
  int unborn = 0;
  for (const Sent& sent : sent_) {
    const std::string recorded =
        google::protobuf::util::TimeUtil::ToString(sent.event.recorded_at()).substr(0, 10);
    for (const v1::Subject& subject : sent.event.subjects()) {
      if (subject.role() != v1::SUBJECT_ROLE_UNBORN_CHILD || !subject.has_described()) continue;
      const v1::PersonDescription& described = subject.described();
      ++unborn;
      EXPECT_LE(described.birth_date(), recorded) << sent.event.id();
      if (!described.expected_birth_date().empty()) {
        EXPECT_EQ(described.identifiers_size() + described.names_size(), 0) << sent.event.id();
      }
    }
  }
  EXPECT_GT(unborn, 0);
}

TEST_F(CountyEvents, ComeTwiceOnlyAsTheSameEvent) {
  std::map<std::string, std::string> bodies;
  int repeats = 0;
  for (const Sent& sent : sent_) {
    const auto [at, first] =
        bodies.emplace(sent.event.feed() + "/" + sent.event.id(), BodyOf(sent.event));
    EXPECT_EQ(first, !sent.again) << at->first;
    EXPECT_EQ(at->second, BodyOf(sent.event)) << at->first;
    repeats += first ? 0 : 1;
  }
  // One in fifty.
  EXPECT_NEAR(repeats, static_cast<double>(sent_.size()) / 50,
              static_cast<double>(sent_.size()) / 200);
}

TEST_F(CountyEvents, NumberTheirFeedsWithFewHoles) {
  std::map<std::string, std::set<int64_t>> numbers;
  for (const Sent& sent : sent_) numbers[sent.event.feed()].insert(sent.event.feed_sequence());
  int64_t holes = 0;
  for (const auto& [feed, seen] : numbers) {
    EXPECT_GE(*seen.begin(), 1);
    holes += *seen.rbegin() - static_cast<int64_t>(seen.size());
  }
  EXPECT_GE(numbers.size(), 14u);
  EXPECT_GT(holes, 0);
  EXPECT_LT(holes * 200, static_cast<int64_t>(sent_.size()));
}

TEST_F(CountyEvents, AreLateInOneCaseOfTwenty) {
  double late = 0;
  for (const Sent& sent : sent_) {
    late += sent.delivered - sent.event.recorded_at().seconds() > kDaySeconds ? 1 : 0;
  }
  EXPECT_NEAR(late / static_cast<double>(sent_.size()), 0.05, 0.02);
}

TEST_F(CountyEvents, CorrectAndWithdrawOnlyWhatWasSentBefore) {
  std::set<std::string> known;
  int corrections = 0;
  int withdrawals = 0;
  for (const Sent& sent : sent_) {
    for (const std::string& earlier : {sent.event.corrects(), sent.event.withdraws()}) {
      if (earlier.empty()) continue;
      EXPECT_TRUE(known.contains(sent.event.feed() + "/" + earlier)) << sent.event.id();
    }
    corrections += sent.event.corrects().empty() ? 0 : 1;
    withdrawals += sent.event.withdraws().empty() ? 0 : 1;
    known.insert(sent.event.feed() + "/" + sent.event.id());
  }
  EXPECT_GT(corrections, 10);
  EXPECT_GT(withdrawals, 3);
}

TEST_F(CountyEvents, HaveUncertainDates) {
  EXPECT_GT(std::count_if(sent_.begin(), sent_.end(),
                          [](const Sent& sent) {
                            return sent.event.occurred().precision() == v1::PRECISION_MONTH;
                          }),
            5);
}

// In the smallest county: somebody is missing from before the change until after it, and somebody
// attends within an hour of it.
TEST(CountyTest, NightsOfClockChangesAreInItInBothDirections) {
  NoTruth nobody_asks;
  County county({.people = 1'000, .years = 2, .seed = 1}, nobody_asks);
  std::map<Second, std::set<std::string>> near;
  for (const int year : {2024, 2025}) {
    for (const Second change : {ClocksForward(year), ClocksBack(year)}) {
      if (DayAt(change) >= county.first_day() && DayAt(change) < county.end() - 90) near[change];
    }
  }
  ASSERT_EQ(near.size(), 3u);
  Delivery delivery;
  while (county.Next(&delivery)) {
    const v1::Event& event = delivery.event();
    if (!event.occurred().has_instant()) continue;
    const Second at = event.occurred().instant().seconds();
    for (auto& [change, kinds] : near) {
      if (at < change - 3'600 || at >= change + 3'600) continue;
      kinds.insert(std::string(KindName(event)) + (at < change ? " before" : " after"));
    }
  }
  for (const auto& [change, kinds] : near) {
    EXPECT_TRUE(kinds.contains("MissingEpisodeStarted before")) << change;
    EXPECT_TRUE(kinds.contains("MissingEpisodeEnded after")) << change;
    EXPECT_TRUE(kinds.contains("AttendanceRecorded before") ||
                kinds.contains("AttendanceRecorded after"))
        << change;
  }
}

}  // namespace
}  // namespace goldthread::county
