// What only a real broker can do to an inbox.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/kafka/inbox_topics.h"
#include "eventstore/log/kafka/kafka_inbox.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::chrono::milliseconds kPatience{60'000};

std::unique_ptr<KafkaInbox> OpenInbox(const KafkaShard& place, const std::string& group) {
  return *KafkaInbox::Open(*KafkaInboxClient::Open(place, group), place);
}

void SendNumbered(const KafkaShard& place, int first, int last) {
  std::vector<OutboxRecord> records;
  for (int i = first; i <= last; ++i) records.push_back({place.topic, {}, std::to_string(i)});
  const Status sent = (*KafkaOutbox::Open(place))->Send(records);
  ASSERT_TRUE(sent.ok()) << sent;
}

std::vector<std::string> Await(KafkaInbox& inbox, size_t count) {
  std::vector<std::string> values;
  std::vector<InboxRecord> records;
  while (values.size() < count) {
    const Status read = inbox.Read(count - values.size(), kPatience, &records);
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok()) break;
    for (const InboxRecord& record : records) values.push_back(record.value);
  }
  return values;
}

TEST(InboxBrokerTest, WhatWasDeletedBeforeItWasReadIsToldOnceAndTheRestIsRead) {
  const KafkaShard place = NewRealShard();
  const std::string group = "group-" + place.topic;
  SendNumbered(place, 0, 4);
  {
    const auto inbox = OpenInbox(place, group);
    EXPECT_THAT(Await(*inbox, 2), testing::ElementsAre("0", "1"));
    ASSERT_TRUE(inbox->Commit({2}).ok());
  }
  DeleteRecordsBefore(place, Position{4});
  const auto inbox = OpenInbox(place, group);
  std::vector<InboxRecord> records;
  const Status lost = inbox->Read(10, kPatience, &records);
  EXPECT_EQ(lost.code(), Code::kOutOfRange);
  EXPECT_THAT(std::string(Message(lost)), HasSubstr("lost 2..3"));
  EXPECT_THAT(Await(*inbox, 1), testing::ElementsAre("4"));
}

TEST(InboxBrokerTest, WhatWasReadAndNotCommittedIsReadAgain) {
  const KafkaShard place = NewRealShard();
  const std::string group = "group-" + place.topic;
  SendNumbered(place, 0, 2);
  {
    const auto inbox = OpenInbox(place, group);
    EXPECT_EQ(Await(*inbox, 3).size(), 3u);
    ASSERT_TRUE(inbox->Commit({1}).ok());
  }
  EXPECT_THAT(Await(*OpenInbox(place, group), 2), testing::ElementsAre("1", "2"));
}

// Another's transactions take offsets; here they are no loss.
TEST(InboxBrokerTest, ASenderMayUseTransactions) {
  const KafkaShard place = NewRealShard();
  AppendInTransaction(place, "a");
  SendNumbered(place, 1, 1);
  EXPECT_THAT(Await(*OpenInbox(place, "group-" + place.topic), 2), testing::ElementsAre("a", "1"));
}

TEST(InboxBrokerTest, ATopicThatIsNoInboxIsRefusedWithAllThatIsWrong) {
  const KafkaShard place = UnmadeShard();
  MakeTopic(place, {{"retention.ms", "3600000"}, {"compression.type", "producer"}});
  EXPECT_THAT(
      std::string(Message(CheckKafkaTopic(place, inbox::InboxTerms(1)))),
      AllOf(HasSubstr("retention.ms is 3600000. Set retention.ms=604800000"),
            HasSubstr("compression.type is producer"), testing::Not(HasSubstr("cleanup.policy"))));
  KafkaShard wide = UnmadeShard();
  KafkaTopicTerms terms = inbox::InboxTerms(1);
  terms.partitions = 2;
  ASSERT_TRUE(CreateKafkaTopic(wide, terms).ok());
  EXPECT_THAT(std::string(Message(CheckKafkaTopic(wide, inbox::InboxTerms(1)))),
              HasSubstr("2 partitions, of which 1 are read"));
}

}  // namespace
}  // namespace goldthread
