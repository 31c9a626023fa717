// A log that lost its tail, by an election of a broker that was behind, and a log that forgets:
// told loudly, and nothing served on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <memory>

#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/commands.h"
#include "services/server/file_clock.h"
#include "services/server/hub_client.h"
#include "services/server/remote_views.h"
#include "services/server/role_connection.h"
#include "services/server/story.h"
#include "tests/faults/sender.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/faults/the_cluster.h"
#include "tests/kafka/role_processes.h"

namespace goldthread::faults {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr milliseconds kEnough{60'000};

class LostTailTest : public ::testing::Test {
 protected:
  void Append(const std::string& word, int count) {
    std::vector<NewRecord> batch;
    for (int i = 0; i < count; ++i) batch.push_back({"header", fmt::format("{} {}", word, i)});
    const auto appender = *KafkaAppender::Open({.shard = shard_});
    while (!appender->Append(batch).ok()) {
    }
  }
  // One that has read all of it.
  std::unique_ptr<EventReader> ReaderAtTheEnd() {
    auto reader = *KafkaReader::Open(shard_);
    const Position end = *reader->End();
    LogBatch batch;
    for (Position next; next < end; next = batch.records().back().position.Next()) {
      const Status read = reader->Read(next, 100, kEnough, &batch);
      EXPECT_TRUE(read.ok()) << read;
      if (!read.ok() || batch.empty()) break;
    }
    return reader;
  }
  // A topic that somebody lets be led by a broker that is behind; that happened, and five records
  // are gone that two readers had been given.
  void LoseTheTail() {
    shard_ = cluster_.NewShard();
    ASSERT_TRUE(CreateKafkaTopic(shard_, {.partitions = 1, .replicas = 2}).ok());
    cluster_.AwaitWhole(shard_);
    Append("kept", 5);
    const int leader = cluster_.LeaderOf(shard_);
    const int behind = cluster_.FollowerOf(shard_);
    cluster_.Kill({behind});
    Append("lost", 5);
    for (auto& reader : readers_) reader = ReaderAtTheEnd();
    cluster_.SetTopic(shard_, "unclean.leader.election.enable", "true");
    cluster_.Kill({leader});
    cluster_.Mend(behind);
    cluster_.AwaitLeader(shard_, {leader});
  }
  // What a reader says in the end, who never gives a record.
  Status WhatItSays(EventReader& reader) {
    LogBatch batch;
    Status said;
    const auto deadline = std::chrono::steady_clock::now() + kEnough;
    while ((said.ok() || said.code() == Code::kUnavailable) &&
           std::chrono::steady_clock::now() < deadline) {
      said = reader.Read(Position{10}, 100, milliseconds(100), &batch);
      EXPECT_TRUE(batch.empty()) << batch.records()[0].body;
      if (!batch.empty()) break;
    }
    return said;
  }

  FaultCluster& cluster_ = *TheCluster();
  KafkaShard shard_;
  std::unique_ptr<EventReader> readers_[2];
};

TEST_F(LostTailTest, AnElectionThatLostRecordsIsToldAndNothingIsReadOn) {
  // Each takes three starts of brokers.
  for (int round = 0; round < FaultRounds(1) && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    LoseTheTail();
    const Status cut = WhatItSays(*readers_[0]);
    EXPECT_EQ(cut.code(), Code::kOutOfRange) << cut;
    EXPECT_THAT(std::string(Message(cut)), HasSubstr("position 10"));
    // It grows beyond where they stood: the same positions, other records.
    Append("other", 9);
    for (auto& reader : readers_) {
      // The first time it may say what its last fetch had met: the end before it grew again.
      EXPECT_EQ(WhatItSays(*reader).code(), Code::kOutOfRange);
      const Status replaced = WhatItSays(*reader);
      EXPECT_EQ(replaced.code(), Code::kOutOfRange) << replaced;
      EXPECT_THAT(std::string(Message(replaced)), HasSubstr("has another record at 9"));
    }
    cluster_.Mend();
  }
}

// The same through the whole hub, each time another projector: what was acknowledged and shown is
// gone, and whoever knows it says so.
class LostTailOfAHubTest : public LostTailTest {
 protected:
  enum class Projector { kFollows, kStandsStill, kHasJustBegun };

  // Ten events have receipts and are shown; five of them are in no log any more.
  void LoseWhatIsShown(Projector projector) {
    roles_ = std::make_unique<server::RoleProcesses>(1, cluster_.NewShard(), 2);
    shard_ = roles_->shard();
    ASSERT_TRUE(
        server::FileClock::Set(roles_->clock_file(), server::ReceivedAt(story_.steps[0])).ok());
    roles_->StartAll();
    cluster_.AwaitWhole(shard_);
    Sender sender(story_.steps[0].event, 1);
    const auto events = v1::EventService::NewStub(Gateway().channel());
    ASSERT_TRUE(sender.Send(*events, 5));
    const int leader = cluster_.LeaderOf(shard_);
    const int behind = cluster_.FollowerOf(shard_);
    cluster_.Kill({behind});
    while (sender.acknowledged() < 10) (void)sender.Send(*events, 10 - sender.acknowledged());
    AwaitShown();
    if (projector == Projector::kHasJustBegun) {
      ASSERT_EQ(roles_->At("projector-0").Kill(SIGTERM), 0);
      roles_->Start("projector-0");
      AwaitShown();
    }
    if (projector != Projector::kFollows) roles_->At("projector-0").Signal(SIGSTOP);
    cluster_.SetTopic(shard_, "unclean.leader.election.enable", "true");
    cluster_.Kill({leader});
    cluster_.Mend(behind);
    cluster_.AwaitLeader(shard_, {leader});
    Await("ingest takes nothing more", [&] {
      const Status said = sender.SendBatch(*events, 1);
      return said.code() == Code::kOutOfRange && HasWord(said, "LOG_CUT");
    });
    EXPECT_EQ(sender.SendBatch(*events, 1).code(), Code::kOutOfRange);
  }
  // Others stand where those stood, and beyond.
  void GrowBeyond() { Append("other", 20); }

  server::HubClient Gateway() const {
    auto client =
        server::HubClient::Open({.hub = roles_->AddressOf("gateway")}, server::IfMissing::kRefuse);
    EXPECT_TRUE(client.ok()) << client.status();
    return *std::move(client);
  }
  Status WhatIsShown() const {
    return Gateway().GetStatus(server::OperatorOf(server::CommonOptions())).status();
  }
  void AwaitShown() const {
    const int64_t records = roles_->Records();
    Await("the views show all", [&] {
      const auto status = Gateway().GetStatus(server::OperatorOf(server::CommonOptions()));
      return status.ok() && status->position().next() >= records;
    });
  }
  // In its own words: a query without a replica that can be read counts as away.
  Status WhatTheProjectorSays() const {
    const server::RemoteViews views(
        server::ChannelTo({server::Role::kProjector, roles_->AddressOf("projector-0"), ""},
                          roles_->CertificateOf("query")));
    return views.At({}).status();
  }
  void AwaitRefusal() const {
    Await("the projector refuses",
          [&] { return HasWord(WhatTheProjectorSays(), "LOG_BEHIND_VIEWS"); });
    EXPECT_FALSE(WhatIsShown().ok());
  }
  static bool HasWord(const Status& said, std::string_view word) {
    return Message(said).find(word) != std::string_view::npos;
  }

  const server::Story story_ = server::FourSmallWorries();
  std::unique_ptr<server::RoleProcesses> roles_;
};

TEST_F(LostTailOfAHubTest, NoRoleGoesOnAsIfNothingHadHappened) {
  constexpr Projector kProjectors[] = {Projector::kFollows, Projector::kStandsStill,
                                       Projector::kHasJustBegun};
  for (int round = 0; round < FaultRounds(3) && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Projector projector = kProjectors[round % std::size(kProjectors)];
    ASSERT_NO_FATAL_FAILURE(LoseWhatIsShown(projector));
    if (projector != Projector::kFollows) {
      // It looks when nothing is missing any more.
      GrowBeyond();
      roles_->At("projector-0").Signal(SIGCONT);
    }
    AwaitRefusal();
    if (projector == Projector::kFollows) GrowBeyond();
    cluster_.SetTopic(shard_, "unclean.leader.election.enable", "false");
    cluster_.Mend();
    cluster_.AwaitWhole(shard_);
    AwaitRefusal();
    // Nor after a restart: the views remember.
    roles_->Kill("projector-0");
    const std::string said = OutputOf(fmt::format(
        "! {} serve --roles projector --settings {} --data {} --listen 127.0.0.1:0 2>&1",
        GT_PROGRAM, roles_->directory().File("projector.toml"),
        roles_->directory().File("projector-0")));
    EXPECT_THAT(said, HasSubstr("LOG_BEHIND_VIEWS"));
  }
}

TEST_F(LostTailTest, AHubDoesNotStartOnATopicThatForgets) {
  const server::TestDirectory directory;
  for (const auto& [setting, value] :
       {std::pair("retention.ms", "604800000"), std::pair("retention.bytes", "1000000"),
        std::pair("unclean.leader.election.enable", "true"),
        std::pair("cleanup.policy", "compact")}) {
    const KafkaShard shard = cluster_.NewShard();
    ASSERT_TRUE(CreateKafkaTopic(shard, kThreeCopies).ok());
    cluster_.SetTopic(shard, setting, value);
    const std::string settings = directory.Write(
        "hub.toml", fmt::format("mode = \"development\"\n[kafka]\nbrokers = \"{}\"\n"
                                "topic = \"{}\"\nmake_topic = true\n",
                                shard.brokers, shard.topic));
    for (const std::string role : {"ingest", "projector"}) {
      const std::string said = OutputOf(
          fmt::format("! {} serve --roles {} --settings {} --data {} --listen 127.0.0.1:0 2>&1",
                      GT_PROGRAM, role, settings, directory.File(role)));
      EXPECT_THAT(said, testing::AllOf(HasSubstr("TOPIC_UNSAFE"),
                                       HasSubstr(fmt::format("{} is {}", setting, value))));
    }
  }
}

}  // namespace
}  // namespace goldthread::faults
