// A line on librdkafka's mock brokers: what is read is published and answered, whatever fails.
#include "connectors/inbound/kafka/inbox_line.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <optional>

#include "connectors/inbound/kafka/inbox_fixture.h"
#include "eventstore/log/kafka/kafka_cluster_fixture.h"

namespace goldthread::inbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string HeaderOf(const InboxRecord& record, const std::string& name) {
  for (const auto& [header, value] : record.headers) {
    if (header == name) return value;
  }
  return "";
}

// Takes every event, or fails as often as it is told.
class FakeIngest {
 public:
  StatusOr<std::vector<v1::Receipt>> Take(std::span<const v1::Event> events) {
    const MutexLock lock(mutex_);
    ++calls_;
    called_.NotifyAll();
    if (failures_ > 0) {
      --failures_;
      return Error(Code::kUnavailable, "no log");
    }
    std::vector<v1::Receipt> receipts;
    for (const v1::Event& event : events) {
      ids_.push_back(event.id());
      v1::Receipt& receipt = receipts.emplace_back();
      receipt.set_feed(event.feed());
      receipt.set_event_id(event.id());
      receipt.mutable_accepted()->set_position(static_cast<int64_t>(ids_.size()) - 1);
    }
    return receipts;
  }
  void Fail(int times) {
    const MutexLock lock(mutex_);
    failures_ = times;
  }
  void AwaitCalls(int count) {
    const MutexLock lock(mutex_);
    while (calls_ < count) called_.Wait(mutex_);
  }
  std::vector<std::string> ids() {
    const MutexLock lock(mutex_);
    return ids_;
  }

 private:
  Mutex mutex_;
  Condition called_;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> ids_ ABSL_GUARDED_BY(mutex_);
};

class InboxLineTest : public ::testing::Test {
 protected:
  explicit InboxLineTest(MockKafka& kafka = MockKafka::Shared()) : kafka_(kafka) {
    place_ = kafka_.NewShard(topics_.inbox);
    kafka_.NewShard(topics_.receipts);
    kafka_.NewShard(topics_.dead_letters);
    outbox_ = *KafkaOutbox::Open(place_);
    receipts_ = Reader(topics_.receipts);
    dead_letters_ = Reader(topics_.dead_letters);
  }

  static std::string NewFeed() {
    static std::atomic<int> feeds = 0;
    return fmt::format("school/{}", ++feeds);
  }

  std::unique_ptr<KafkaInbox> Reader(const std::string& topic) const {
    KafkaShard place = place_;
    place.topic = topic;
    return *KafkaInbox::Open(*KafkaInboxClient::Open(place, "test"), place);
  }

  void Open() {
    auto client = *KafkaInboxClient::Open(place_, "hub");
    line_.emplace(InboxLine::Config{
        .feed = feed_,
        .inbox = *KafkaInbox::Open(std::move(client), place_),
        .outbox = outbox_.get(),
        .publish = [this](std::span<const v1::Event> events) { return ingest_.Take(events); },
        .tell =
            [this](std::string_view line) {
              const MutexLock lock(told_mutex_);
              told_.emplace_back(line);
            }});
  }

  void Send(const std::vector<InboxRecord>& records) {
    std::vector<OutboxRecord> sent;
    for (const InboxRecord& record : records) sent.push_back(To(topics_.inbox, record));
    const Status status = outbox_->Send(sent);
    ASSERT_TRUE(status.ok()) << status;
  }
  void SendEvents(int first, int last) {
    std::vector<InboxRecord> records;
    for (int i = first; i <= last; ++i) {
      records.push_back(BinaryRecord(EventOf(feed_, fmt::format("e{}", i))));
    }
    Send(records);
  }

  // The next `count` records that come.
  static std::vector<InboxRecord> Await(KafkaInbox& reader, size_t count) {
    std::vector<InboxRecord> all;
    std::vector<InboxRecord> some;
    while (all.size() < count) {
      static_cast<void>(reader.Read(count - all.size(), kLong, &some));
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }
  std::vector<v1::Receipt> AwaitReceipts(size_t count) {
    std::vector<v1::Receipt> receipts;
    for (const InboxRecord& record : Await(*receipts_, count)) {
      EXPECT_TRUE(receipts.emplace_back().ParseFromString(record.value));
    }
    return receipts;
  }
  std::vector<std::string> told() {
    const MutexLock lock(told_mutex_);
    return told_;
  }

  MockKafka& kafka_;
  const std::string feed_ = NewFeed();
  const InboxTopics topics_ = InboxTopicsOf(feed_);
  KafkaShard place_;
  std::unique_ptr<KafkaOutbox> outbox_;
  std::unique_ptr<KafkaInbox> receipts_;
  std::unique_ptr<KafkaInbox> dead_letters_;
  FakeIngest ingest_;
  Mutex told_mutex_;
  std::vector<std::string> told_ ABSL_GUARDED_BY(told_mutex_);
  std::optional<InboxLine> line_;
};

TEST_F(InboxLineTest, EachRecordIsPublishedInItsOrderAndAnswered) {
  InboxRecord unreadable = BinaryRecord(EventOf(feed_, "e2"));
  unreadable.value = "\xff";
  Send({BinaryRecord(EventOf(feed_, "e1")), unreadable, BinaryRecord(EventOf(feed_, "e3"))});
  Open();
  const std::vector<InboxRecord> receipts = Await(*receipts_, 3);
  for (size_t i = 0; i < receipts.size(); ++i) {
    EXPECT_EQ(HeaderOf(receipts[i], "ce_id"), std::to_string(i));
    EXPECT_EQ(HeaderOf(receipts[i], "ce_type"), "goldthread.v1.Receipt");
    EXPECT_EQ(HeaderOf(receipts[i], "ce_source"), "/inboxes/" + feed_);
    v1::Receipt receipt;
    ASSERT_TRUE(receipt.ParseFromString(receipts[i].value));
    EXPECT_EQ(receipt.feed(), feed_);
    EXPECT_EQ(receipt.has_rejected(), i == 1);
    EXPECT_EQ(receipt.event_id(), i == 1 ? "" : fmt::format("e{}", i + 1));
  }
  const std::vector<InboxRecord> dead = Await(*dead_letters_, 1);
  EXPECT_EQ(HeaderOf(dead[0], "ce_id"), "1");
  EXPECT_EQ(HeaderOf(dead[0], "content-type"), "application/json");
  EXPECT_THAT(dead[0].value, HasSubstr(R"("rule":"RECORD_UNREADABLE")"));
  EXPECT_THAT(ingest_.ids(), ElementsAre("e1", "e3"));
}

TEST_F(InboxLineTest, WhileNothingCanBePublishedNothingIsAnsweredAndTheOperatorHearsItOnce) {
  ingest_.Fail(3);
  SendEvents(1, 2);
  Open();
  EXPECT_EQ(AwaitReceipts(2)[1].accepted().position(), 1);
  SendEvents(3, 3);
  EXPECT_EQ(AwaitReceipts(1)[0].event_id(), "e3");
  EXPECT_THAT(ingest_.ids(), ElementsAre("e1", "e2", "e3"));
  line_.reset();
  EXPECT_THAT(told(), ElementsAre(HasSubstr("stands: no log"), HasSubstr("moves")));
}

TEST_F(InboxLineTest, WhatHadNoAnswerWhenItStoppedIsReadAgainAndTheRestIsNot) {
  SendEvents(1, 2);
  Open();
  AwaitReceipts(2);
  line_.reset();
  Open();
  ingest_.Fail(1'000'000);
  SendEvents(3, 4);
  ingest_.AwaitCalls(3);
  line_.reset();
  ingest_.Fail(0);
  Open();
  EXPECT_EQ(AwaitReceipts(2)[0].event_id(), "e3");
  line_.reset();
  EXPECT_THAT(ingest_.ids(), ElementsAre("e1", "e2", "e3", "e4"));
}

TEST_F(InboxLineTest, MoreThanABatchComesInOrder) {
  constexpr int kMany = static_cast<int>(kBatchMax) * 2 + 1;
  SendEvents(1, kMany);
  Open();
  const auto receipts = AwaitReceipts(kMany);
  ASSERT_THAT(receipts, SizeIs(kMany));
  for (int i = 0; i < kMany; ++i) {
    ASSERT_EQ(receipts[static_cast<size_t>(i)].accepted().position(), i);
  }
}

class InboxLineAloneTest : public InboxLineTest {
 protected:
  InboxLineAloneTest() : InboxLineTest(Alone()) {}
  static MockKafka& Alone() {
    static MockKafka kafka;
    return kafka;
  }
};

TEST_F(InboxLineAloneTest, ABrokerThatWasAwayLosesNoAnswerAndDoublesNoEvent) {
  ingest_.Fail(1);
  SendEvents(1, 3);
  Open();
  ingest_.AwaitCalls(1);  // It will publish again in a moment, and find nobody to answer to.
  rd_kafka_mock_broker_set_down(kafka_.cluster(), 1);
  ingest_.AwaitCalls(2);
  rd_kafka_mock_broker_set_up(kafka_.cluster(), 1);
  EXPECT_THAT(AwaitReceipts(3), SizeIs(3));
  SendEvents(4, 4);
  EXPECT_EQ(AwaitReceipts(1)[0].event_id(), "e4");
  line_.reset();
  EXPECT_THAT(ingest_.ids(), ElementsAre("e1", "e2", "e3", "e4"));
}

}  // namespace
}  // namespace goldthread::inbox
