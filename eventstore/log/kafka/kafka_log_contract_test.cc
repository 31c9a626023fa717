// The log's contract on librdkafka's mock brokers; on real ones: tests/kafka.
#include "eventstore/log/kafka/kafka_cluster_fixture.h"
#include "eventstore/log/kafka/kafka_log_fixture.h"

namespace goldthread {
namespace {

std::unique_ptr<LogUnderTest> MakeMockLog() {
  return std::make_unique<KafkaLogUnderTest>(MockKafka::Shared().NewShard());
}

INSTANTIATE_TEST_SUITE_P(KafkaMock, EventLogContract, testing::Values(&MakeMockLog));

}  // namespace
}  // namespace goldthread
