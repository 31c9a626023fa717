// Views read over gRPC are the views: against the same rows in memory, and as replicas.
#include "services/server/remote_views.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>

#include "eventstore/views/map_snapshot.h"
#include "services/server/newest_views.h"
#include "services/server/replica_set.h"
#include "services/server/view_endpoint.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

using Rows = std::map<std::string, std::string>;

// Enough, and large enough, for scans of several pages.
Rows SomeRows(std::mt19937& random) {
  Rows rows;
  for (int i = 0; i < 300; ++i) {
    const auto key = fmt::format("k{:03}", random() % 1'000);
    rows[key] = std::string(random() % 4'000, static_cast<char>('a' + random() % 26));
  }
  return rows;
}

class RowsOfATest final : public KeptViews {
 public:
  RowsOfATest(Rows rows, Position next) : rows_(std::move(rows)), next_(next) {}
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    if (next_ < at_least) return Error(Code::kFailedPrecondition, "BEHIND: at once");
    return std::make_shared<const MapSnapshot>(rows_, next_);
  }
  Status Rebuild(std::function<void(const RebuildProgress&)> progress) override {
    progress({7, 9});
    return Error(Code::kFailedPrecondition, "REBUILDING: one is under way");
  }
  StatusOr<ViewComparison> Verify() override {
    ViewComparison comparison;
    comparison.next = next_;
    comparison.live_digest = "d";
    return comparison;
  }
  StatusOr<RepairTally> Repair(std::vector<Position> positions) override {
    return RepairTally{static_cast<int64_t>(positions.size()), 1};
  }

 private:
  const Rows rows_;
  const Position next_;
};

// One replica, served within this process.
class ReplicaOfATest {
 public:
  ReplicaOfATest(Rows rows, Position next)
      : views_(std::move(rows), next), newest_(views_, [this, next]() -> StatusOr<Position> {
          if (log_silent_) return Error(Code::kUnavailable, "no broker answers");
          return next;
        }) {
    freshness_.Refresh();
    grpc::ServerBuilder builder;
    builder.RegisterService(&endpoint_);
    server_ = builder.BuildAndStart();
  }
  ~ReplicaOfATest() { server_->Shutdown(std::chrono::system_clock::now()); }
  std::shared_ptr<grpc::Channel> channel() { return server_->InProcessChannel({}); }
  RowsOfATest& views() { return views_; }
  ManualClock& clock() { return clock_; }
  void SilenceLog() { log_silent_ = true; }

 private:
  std::atomic<bool> log_silent_ = false;
  RowsOfATest views_;
  NewestViews newest_;
  ManualClock clock_{Instant(std::chrono::hours(1))};
  Freshness freshness_{newest_, [] { return StatusOr<Position>(Position{0}); }};
  ViewEndpoint endpoint_{views_, newest_, freshness_, clock_, [] { return true; }};
  std::unique_ptr<grpc::Server> server_;
};

TEST(RemoteViewsTest, EveryWalkOverThemIsTheWalkOverTheRows) {
  constexpr unsigned kSeed = 7;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  ReplicaOfATest replica(SomeRows(random), {5});
  const auto remote = *RemoteViews(replica.channel()).At({5});
  const auto local = *replica.views().At({5});
  EXPECT_EQ(remote->NextPosition(), Position{5});
  for (int walk = 0; walk < 40; ++walk) {
    const auto key = [&] { return fmt::format("k{:03}", random() % 1'000); };
    const std::string there = key();
    EXPECT_EQ(*remote->Get(there), *local->Get(there));
    const KeyRange range{key(), random() % 3 == 0 ? "" : key()};
    const bool forward = random() % 2 == 0;
    const Direction direction = forward ? Direction::kForward : Direction::kBackward;
    const auto far = remote->Scan(range, direction);
    const auto near = local->Scan(range, direction);
    for (int step = 0; step < 400 && near->Valid(); ++step) {
      ASSERT_TRUE(far->Valid()) << far->status();
      ASSERT_EQ(far->key(), near->key());
      ASSERT_EQ(far->value(), near->value());
      if (forward && random() % 16 == 0) {
        const std::string sought = key();
        far->Seek(sought);
        near->Seek(sought);
      } else {
        far->Next();
        near->Next();
      }
    }
    EXPECT_EQ(far->Valid(), near->Valid());
    EXPECT_TRUE(far->status().ok());
  }
}

TEST(RemoteViewsTest, ASnapshotThatWasNotReadForLongIsGoneAndSaysSo) {
  ReplicaOfATest replica({{"a", "1"}}, {1});
  const RemoteViews views(replica.channel());
  const auto forgotten = *views.At({0});
  replica.clock().Set(replica.clock().Now() + kSnapshotIdle + std::chrono::seconds(1));
  const auto later = *views.At({0});
  EXPECT_EQ(**later->Get("a"), "1");
  EXPECT_EQ(forgotten->Get("a").status().code(), Code::kUnavailable);
  const auto scan = forgotten->Scan(PrefixRange("a"));
  EXPECT_FALSE(scan->Valid());
  EXPECT_THAT(std::string(Message(scan->status())), HasSubstr("SNAPSHOT_GONE"));
}

TEST(RemoteViewsTest, WhatOperatorsAskIsAnsweredAsTheViewsDo) {
  ReplicaOfATest replica({}, {8});
  RemoteViews views(replica.channel());
  EXPECT_EQ(views.Verify()->next, Position{8});
  EXPECT_EQ(views.Verify()->live_digest, "d");
  EXPECT_EQ(views.Repair({{1}, {2}})->tried, 2);
  int64_t read = 0;
  const Status rebuilt = views.Rebuild([&](const RebuildProgress& at) { read = at.records_read; });
  EXPECT_EQ(read, 7);
  EXPECT_THAT(std::string(Message(rebuilt)), HasSubstr("REBUILDING"));
}

TEST(ReplicaSetTest, AQuestionGoesToOneThatHasWhatItDemands) {
  ReplicaOfATest behind({{"a", "old"}}, {3});
  ReplicaOfATest ahead({{"a", "new"}}, {9});
  const ReplicaSet set({{"one", behind.channel()}, {"two", ahead.channel()}},
                       std::chrono::seconds(0));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(**(*set.At({7}))->Get("a"), "new");
  const Status nobody = set.At({10}).status();
  EXPECT_EQ(nobody.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(nobody)),
              HasSubstr("BEHIND: of 2 replicas none has reached 10 yet. Ask again"));
}

TEST(ReplicaSetTest, OneThatCannotLearnWhatIsNewestIsStillAskedForWhatItHolds) {
  ReplicaOfATest replica({{"a", "1"}}, {3});
  replica.SilenceLog();
  const ReplicaSet set({{"one", replica.channel()}}, std::chrono::seconds(0));
  for (int i = 0; i < 3; ++i) {
    const Status newest = set.At({kNewest}).status();
    EXPECT_EQ(newest.code(), Code::kUnavailable);
    EXPECT_THAT(std::string(Message(newest)), HasSubstr("LOG_SILENT: "));
    EXPECT_THAT(std::string(Message(newest)), HasSubstr("no broker answers"));
    EXPECT_TRUE(set.Health().ok()) << "it is there";
    EXPECT_EQ(**(*set.At({3}))->Get("a"), "1");
  }
}

TEST(ReplicaSetTest, OneThatIsGoneIsPassedOverAndWithoutAnyItIsSaid) {
  auto first = std::make_unique<ReplicaOfATest>(Rows{}, Position{3});
  const auto dead = grpc::CreateChannel("ipv4:127.0.0.1:1", grpc::InsecureChannelCredentials());
  const ReplicaSet set({{"one", first->channel()}, {"two", dead}}, std::chrono::seconds(0));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(set.At({3}).ok());
  EXPECT_TRUE(set.Health().ok());
  const ReplicaSet none({{"two", dead}}, std::chrono::seconds(0));
  EXPECT_THAT(std::string(Message(none.At({0}).status())), HasSubstr("NO_REPLICA: none of 1"));
  EXPECT_EQ(none.Health().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace goldthread::server
