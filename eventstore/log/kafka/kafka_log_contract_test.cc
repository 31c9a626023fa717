// The log's contract on librdkafka's mock brokers; on real ones: tests/kafka.
#include "eventstore/log/event_log_contract.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_cluster_fixture.h"
#include "eventstore/log/kafka/kafka_reader.h"

namespace goldthread {
namespace {

class MockLogUnderTest final : public LogUnderTest {
 public:
  MockLogUnderTest() : shard_(MockKafka::Shared().NewShard()) {
    auto appender = KafkaAppender::Open({.shard = shard_});
    EXPECT_TRUE(appender.ok()) << appender.status();
    appender_ = *std::move(appender);
  }
  EventAppender& appender() override { return *appender_; }
  std::unique_ptr<EventReader> NewReader() override { return *KafkaReader::Open(shard_); }

 private:
  const KafkaShard shard_;
  std::unique_ptr<KafkaAppender> appender_;
};

std::unique_ptr<LogUnderTest> MakeMockLog() { return std::make_unique<MockLogUnderTest>(); }

INSTANTIATE_TEST_SUITE_P(KafkaMock, EventLogContract, testing::Values(&MakeMockLog));

}  // namespace
}  // namespace goldthread
