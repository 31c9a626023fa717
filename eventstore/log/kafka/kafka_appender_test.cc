// What a sender is told when brokers fail it, on mock brokers that do.
#include "eventstore/log/kafka/kafka_appender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "eventstore/log/kafka/kafka_cluster_fixture.h"
#include "eventstore/log/kafka/kafka_reader.h"

namespace goldthread {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr int16_t kProduce = 0;  // Kafka's number of the request.

std::vector<NewRecord> Numbered(int first, int count) {
  std::vector<NewRecord> batch;
  for (int i = first; i < first + count; ++i) {
    batch.push_back({"header " + std::to_string(i), "body " + std::to_string(i)});
  }
  return batch;
}

std::unique_ptr<KafkaAppender> Open(const KafkaShard& shard, milliseconds wait = kLong) {
  auto appender = KafkaAppender::Open({.shard = shard, .acknowledge_wait = wait});
  EXPECT_TRUE(appender.ok()) << appender.status();
  return *std::move(appender);
}

std::vector<std::string> BodiesIn(const KafkaShard& shard) {
  const auto reader = *KafkaReader::Open(shard);
  const auto end = reader->End();
  EXPECT_TRUE(end.ok()) << end.status();
  std::vector<std::string> bodies;
  LogBatch batch;
  for (Position next; end.ok() && next < *end; next = batch.records().back().position.Next()) {
    const Status read = reader->Read(next, 1000, kLong, &batch);
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok() || batch.empty()) break;
    for (const LogRecord& record : batch.records()) bodies.emplace_back(record.body);
  }
  return bodies;
}

TEST(KafkaAppenderTest, WhatTheBrokersRefuseForAMomentIsAppendedOnce) {
  MockKafka kafka;
  const KafkaShard shard = kafka.NewShard();
  const auto appender = Open(shard);
  rd_kafka_mock_push_request_errors(
      kafka.cluster(), kProduce, 3, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR);
  const auto positions = appender->Append(Numbered(0, 3));
  ASSERT_TRUE(positions.ok()) << positions.status();
  EXPECT_THAT(*positions, testing::ElementsAre(Position{0}, Position{1}, Position{2}));
  EXPECT_THAT(BodiesIn(shard), testing::ElementsAre("body 0", "body 1", "body 2"));
}

TEST(KafkaAppenderTest, ABrokerThatIsAwayIsToldInTimeAndItsReturnIsEnough) {
  MockKafka kafka;
  const KafkaShard shard = kafka.NewShard();
  const auto appender = Open(shard, kSoon);
  ASSERT_EQ(rd_kafka_mock_broker_set_down(kafka.cluster(), 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto refused = appender->Append(Numbered(0, 5));
  EXPECT_EQ(refused.status().code(), Code::kUnavailable);
  EXPECT_THAT(std::string(Message(refused.status())), HasSubstr(shard.topic));
  ASSERT_EQ(rd_kafka_mock_broker_set_up(kafka.cluster(), 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  // The caller's own repeat: how often it is needed is the brokers' affair.
  while (!appender->Append(Numbered(0, 5)).ok()) {
  }
  const std::vector<std::string> bodies = BodiesIn(shard);
  ASSERT_GE(bodies.size(), 5u);
  EXPECT_THAT(std::vector(bodies.end() - 5, bodies.end()),
              testing::ElementsAre("body 0", "body 1", "body 2", "body 3", "body 4"));
}

TEST(KafkaAppenderTest, ALeaderThatMovesTakesNothingAlong) {
  MockKafka kafka(3);
  const KafkaShard shard = kafka.NewShard();
  const auto appender = Open(shard);
  std::vector<std::string> sent;
  for (int i = 0; i < 6; ++i) {
    rd_kafka_mock_partition_set_leader(kafka.cluster(), shard.topic.c_str(), 0, 1 + i % 3);
    const std::vector<NewRecord> batch = Numbered(10 * i, 3);
    const auto positions = appender->Append(batch);
    ASSERT_TRUE(positions.ok()) << positions.status();
    for (const NewRecord& record : batch) sent.push_back(record.body);
  }
  EXPECT_EQ(BodiesIn(shard), sent);
}

TEST(KafkaAppenderTest, OnlyAccessIsTheOperatorsToSet) {
  KafkaShard shard = MockKafka::Shared().NewShard();
  shard.access = {{"acks", "0"}};
  const Status refused = KafkaAppender::Open({.shard = shard}).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(Message(refused)), HasSubstr("acks"));
  shard.access = {{"sasl.password", "hunter2"},
                  {"ssl.ca.location", "/nowhere/ca.pem"},
                  {"security.protocol", "ssl"}};
  const Status unreadable = KafkaAppender::Open({.shard = shard}).status();
  EXPECT_EQ(unreadable.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(Message(unreadable)), testing::Not(HasSubstr("hunter2")));
}

// Whatever brokers do: what was acknowledged is in the log, at the position told; and what is in
// the log of each attempt is its beginning.
TEST(KafkaAppenderTest, NothingAcknowledgedIsLostHoweverBrokersFail) {
  constexpr unsigned kSeeds = 2;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    MockKafka kafka(3);
    const KafkaShard shard = kafka.NewShard();
    const auto appender = Open(shard, kSoon);
    std::mt19937 random(seed);
    constexpr rd_kafka_resp_err_t kErrors[] = {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                               RD_KAFKA_RESP_ERR__TRANSPORT,
                                               RD_KAFKA_RESP_ERR_INVALID_MSG};
    std::map<int64_t, std::string> acknowledged;
    for (int round = 0; round < 12; ++round) {
      const auto broker = static_cast<int32_t>(1 + random() % 3);
      const auto fault = random() % 5;
      if (fault < std::size(kErrors)) {
        rd_kafka_mock_push_request_errors(kafka.cluster(), kProduce, 1, kErrors[fault]);
      } else if (fault == 3) {
        rd_kafka_mock_partition_set_leader(kafka.cluster(), shard.topic.c_str(), 0, broker);
      } else {
        rd_kafka_mock_broker_set_down(kafka.cluster(), broker);
      }
      const std::vector<NewRecord> batch =
          Numbered(100 * round, 1 + static_cast<int>(random() % 20));
      const auto positions = appender->Append(batch);
      for (size_t i = 0; positions.ok() && i < batch.size(); ++i) {
        acknowledged[(*positions)[i].value] = batch[i].body;
      }
      rd_kafka_mock_broker_set_up(kafka.cluster(), broker);
    }
    const std::vector<std::string> bodies = BodiesIn(shard);
    for (const auto& [position, body] : acknowledged) {
      ASSERT_LT(position, static_cast<int64_t>(bodies.size()));
      EXPECT_EQ(bodies[static_cast<size_t>(position)], body) << position;
    }
    EXPECT_FALSE(acknowledged.empty());
  }
}

}  // namespace
}  // namespace goldthread
