// The log on a real broker: its contract, and what only a real broker can do to it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "eventstore/log/kafka/kafka_log_fixture.h"
#include "goldthread/v1/record.pb.h"
#include "services/ingest/cloud_event_headers.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread {
namespace {

using testing::HasSubstr;

constexpr std::chrono::milliseconds kLong{60'000};

std::unique_ptr<LogUnderTest> MakeBrokerLog() {
  return std::make_unique<KafkaLogUnderTest>(NewRealShard());
}

INSTANTIATE_TEST_SUITE_P(KafkaBroker, EventLogContract, testing::Values(&MakeBrokerLog));

std::vector<NewRecord> Numbered(int count) {
  std::vector<NewRecord> batch;
  for (int i = 0; i < count; ++i) batch.push_back({fmt::format("h{}", i), fmt::format("b{}", i)});
  return batch;
}

void AppendNumbered(const KafkaShard& shard, int count) {
  const auto appender = *KafkaAppender::Open({.shard = shard});
  const auto appended = appender->Append(Numbered(count));
  ASSERT_TRUE(appended.ok()) << appended.status();
}

TEST(BrokerLogTest, WhatWasCutFromTheFrontIsOutOfRangeAndNeverSteppedOver) {
  const KafkaShard shard = NewRealShard();
  AppendNumbered(shard, 10);
  const auto reader = *KafkaReader::Open(shard);
  LogBatch batch;
  ASSERT_TRUE(reader->Read(Position{0}, 2, kLong, &batch).ok());
  DeleteRecordsBefore(shard, Position{4});
  EXPECT_EQ((*KafkaReader::Open(shard))->Read(Position{0}, 10, kLong, &batch).code(),
            Code::kOutOfRange);
  EXPECT_EQ((*KafkaReader::Open(shard))->Read(Position{3}, 10, kLong, &batch).code(),
            Code::kOutOfRange);
  EXPECT_TRUE(batch.empty());
  ASSERT_TRUE(reader->Read(Position{4}, 10, kLong, &batch).ok());
  EXPECT_EQ(batch.records()[0].body, "b4");
  // Whoever has read all that is left is told too.
  ASSERT_TRUE(reader->Read(Position{5}, 10, kLong, &batch).ok());
  EXPECT_EQ(reader->Read(Position{10}, 1, kLong, &batch).code(), Code::kOutOfRange);
}

TEST(BrokerLogTest, ATopicMadeAnewIsNotReadOn) {
  KafkaShard shard = NewRealShard();
  shard.answer_wait = std::chrono::milliseconds{2'000};
  AppendNumbered(shard, 10);
  const auto reader = *KafkaReader::Open(shard);
  LogBatch batch;
  Position next;
  for (; next < Position{10}; next = batch.records().back().position.Next()) {
    ASSERT_TRUE(reader->Read(next, 100, kLong, &batch).ok());
    ASSERT_FALSE(batch.empty());
  }
  DeleteTopic(shard);
  ASSERT_TRUE(CreateKafkaTopic(shard, kOneBroker).ok());
  AppendNumbered(shard, 2);
  // Until the reader hears of it, it may find nobody to ask; it is never given another's records.
  Status read;
  while (read.code() != Code::kOutOfRange) {
    read = reader->Read(next, 100, kLong, &batch);
    ASSERT_TRUE(batch.empty());
  }
}

TEST(BrokerLogTest, AHoleIsALossToldWithItsRangeAfterTheGoodRecords) {
  const KafkaShard shard = NewRealShard();
  AppendNumbered(shard, 3);
  AppendInTransaction(shard, "foreign");  // At 3; its marker comes a little later at 4.
  const auto reader = *KafkaReader::Open(shard);
  while (reader->End().value_or(Position{0}) < Position{5}) {
  }
  LogBatch batch;
  Position next;
  for (; next < Position{4}; next = batch.records().back().position.Next()) {
    const Status read = reader->Read(next, 100, kLong, &batch);
    ASSERT_TRUE(read.ok()) << read;
    ASSERT_FALSE(batch.empty());
  }
  EXPECT_EQ(batch.records().back().body, "foreign");
  const auto expect_loss = [&] {
    const Status lost = reader->Read(next, 100, kLong, &batch);
    EXPECT_EQ(lost.code(), Code::kDataLoss) << lost;
    EXPECT_THAT(std::string(Message(lost)), HasSubstr("positions 4..4"));
    EXPECT_TRUE(batch.empty());
  };
  expect_loss();
  AppendNumbered(shard, 2);
  expect_loss();
}

TEST(BrokerLogTest, SomebodyElsesToolReadsWhatTheContractSays) {
  const KafkaShard shard = NewRealShard();
  v1::RecordHeader header;
  header.set_feed("northmere-police/incidents");
  header.set_event_id("INC-1");
  header.set_partnership("northmere");
  header.set_received_at_us(1'795'253'400'000'000);
  const auto appender =
      *KafkaAppender::Open({.shard = shard, .headers_of = ingest::CloudEventHeaders});
  ASSERT_TRUE(
      appender->Append(std::vector<NewRecord>{{header.SerializeAsString(), "the event"}}).ok());
  EXPECT_THAT(
      OutputOf(fmt::format("kcat -q -b {} -t {} -p 0 -C -e -f '%o key=%K %h value=%s'",
                           shard.brokers, shard.topic)),
      testing::AllOf(testing::StartsWith("0 key=-1 "),
                     HasSubstr("ce_specversion=1.0,ce_type=goldthread.v1.Event,"
                               "ce_source=/feeds/northmere-police/incidents,ce_id=INC-1,"
                               "ce_partnership=northmere,ce_receivedtime=2026-11-21T09:30:00Z,"
                               "content-type=application/protobuf,goldthread-header="),
                     testing::EndsWith("value=the event")));
}

TEST(KafkaTopicTest, IsMadeAsALogWantsItAndMakingItAgainIsHarmless) {
  const KafkaShard shard = UnmadeShard();
  const Status missing = CheckKafkaTopic(shard, kOneBroker);
  EXPECT_THAT(std::string(Message(missing)), HasSubstr("TOPIC_MISSING"));
  ASSERT_TRUE(CreateKafkaTopic(shard, kOneBroker).ok());
  const Status checked = CheckKafkaTopic(shard, kOneBroker);
  EXPECT_TRUE(checked.ok()) << checked;
  EXPECT_TRUE(CreateKafkaTopic(shard, kOneBroker).ok());
}

TEST(KafkaTopicTest, OneThatForgetsIsRefusedWithAllThatIsWrong) {
  const KafkaShard shard = UnmadeShard();
  MakeTopic(shard, {{"retention.ms", "604800000"},
                    {"cleanup.policy", "compact"},
                    {"max.message.bytes", "100000"}});
  const Status refused = CheckKafkaTopic(shard, KafkaTopicTerms());
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)),
              testing::AllOf(HasSubstr("TOPIC_UNSAFE: " + shard.topic),
                             HasSubstr("retention.ms is 604800000. Set retention.ms=-1"),
                             HasSubstr("cleanup.policy is compact. Set cleanup.policy=delete"),
                             HasSubstr("min.insync.replicas is 1. Set min.insync.replicas=2"),
                             HasSubstr("max.message.bytes is 100000"), HasSubstr("has 1 replicas"),
                             testing::Not(HasSubstr("unclean"))));
}

TEST(KafkaTopicTest, MoreCopiesThanBrokersAreRefused) {
  const Status refused = CreateKafkaTopic(UnmadeShard(), KafkaTopicTerms());
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)),
              testing::AllOf(HasSubstr("TOPIC_REFUSED"), HasSubstr("3 replicas")));
}

}  // namespace
}  // namespace goldthread
