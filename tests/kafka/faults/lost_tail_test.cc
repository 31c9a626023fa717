// A log that lost its tail, by an election of a broker that was behind, and a log that forgets:
// told loudly, and nothing served on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/commands.h"
#include "services/server/file_clock.h"
#include "services/server/hub_client.h"
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

// The same through the whole hub: what was acknowledged and shown is gone.
TEST_F(LostTailTest, NoRoleGoesOnAsIfNothingHadHappened) {
  const server::Story story = server::FourSmallWorries();
  server::RoleProcesses roles(1, cluster_.NewShard(), 2);
  shard_ = roles.shard();
  ASSERT_TRUE(server::FileClock::Set(roles.clock_file(), server::ReceivedAt(story.steps[0])).ok());
  roles.StartAll();
  cluster_.AwaitWhole(shard_);
  const auto hub =
      server::HubClient::Open({.hub = roles.AddressOf("gateway")}, server::IfMissing::kRefuse);
  ASSERT_TRUE(hub.ok()) << hub.status();
  const auto events = v1::EventService::NewStub(hub->channel());
  const v1::Caller asker = server::OperatorOf(server::CommonOptions());
  const auto views_at = [&](int64_t position) {
    const auto status = hub->GetStatus(asker);
    return status.ok() && status->position().next() >= position;
  };
  Sender sender(story.steps[0].event, 1);
  ASSERT_TRUE(sender.Send(*events, 5));
  const int leader = cluster_.LeaderOf(shard_);
  const int behind = cluster_.FollowerOf(shard_);
  cluster_.Kill({behind});
  while (sender.acknowledged() < 10) (void)sender.Send(*events, 10 - sender.acknowledged());
  Await("the views show all ten", [&] { return views_at(roles.Records()); });
  cluster_.SetTopic(shard_, "unclean.leader.election.enable", "true");
  cluster_.Kill({leader});
  cluster_.Mend(behind);
  cluster_.AwaitLeader(shard_, {leader});
  Await("ingest takes nothing more", [&] {
    const Status said = sender.SendBatch(*events, 1);
    return said.code() == Code::kOutOfRange &&
           std::string(Message(said)).find("LOG_CUT") != std::string::npos;
  });
  EXPECT_EQ(sender.SendBatch(*events, 1).code(), Code::kOutOfRange);
  cluster_.Mend();
  // Nor after a restart: the views remember.
  roles.Kill("projector-0");
  const std::string said = OutputOf(fmt::format(
      "! {} serve --roles projector --settings {} --data {} --listen 127.0.0.1:0 2>&1", GT_PROGRAM,
      roles.directory().File("projector.toml"), roles.directory().File("projector-0")));
  EXPECT_THAT(said, testing::AnyOf(HasSubstr("LOG_BEHIND_VIEWS"), HasSubstr("TOPIC_UNSAFE")));
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
