// Where a shard's log is on Kafka: one partition of one topic, and how to reach its brokers.
//
// Source: design D2.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace goldthread {

struct KafkaShard {
  std::string brokers;  // "host:port,host:port"; more than one, so that one may be away.
  std::string topic;
  int32_t partition = 0;
  // librdkafka's own settings for TLS and SASL, by its names: those that begin with
  // "security.", "ssl." or "sasl.", and no others, so that nothing can weaken the log.
  std::vector<std::pair<std::string, std::string>> access{};
  // How long a broker may keep silent before it counts as away. A reader that hears nothing for
  // half of it asks whether the log still ends where it did.
  std::chrono::milliseconds answer_wait{10'000};
};

}  // namespace goldthread
