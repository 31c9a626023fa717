// A topic that may hold a log, or what passes between the hub and its neighbours: made with the
// right settings, and refused with any other. A log is for ever, and Kafka by default keeps a week.
//
// Source: design D1; docs/kafka-topics.md.
#pragma once

#include <chrono>

#include "eventstore/base/status.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

struct KafkaTopicTerms {
  int32_t partitions = 1;  // When it is made. May grow later, while nothing is in the new ones.
  // Copies of every record. All but one must have it before it is acknowledged, so one broker
  // may be lost and the hub goes on. 1: for trials, where a lost disk is a lost log.
  int replicas = 3;
  // How long every record stays at least; 0: for ever, as a log's must.
  std::chrono::hours keep{0};
  // Written by others. It has these partitions and no more, and the brokers unpack what comes, so
  // that a small record cannot become a large one here.
  bool from_others = false;
  // A table (kafka_table.h): of each key the last record stays, for ever; what it took the place of
  // goes.
  bool compacted = false;
};

// Makes the topic; OK when it is there already, whatever its settings.
//
// Errors: kUnavailable: the brokers did not answer; kFailedPrecondition "TOPIC_REFUSED": they
// will not make it: too few brokers for the replicas, or no right to.
Status CreateKafkaTopic(const KafkaShard& shard, const KafkaTopicTerms& terms);

// Whether the shard's partition is there and nothing in the topic's settings may lose or change
// a record. At start, before the first record.
//
// Errors: kFailedPrecondition "TOPIC_MISSING" or "TOPIC_UNSAFE", with all that is wrong and what
// to set; kUnavailable.
Status CheckKafkaTopic(const KafkaShard& shard, const KafkaTopicTerms& terms);

}  // namespace goldthread
