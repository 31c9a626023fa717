// Alerts on a topic of a real broker: each change once, whoever dies, begins anew, or tells beside
// another.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/outbound/kafka/topic_carrier.h"
#include "eventstore/log/kafka/kafka_inbox.h"
#include "services/server/alert_fixture.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

// The next `count` records of a topic, or fewer after ten seconds.
std::vector<InboxRecord> Next(KafkaInbox& topic, size_t count) {
  std::vector<InboxRecord> all;
  std::vector<InboxRecord> some;
  while (all.size() < count) {
    const Status read = topic.Read(count - all.size(), std::chrono::seconds(10), &some);
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok() || some.empty()) break;
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::unique_ptr<KafkaInbox> ReaderOf(const KafkaShard& topic) {
  auto client = KafkaInboxClient::Open(topic, "readers");
  EXPECT_TRUE(client.ok()) << client.status();
  return *KafkaInbox::Open(*client, topic);
}

outbound::Notice NoticeOf(const std::string& id) {
  outbound::Notice notice;
  notice.id = id;
  notice.alert_id = "3f2a";
  notice.json = fmt::format(R"({{"id":"{}"}})", id);
  return notice;
}

TEST(TopicCarrierTest, OfTwoEachTakesThePlaceOfTheOtherAndNothingIsToldTwice) {
  const KafkaShard topic = NewRealShard();
  outbound::TopicCarrier first({.topic = topic}, "northmere");
  outbound::TopicCarrier second({.topic = topic}, "northmere");
  EXPECT_EQ(first.Carry(NoticeOf("a")).result, outbound::Carried::Result::kTaken);
  EXPECT_EQ(second.Carry(NoticeOf("a")).result, outbound::Carried::Result::kTaken);
  const outbound::Carried fenced = first.Carry(NoticeOf("b"));
  EXPECT_EQ(fenced.result, outbound::Carried::Result::kTryLater);
  EXPECT_EQ(fenced.cause, "FENCED");
  EXPECT_EQ(first.Carry(NoticeOf("b")).result, outbound::Carried::Result::kTaken);
  EXPECT_EQ(second.Carry(NoticeOf("b")).cause, "FENCED");
  EXPECT_EQ(second.Carry(NoticeOf("b")).result, outbound::Carried::Result::kTaken);
  EXPECT_EQ(second.Carry(NoticeOf("end")).result, outbound::Carried::Result::kTaken);
  std::vector<std::string> values;
  for (const InboxRecord& record : Next(*ReaderOf(topic), 3)) values.push_back(record.value);
  EXPECT_THAT(values, ElementsAre(R"({"id":"a"})", R"({"id":"b"})", R"({"id":"end"})"));
}

TEST(TopicCarrierTest, BrokersThatDoNotAnswerAreTriedLater) {
  KafkaShard nowhere = UnmadeShard();
  nowhere.brokers = "127.0.0.1:1";
  nowhere.answer_wait = std::chrono::milliseconds(1'000);
  outbound::TopicCarrier carrier({.topic = nowhere, .wait = std::chrono::milliseconds(1'000)},
                                 "northmere");
  const outbound::Carried carried = carrier.Carry(NoticeOf("a"));
  EXPECT_EQ(carried.result, outbound::Carried::Result::kTryLater);
  EXPECT_EQ(carried.cause, "KAFKA_UNAVAILABLE");
}

class AlertTopicTest : public HubWithSettings {
 protected:
  void WriteSettings() {
    files_.Write("hub.toml", fmt::format(R"(mode = "development"
[kafka]
brokers = "{}"
topic = "{}"
replicas = 1
make_topic = true

[[subscriber]]
name = "region"
agency = "northmere-council"
role = "social-worker"
purpose = "section-47"
since = "2026-01-01"
topic = "{}"
)",
                                         log_.brokers, log_.topic, alerts_.topic));
  }

  const KafkaShard log_ = UnmadeShard();
  const KafkaShard alerts_ = UnmadeShard();
};

TEST_F(AlertTopicTest, EachChangeIsToldOnceThoughTheHubStopsAndItsViewsAreBuiltAnew) {
  WriteSettings();
  Open();
  Tell({Asserted(), AdultLives(), ChildLives("child-1")});
  const auto reader = ReaderOf(alerts_);
  const auto first = Next(*reader, 1);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_THAT(first[0].value, HasSubstr("child-1"));
  EXPECT_THAT(first[0].headers, Contains(Pair("ce_type", "goldthread.v1.AlertChange")));
  EXPECT_THAT(first[0].headers, Contains(Pair("ce_partnership", testing::Not(IsEmpty()))));
  hub_.reset();
  std::filesystem::remove_all(files_.File("views"));
  Open();
  Tell({ChildLives("child-2")});
  const auto second = Next(*reader, 1);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_THAT(second[0].value, HasSubstr("child-2"));
}

}  // namespace
}  // namespace goldthread::server
