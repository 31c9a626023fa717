// Where a hub's log stands on Kafka, and on which terms.
//
// Source: docs/kafka-topics.md.
#pragma once

#include <string>
#include <vector>

#include "eventstore/log/kafka/kafka_shard.h"
#include "eventstore/log/kafka/kafka_topic.h"

namespace goldthread::server {

struct KafkaPlace {
  KafkaShard shard{.brokers = "", .topic = "goldthread.events"};
  KafkaTopicTerms terms{};
  bool make_topic = false;  // Where there is none. Else that is an error: it may be a slip.
  std::vector<std::string> inbox{};  // Feeds whose agencies may send over Kafka.
};

// A broker to try things out on: one copy of every record, the topic made when it is not there.
KafkaPlace TrialKafka(const std::string& brokers);

// What keeps this place out of production, each with what to change; empty: nothing.
std::vector<std::string> KafkaProblems(const KafkaPlace& place);

}  // namespace goldthread::server
