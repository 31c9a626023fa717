// The real broker these tests run on, and a topic of it for each.
#pragma once

#include <string>

#include "eventstore/log/kafka/kafka_shard.h"
#include "eventstore/log/kafka/kafka_topic.h"

namespace goldthread {

// One broker holds one copy.
inline constexpr KafkaTopicTerms kOneBroker{.partitions = 1, .replicas = 1};

// Where it is: $GT_KAFKA, or what the file $GT_KAFKA_ADDRESS says; empty: there is none.
const std::string& RealBrokers();

// A topic that nobody else has, not made yet.
KafkaShard UnmadeShard();
// … and made as a log wants it.
KafkaShard NewRealShard();

}  // namespace goldthread
