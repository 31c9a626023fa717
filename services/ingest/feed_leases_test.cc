#include "services/ingest/feed_leases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "services/access/fake_appender.h"
#include "services/ingest/ingest.h"
#include "services/ingest/sample_event.h"

namespace goldthread::ingest {
namespace {

using ::testing::StartsWith;

constexpr char kFeed[] = "cin-census/201";

void Pass(ManualClock& clock, std::chrono::seconds time) { clock.Set(clock.Now() + time); }

TEST(FeedLeasesTest, OneAtATimeHoldsAFeedAndIsRefusedWithAReason) {
  ManualClock clock{Instant{}};
  FeedLeases leases(clock);
  const auto first = leases.Take(kFeed);
  ASSERT_TRUE(first.ok());
  EXPECT_NE(*first, 0);
  const auto second = leases.Take(kFeed);
  EXPECT_EQ(second.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(second.status())), StartsWith("FEED_LEASED: "));
  EXPECT_TRUE(leases.Take("cin-census/202").ok());
  leases.Return(kFeed, *first);
  EXPECT_TRUE(leases.Take(kFeed).ok());
}

TEST(FeedLeasesTest, OneThatIsUsedIsKeptAndOneThatIsIdleMayBeTaken) {
  ManualClock clock{Instant{}};
  FeedLeases leases(clock);
  const int64_t dead = *leases.Take(kFeed);
  Pass(clock, kLeaseIdle - std::chrono::seconds(1));
  EXPECT_TRUE(leases.Renew(kFeed, dead).ok());
  Pass(clock, kLeaseIdle - std::chrono::seconds(1));
  EXPECT_FALSE(leases.Take(kFeed).ok());
  Pass(clock, std::chrono::seconds(1));
  const auto taken = leases.Take(kFeed);
  ASSERT_TRUE(taken.ok());
  EXPECT_NE(*taken, dead);
  EXPECT_FALSE(leases.Renew(kFeed, dead).ok());
  leases.Return(kFeed, dead);  // Comes late and returns nothing.
  EXPECT_TRUE(leases.Renew(kFeed, *taken).ok());
}

TEST(FeedLeasesTest, ANumberOfBeforeARestartIsNotGivenAgain) {
  ManualClock clock{Instant{}};
  const int64_t before = *FeedLeases(clock).Take(kFeed);
  Pass(clock, std::chrono::seconds(1));
  EXPECT_GT(*FeedLeases(clock).Take(kFeed), before);
}

TEST(FeedLeasesTest, WhoeverHasNoLeaseIsNotAdmittedWhileAnotherHasIt) {
  ManualClock clock{Instant{}};
  FeedLeases leases(clock);
  EXPECT_TRUE(FeedLeases::Visit(leases, 0).Admits(kFeed));
  const int64_t lease = *leases.Take(kFeed);
  EXPECT_FALSE(FeedLeases::Visit(leases, 0).Admits(kFeed));
  EXPECT_FALSE(FeedLeases::Visit(leases, lease + 1).Admits(kFeed));
  EXPECT_TRUE(FeedLeases::Visit(leases, lease).Admits(kFeed));
  EXPECT_TRUE(FeedLeases::Visit(leases, 0).Admits("cin-census/202"));
  leases.Return(kFeed, lease);
  EXPECT_FALSE(FeedLeases::Visit(leases, lease).Admits(kFeed));
  EXPECT_TRUE(FeedLeases::Visit(leases, 0).Admits(kFeed));
}

TEST(FeedLeasesTest, ADeadHolderKeepsNobodyFromPublishing) {
  ManualClock clock{Instant{}};
  FeedLeases leases(clock);
  const int64_t dead = *leases.Take(kFeed);
  Pass(clock, kLeaseIdle - std::chrono::seconds(1));
  EXPECT_FALSE(FeedLeases::Visit(leases, 0).Admits(kFeed));
  Pass(clock, std::chrono::seconds(1));
  EXPECT_TRUE(FeedLeases::Visit(leases, 0).Admits(kFeed));
  EXPECT_FALSE(FeedLeases::Visit(leases, dead).Admits(kFeed)) << "it looked before others sent";
  EXPECT_FALSE(leases.Renew(kFeed, dead).ok());
}

// The holder hung in the middle of a publication: another may take the feed, but begins only
// when that publication is in the log, or never will be.
TEST(FeedLeasesTest, TheNextHolderBeginsWhenTheLastPublicationIsOver) {
  ManualClock clock{Instant{}};
  FeedLeases leases(clock);
  const int64_t slow = *leases.Take(kFeed);
  auto publishing = std::make_unique<FeedLeases::Visit>(leases, slow);
  ASSERT_TRUE(publishing->Admits(kFeed));
  ASSERT_TRUE(publishing->Admits(kFeed));
  Pass(clock, kLeaseIdle);
  std::atomic<bool> over = false;
  std::atomic<bool> was_over = false;
  std::jthread next([&] {
    while (!leases.Take(kFeed).ok()) std::this_thread::yield();
    was_over = over.load();
  });
  // From when the next one waits, the slow one's further events are refused.
  while (leases.Renew(kFeed, slow).ok()) {
    Pass(clock, kLeaseIdle);
    std::this_thread::yield();
  }
  EXPECT_FALSE(FeedLeases::Visit(leases, slow).Admits(kFeed));
  over = true;
  publishing.reset();
  next.join();
  EXPECT_TRUE(was_over);
}

class LeasedIngestTest : public ::testing::Test {
 protected:
  std::string RuleOf(const v1::Event& event, int64_t lease) {
    const auto receipts = ingest_.Publish({&event, 1}, lease);
    if (!receipts.ok()) return "no receipt";
    const v1::Receipt& receipt = receipts->at(0);
    return receipt.has_accepted() ? "accepted" : receipt.rejected().violations(0).rule();
  }

  const RegistryInForce registry_{SampleRegistry()};
  ManualClock clock_{kSampleNow};
  FakeAppender log_;
  Ingest ingest_{log_, registry_, clock_};
};

TEST_F(LeasedIngestTest, EventsForALeasedFeedAreRejectedFromEveryoneElse) {
  const v1::Event event = SampleEvent();
  const int64_t lease = *ingest_.leases().Take(event.feed());
  EXPECT_EQ(RuleOf(event, 0), kFeedLeasedRule);
  EXPECT_EQ(RuleOf(event, lease), "accepted");
  Pass(clock_, kLeaseIdle);
  ASSERT_TRUE(ingest_.leases().Take(event.feed()).ok());
  EXPECT_EQ(RuleOf(event, lease), kFeedLeasedRule);
  EXPECT_EQ(log_.records().size(), 1u);
}

TEST_F(LeasedIngestTest, ALogThatTakesNothingLeavesTheFeedFree) {
  const v1::Event event = SampleEvent();
  log_.FailWith(Error(Code::kUnavailable, "no disk"));
  EXPECT_EQ(RuleOf(event, 0), "no receipt");
  EXPECT_TRUE(ingest_.leases().Take(event.feed()).ok());  // Would wait for ever.
}

}  // namespace
}  // namespace goldthread::ingest
