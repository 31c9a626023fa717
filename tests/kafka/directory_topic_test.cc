// The directory as a topic of a real broker: two hubs, each with a log of its own.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/partnership_hub.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {
namespace {

std::string KafkaSettings(const KafkaShard& log) {
  return fmt::format(R"([kafka]
brokers = "{}"
topic = "{}"
replicas = 1
make_topic = true
)",
                     log.brokers, log.topic);
}

TEST(DirectoryTopicTest, TwoHubsRaiseAnAlertAcrossAndWithdrawIt) {
  const KafkaShard directory = UnmadeShard();
  const std::string where = fmt::format("topic = \"{}\"", directory.topic);
  PartnershipHub westmere("westmere", KafkaSettings(UnmadeShard()), where);
  PartnershipHub northmere("northmere", KafkaSettings(UnmadeShard()), where);
  for (PartnershipHub* const hub : {&westmere, &northmere}) {
    const Status opened = hub->Open();
    ASSERT_TRUE(opened.ok()) << opened;
  }
  ExpectAlertAcross(westmere, northmere);
}

}  // namespace
}  // namespace goldthread::server
