// A shared table as a compacted topic of a real broker.
#include "eventstore/log/kafka/kafka_table.h"

#include "eventstore/log/shared_table_contract.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread {
namespace {

using testing::HasSubstr;

KafkaTopicTerms CompactedTerms() {
  KafkaTopicTerms terms = kOneBroker;
  terms.compacted = true;
  return terms;
}

class KafkaTableUnderTest final : public TableUnderTest {
 public:
  KafkaTableUnderTest() {
    EXPECT_TRUE(CreateKafkaTopic(topic_, CompactedTerms()).ok());
    EXPECT_TRUE(CheckKafkaTopic(topic_, CompactedTerms()).ok());
  }
  std::unique_ptr<SharedTable> Open(const std::string& who) override {
    return std::make_unique<KafkaTable>(KafkaTable::Config{.topic = topic_, .writer = who});
  }
  const KafkaShard& topic() const { return topic_; }

 private:
  const KafkaShard topic_ = UnmadeShard();
};

INSTANTIATE_TEST_SUITE_P(Kafka, SharedTableContract,
                         testing::Values([] { return std::make_unique<KafkaTableUnderTest>(); }));

TEST(KafkaTableTest, OfTwoOfOneNameTheLaterIsHeardAndTheEarlierMayTakeThePlaceBack) {
  KafkaTableUnderTest made;
  const auto first = made.Open("northmere");
  const auto second = made.Open("northmere");
  EXPECT_TRUE(first->Write({{TableChange{"a", "1"}}}).ok());
  EXPECT_TRUE(second->Write({{TableChange{"a", "2"}}}).ok());
  const Status fenced = first->Write({{TableChange{"a", "3"}}});
  EXPECT_EQ(fenced.code(), Code::kFailedPrecondition) << fenced;
  EXPECT_THAT(std::string(Message(fenced)), HasSubstr("FENCED"));
  EXPECT_EQ((*second->Read())->at("a"), "2");
  EXPECT_TRUE(first->Write({{TableChange{"a", "3"}}}).ok());
  EXPECT_EQ((*second->Read())->at("a"), "3");
}

TEST(KafkaTableTest, BrokersThatDoNotAnswerGiveNothingRatherThanAPart) {
  KafkaShard nowhere = UnmadeShard();
  nowhere.brokers = "127.0.0.1:1";
  nowhere.answer_wait = std::chrono::milliseconds(1'000);
  KafkaTable table({.topic = nowhere, .writer = "a", .wait = std::chrono::milliseconds(1'000)});
  EXPECT_EQ(table.Read().status().code(), Code::kUnavailable);
  EXPECT_EQ(table.Write({{TableChange{"a", "1"}}}).code(), Code::kUnavailable);
}

TEST(KafkaTableTest, ATopicThatForgetsByTimeIsNoTableAndATableIsNoLog) {
  const KafkaShard log = NewRealShard();
  const Status unsafe = CheckKafkaTopic(log, CompactedTerms());
  EXPECT_THAT(std::string(Message(unsafe)), HasSubstr("cleanup.policy=compact"));
  KafkaTableUnderTest made;
  const Status no_log = CheckKafkaTopic(made.topic(), kOneBroker);
  EXPECT_THAT(std::string(Message(no_log)), HasSubstr("cleanup.policy=delete"));
}

}  // namespace
}  // namespace goldthread
