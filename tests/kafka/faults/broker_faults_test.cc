// Brokers and processes that die, stand still, are cut off, slow down or run out of room, while an
// agency sends: what it has receipts for is told, once, as a hub on the embedded log would.
//
// GT_FAULT_ROUNDS=20 for the long version.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <vector>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/chronology_client.h"
#include "services/server/commands.h"
#include "services/server/story.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/faults/hub_in_trouble.h"
#include "tests/kafka/faults/the_cluster.h"

namespace goldthread::faults {

int FaultRounds(int in_ci) {
  const char* const asked = std::getenv("GT_FAULT_ROUNDS");
  return asked != nullptr ? std::atoi(asked) : in_ci;
}

namespace {

class BrokerFaultsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { hub_ = std::make_unique<HubInTrouble>(*TheCluster()); }
  static void TearDownTestSuite() { hub_ = nullptr; }

  // Each time: some of it is sent, `wrong` happens, the rest is sent, `right` mends it.
  template <class Wrong, class Right>
  void Play(Wrong wrong, Right right) {
    for (int round = 0; round < FaultRounds(3) && !HasFailure(); ++round) {
      SCOPED_TRACE(round);
      cluster_.AwaitWhole(shard());
      hub_->BeginSending();
      wrong();
      hub_->AwaitReceipts();
      right();
      hub_->BeginSending();
    }
    hub_->ExpectNothingLostNorDoubled();
  }
  const KafkaShard& shard() const { return hub_->shard(); }
  server::RoleProcesses& roles() { return hub_->roles(); }

  // Until who asks the gateway to take nothing, or where its views stand, gets no answer in time.
  void AwaitDeaf() {
    const auto stub = v1::EventService::NewStub(hub_->Gateway().channel());
    v1::PublishBatchRequest nothing;
    nothing.add_events()->set_feed("nobody/nothing");
    Await("ingest's callers give up", [&] {
      return !server::Ask(*stub, &v1::EventService::Stub::PublishBatch, nothing,
                          std::chrono::seconds(2))
                  .ok();
    });
  }
  void AwaitBlind() {
    const v1::Caller asker = server::OperatorOf(server::CommonOptions());
    Await("query gives up", [&] { return !hub_->Gateway().GetStatus(asker).ok(); });
  }

  static std::unique_ptr<HubInTrouble> hub_;
  FaultCluster& cluster_ = *TheCluster();
  int node_ = 0;  // Whom it hits.
};

std::unique_ptr<HubInTrouble> BrokerFaultsTest::hub_;

TEST_F(BrokerFaultsTest, KilledIsTheBrokerThatLeads) {
  Play([&] { cluster_.Kill({cluster_.LeaderOf(shard())}); }, [&] { cluster_.Mend(); });
}

TEST_F(BrokerFaultsTest, KilledIsTheControllerThatLeads) {
  Play([&] { cluster_.Kill({cluster_.Controller()}); }, [&] { cluster_.Mend(); });
}

// What the views hold is told, and that it may not be all, to one and then to many at once; and the
// hub goes on by itself when the brokers are back.
TEST_F(BrokerFaultsTest, KilledAreAllBrokersAndWhatIsKnownIsStillTold) {
  constexpr int kAskers = 50;
  const server::Story story = server::FourSmallWorries();
  const auto asked = [&] {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed(story.steps[0].event.feed());
    query.mutable_record()->set_record("child-0");
    v1::Caller caller = story.now.caller;
    caller.set_purpose(v1::PURPOSE_SECTION_47);
    return server::FetchChronology(hub_->Gateway(), caller, query);
  };
  Play(
      [&] {
        size_t before = 0;
        Await("all of the log is told", [&] {
          const auto told = asked();
          before = told.ok() ? told->entries.size() : 0;
          return told.ok() && !told->stands;
        });
        hub_->BeginSending();
        cluster_.Kill({1, 2, 3});
        EXPECT_TRUE(asked().ok());
        std::vector<std::future<StatusOr<server::Chronology>>> askers;
        for (int i = 0; i < kAskers; ++i) askers.push_back(std::async(std::launch::async, asked));
        for (auto& asker : askers) {
          const auto told = asker.get();
          EXPECT_TRUE(told.ok() && told->stands && told->entries.size() >= before) << told.status();
        }
        cluster_.Mend();
      },
      [] {});
}

TEST_F(BrokerFaultsTest, PausedIsTheBrokerThatLeadsUntilAnotherDoes) {
  Play(
      [&] {
        node_ = cluster_.LeaderOf(shard());
        cluster_.Signal(node_, SIGSTOP);
      },
      [&] {
        cluster_.AwaitLeader(shard(), {node_});
        cluster_.Signal(node_, SIGCONT);
      });
}

TEST_F(BrokerFaultsTest, PausedIsIngestUntilItsCallersHaveGivenUp) {
  Play(
      [&] {
        roles().At("ingest").Signal(SIGSTOP);
        AwaitDeaf();
        roles().At("ingest").Signal(SIGCONT);
      },
      [] {});
}

TEST_F(BrokerFaultsTest, PausedIsTheProjectorUntilItsCallersHaveGivenUp) {
  Play(
      [&] {
        roles().At("projector-0").Signal(SIGSTOP);
        AwaitBlind();
      },
      [&] { roles().At("projector-0").Signal(SIGCONT); });
}

// In the middle of a step, whatever it is at: its views have no journal.
TEST_F(BrokerFaultsTest, KilledAreTheProjectorAndIngest) {
  Play(
      [&] {
        roles().Kill("projector-0");
        roles().Start("projector-0");
        roles().Kill("ingest");
        roles().Start("ingest");
      },
      [] {});
}

// With GT_FAULT_PAUSE_SECONDS=70 longer than any deadline, session or back-off there is.
TEST_F(BrokerFaultsTest, PausedForSoLongIsEachInTurn) {
  const char* const asked = std::getenv("GT_FAULT_PAUSE_SECONDS");
  const std::chrono::seconds pause(asked != nullptr ? std::atoi(asked) : 1);
  for (const std::string who : {"broker", "ingest", "projector-0", "query", "gateway"}) {
    SCOPED_TRACE(who);
    const auto signal = [&](int number) {
      if (who == "broker") return cluster_.Signal(node_, number);
      roles().At(who).Signal(number);
    };
    node_ = cluster_.LeaderOf(shard());
    hub_->BeginSending();
    signal(SIGSTOP);
    const auto until = std::chrono::steady_clock::now() + pause;
    Await("it has stood still for so long",
          [&] { return std::chrono::steady_clock::now() >= until; });
    signal(SIGCONT);
    hub_->AwaitReceipts();
    cluster_.AwaitWhole(shard());
    hub_->ExpectNothingLostNorDoubled();
  }
}

TEST_F(BrokerFaultsTest, UnpluggedIsTheBrokerThatLeads) {
  Play(
      [&] {
        node_ = cluster_.LeaderOf(shard());
        cluster_.Unplug(node_);
      },
      [&] { cluster_.PlugIn(node_); });
}

TEST_F(BrokerFaultsTest, NarrowIsTheLineOfTheBrokerThatLeads) {
  Play(
      [&] {
        node_ = cluster_.LeaderOf(shard());
        cluster_.Narrow(node_);
      },
      [&] { cluster_.Widen(node_); });
}

TEST_F(BrokerFaultsTest, FullIsTheDiskOfTheBrokerThatLeads) {
  Play(
      [&] {
        node_ = cluster_.LeaderOf(shard());
        cluster_.FillDisk(node_);
      },
      [&] {
        // One that cannot write its log ends by itself.
        Await("the broker ends", [&] {
          hub_->BeginSending();
          hub_->AwaitReceipts();
          return !cluster_.IsUp(node_);
        });
        cluster_.MakeRoom(node_);
        cluster_.Mend();
      });
}

}  // namespace
}  // namespace goldthread::faults
