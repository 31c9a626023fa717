// A sender on librdkafka's mock brokers: every event accounted for, whatever is answered.
#include "connectors/inbound/kafka/inbox_sender.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "connectors/inbound/kafka/answers.h"
#include "connectors/inbound/kafka/inbox_fixture.h"
#include "connectors/inbound/kafka/inbox_topics.h"
#include "eventstore/log/kafka/kafka_cluster_fixture.h"

namespace goldthread::inbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InboxSenderTest : public ::testing::Test {
 protected:
  InboxSenderTest() {
    place_ = MockKafka::Shared().NewShard(topics_.inbox);
    MockKafka::Shared().NewShard(topics_.receipts);
    hub_ = *KafkaOutbox::Open(place_);
  }

  static std::string NewFeed() {
    static std::atomic<int> feeds = 0;
    return fmt::format("sender/{}", ++feeds);
  }

  std::unique_ptr<InboxSender> Open(std::chrono::milliseconds patience = kLong) {
    auto sender = InboxSender::Open(
        {.brokers = place_,
         .feeds = {feed_},
         .refused =
             [this](const v1::Receipt& receipt) {
               refused_.push_back(fmt::format("{} {}", receipt.event_id(),
                                              receipt.rejected().violations(0).rule()));
             },
         .patience = patience});
    EXPECT_TRUE(sender.ok()) << sender.status();
    return *std::move(sender);
  }

  // What the hub says to the record at `to`; refused when there is a rule.
  void Reply(int64_t to, const std::string& id, const std::string& rule = "") {
    Answer answer{.to = Position{to}, .receipt = {}};
    answer.receipt.set_feed(feed_);
    answer.receipt.set_event_id(id);
    if (rule.empty()) {
      answer.receipt.mutable_accepted();
    } else {
      answer.receipt.mutable_rejected()->add_violations()->set_rule(rule);
    }
    std::vector<OutboxRecord> records = RecordsOf(std::vector{answer}, feed_);
    records.resize(1);  // The receipt alone.
    ASSERT_TRUE(hub_->Send(records).ok());
  }

  static Status Finish(InboxSender& sender) {
    return sender.Finish([](const SenderAccount&) {});
  }

  const std::string feed_ = NewFeed();
  const InboxTopics topics_ = InboxTopicsOf(feed_);
  KafkaShard place_;
  std::unique_ptr<KafkaOutbox> hub_;
  std::vector<std::string> refused_;
};

TEST_F(InboxSenderTest, LettersAreWhatAHubReadsAndStandInTheirOrder) {
  const auto sender = Open();
  for (const std::string id : {"e1", "e2", "e1"}) {
    ASSERT_TRUE(sender->Send(EventOf(feed_, id)).ok());
  }
  for (int64_t to = 0; to < 3; ++to) Reply(to, to == 1 ? "e2" : "e1");
  ASSERT_TRUE(Finish(*sender).ok());
  EXPECT_EQ(sender->account().sent, 3);
  EXPECT_EQ(sender->account().accepted, 3);
  const auto hub = *KafkaInbox::Open(*KafkaInboxClient::Open(place_, ""), place_, Position{0});
  std::vector<std::string> ids;
  std::vector<InboxRecord> records;
  while (ids.size() < 3) {
    ASSERT_TRUE(hub->Read(3, kLong, &records).ok());
    for (const InboxRecord& record : records) {
      const Letter letter = ReadLetter(record, feed_);
      EXPECT_FALSE(letter.problem.has_value()) << letter.problem->rule();
      ids.push_back(letter.event.id());
    }
  }
  EXPECT_THAT(ids, ElementsAre("e1", "e2", "e1"));
}

TEST_F(InboxSenderTest, ARefusalIsCountedAndToldWithItsRule) {
  const auto sender = Open();
  for (const std::string id : {"e1", "e2"}) ASSERT_TRUE(sender->Send(EventOf(feed_, id)).ok());
  Reply(0, "e1");
  Reply(1, "e2", "OCCURRED_IN_FUTURE");
  ASSERT_TRUE(Finish(*sender).ok());
  EXPECT_EQ(sender->account().accepted, 1);
  EXPECT_EQ(sender->account().refused, 1);
  EXPECT_THAT(refused_, ElementsAre("e2 OCCURRED_IN_FUTURE"));
}

TEST_F(InboxSenderTest, OnlyAReceiptForARecordOfItsOwnCountsAndOnlyOnce) {
  {
    const auto before = Open(kSoon);
    for (const std::string id : {"e1", "e2"}) ASSERT_TRUE(before->Send(EventOf(feed_, id)).ok());
    EXPECT_EQ(Finish(*before).code(), Code::kUnavailable);
  }
  const auto sender = Open(kSoon);
  for (const std::string id : {"e1", "e2"}) ASSERT_TRUE(sender->Send(EventOf(feed_, id)).ok());
  Reply(0, "e1");  // Another's record.
  Reply(1, "e2");
  Reply(2, "e1");
  Reply(2, "e1");       // Again, after a crash of the hub.
  Reply(3, "another");  // Whatever it answers, it is not ours.
  const Status finished = Finish(*sender);
  EXPECT_EQ(finished.code(), Code::kUnavailable);
  EXPECT_THAT(std::string(Message(finished)), HasSubstr("of 2 events sent 1 have no receipt"));
  EXPECT_EQ(sender->account().accepted, 1);
}

TEST_F(InboxSenderTest, AnEventOfAFeedThatWasNotNamedIsNotSent) {
  EXPECT_EQ(Open()->Send(EventOf("another/feed", "e1")).code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace goldthread::inbox
