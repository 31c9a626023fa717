#include "services/ingest/stamped_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "services/access/fake_appender.h"

namespace goldthread::ingest {
namespace {

using std::chrono::microseconds;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<Draft> Drafts(size_t count, const std::string& id = "x") {
  std::vector<Draft> drafts(count);
  for (Draft& draft : drafts) {
    draft.header.set_event_id(id);
    draft.body = "body";
  }
  return drafts;
}

std::vector<int64_t> Stamps(const FakeAppender& log) {
  std::vector<int64_t> stamps;
  for (const NewRecord& record : log.records()) {
    v1::RecordHeader header;
    EXPECT_TRUE(header.ParseFromString(record.header));
    stamps.push_back(header.received_at_us());
  }
  return stamps;
}

class StampedLogTest : public ::testing::Test {
 protected:
  FakeAppender log_;
  ManualClock clock_{Instant(microseconds(100))};
};

TEST_F(StampedLogTest, RecordsCarryWhenTheyWereReceived) {
  StampedLog stamped(log_, clock_, Instant{});
  const auto positions = stamped.Append(Drafts(2));
  ASSERT_TRUE(positions.ok());
  EXPECT_THAT(*positions, ElementsAre(Position{0}, Position{1}));
  clock_.Set(Instant(microseconds(200)));
  EXPECT_THAT(*stamped.Append(Drafts(1)), ElementsAre(Position{2}));
  EXPECT_THAT(Stamps(log_), ElementsAre(100, 100, 200));
}

TEST_F(StampedLogTest, AClockSetBackDoesNotTurnTheLogBack) {
  StampedLog stamped(log_, clock_, Instant{});
  ASSERT_TRUE(stamped.Append(Drafts(1)).ok());
  clock_.Set(Instant(microseconds(50)));
  ASSERT_TRUE(stamped.Append(Drafts(1)).ok());
  EXPECT_THAT(Stamps(log_), ElementsAre(100, 100));
}

TEST_F(StampedLogTest, NorDoesAClockSetBackBetweenTwoRuns) {
  StampedLog stamped(log_, clock_, Instant(microseconds(300)));
  ASSERT_TRUE(stamped.Append(Drafts(1)).ok());
  EXPECT_THAT(Stamps(log_), ElementsAre(300));
}

TEST_F(StampedLogTest, NothingToAppendTouchesNoLog) {
  StampedLog stamped(log_, clock_, Instant{});
  EXPECT_THAT(*stamped.Append({}), SizeIs(0));
  EXPECT_EQ(log_.appends(), 0);
}

TEST_F(StampedLogTest, MoreThanTheLogTakesAtOnceIsSplit) {
  StampedLog stamped(log_, clock_, Instant{});
  const auto positions = stamped.Append(Drafts(kAppendRecordsMax * 2 + 1));
  ASSERT_TRUE(positions.ok());
  EXPECT_THAT(*positions, SizeIs(kAppendRecordsMax * 2 + 1));
  EXPECT_EQ(positions->back(), (Position{static_cast<int64_t>(kAppendRecordsMax) * 2}));
  EXPECT_EQ(log_.appends(), 3);
}

TEST_F(StampedLogTest, AFailureReachesTheCallerAndTheNextOneTriesAgain) {
  StampedLog stamped(log_, clock_, Instant{});
  log_.FailWith(Error(Code::kUnavailable, "no acknowledgement"));
  EXPECT_EQ(stamped.Append(Drafts(1)).status().code(), Code::kUnavailable);
  log_.FailWith(OkStatus());
  EXPECT_TRUE(stamped.Append(Drafts(1)).ok());
}

// Those who come while an append is under way share the next one.
TEST_F(StampedLogTest, ManyCallersShareAnAppend) {
  StampedLog stamped(log_, clock_, Instant{});
  constexpr size_t kCallers = 8;
  std::latch first_is_appending(1);
  std::latch others_wait(1);
  log_.before_append = [&] {
    if (first_is_appending.try_wait()) return;
    first_is_appending.count_down();
    others_wait.wait();
  };
  std::vector<std::jthread> callers;
  const auto append = [&] { EXPECT_TRUE(stamped.Append(Drafts(1)).ok()); };
  callers.emplace_back(append);
  first_is_appending.wait();
  for (size_t i = 0; i < kCallers; ++i) callers.emplace_back(append);
  while (stamped.Waiting() < kCallers) std::this_thread::yield();
  others_wait.count_down();
  callers.clear();
  EXPECT_THAT(log_.records(), SizeIs(kCallers + 1));
  EXPECT_EQ(log_.appends(), 2);
}

TEST_F(StampedLogTest, StampsStandInTheOrderOfTheLogWhateverTheThreads) {
  // A clock that gives another time to each who asks.
  class Ticking final : public Clock {
   public:
    Instant Now() const override { return Instant(microseconds(++ticks_)); }

   private:
    mutable std::atomic<int64_t> ticks_ = 0;
  } ticking;
  StampedLog ticked(log_, ticking, Instant{});
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&, caller] {
        for (int i = 0; i < 200; ++i) {
          const auto positions = ticked.Append(Drafts(3, std::to_string(caller)));
          ASSERT_TRUE(positions.ok());
          EXPECT_EQ((*positions)[2].value, (*positions)[0].value + 2);
        }
      });
    }
  }
  const std::vector<int64_t> stamps = Stamps(log_);
  EXPECT_THAT(stamps, SizeIs(4 * 200 * 3));
  EXPECT_TRUE(std::ranges::is_sorted(stamps));
}

}  // namespace
}  // namespace goldthread::ingest
