#include "tests/kafka/real_kafka.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace goldthread {
namespace {

std::string Find() {
  std::string brokers;
  if (const char* const address = std::getenv("GT_KAFKA")) {
    brokers = address;
  } else if (const char* const file = std::getenv("GT_KAFKA_ADDRESS")) {
    std::ifstream(file) >> brokers;
  }
  return brokers;
}

}  // namespace

const std::string& RealBrokers() {
  static const auto* const brokers = new std::string(Find());
  return *brokers;
}

KafkaShard UnmadeShard() {
  // A broker may serve several runs.
  static const std::string run =
      std::to_string(getpid()) + "-" +
      std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
  static int topics = 0;
  return {.brokers = RealBrokers(), .topic = "events-" + run + "-" + std::to_string(++topics)};
}

KafkaShard NewRealShard() {
  const KafkaShard shard = UnmadeShard();
  const Status made = CreateKafkaTopic(shard, kOneBroker);
  EXPECT_TRUE(made.ok()) << made;
  return shard;
}

}  // namespace goldthread
