// What a reader says when there is nothing to read, or nobody to ask.
#include "eventstore/log/kafka/kafka_reader.h"

#include <gtest/gtest.h>

#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_cluster_fixture.h"

namespace goldthread {
namespace {

using std::chrono::milliseconds;

TEST(KafkaReaderTest, WhatIsInTheLogIsGivenToOneWhoWillNotWait) {
  const KafkaShard shard = MockKafka::Shared().NewShard();
  const auto appender = *KafkaAppender::Open({.shard = shard});
  const auto reader = *KafkaReader::Open(shard);
  LogBatch batch;
  ASSERT_TRUE(reader->Read(Position{0}, 10, milliseconds{0}, &batch).ok());
  EXPECT_TRUE(batch.empty());
  for (int64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(appender->Append(std::vector<NewRecord>{{"h", "b"}}).ok());
    ASSERT_TRUE(reader->Read(Position{i}, 10, milliseconds{0}, &batch).ok());
    ASSERT_EQ(batch.records().size(), 1u);
  }
}

TEST(KafkaReaderTest, ABrokerThatIsAwayIsUnavailableAndItsReturnIsEnough) {
  MockKafka kafka;
  KafkaShard shard = kafka.NewShard();
  const auto appender = *KafkaAppender::Open({.shard = shard});
  ASSERT_TRUE(appender->Append(std::vector<NewRecord>{{"h", "b"}}).ok());
  shard.answer_wait = kSoon;
  const auto reader = *KafkaReader::Open(shard);
  LogBatch batch;
  while (!reader->Read(Position{0}, 10, kLong, &batch).ok()) {
  }
  ASSERT_EQ(batch.records().size(), 1u);

  rd_kafka_mock_broker_set_down(kafka.cluster(), 1);
  EXPECT_EQ(reader->End().status().code(), Code::kUnavailable);
  EXPECT_EQ(reader->Read(Position{0}, 10, kLong, &batch).code(), Code::kUnavailable);
  // At the end, where it would wait: silence is looked into.
  EXPECT_EQ(reader->Read(Position{1}, 10, kLong, &batch).code(), Code::kUnavailable);
  EXPECT_TRUE(batch.empty());

  rd_kafka_mock_broker_set_up(kafka.cluster(), 1);
  while (!reader->Read(Position{0}, 10, kLong, &batch).ok()) {
  }
  EXPECT_EQ(batch.records().size(), 1u);
}

TEST(KafkaReaderTest, ATopicThatIsNotThereIsUnavailable) {
  KafkaShard shard = MockKafka::Shared().NewShard();
  shard.partition = 7;
  shard.answer_wait = kSoon;
  const auto reader = *KafkaReader::Open(shard);
  EXPECT_EQ(reader->End().status().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace goldthread
