// librdkafka's handles as C++ owns things, and how one of its clients is made here.
//
// Only this folder names librdkafka. What bites in 2.0.2, and how we keep clear of it, is in
// docs/dependencies.md.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/log/kafka/kafka_complaint.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

template <auto destroy>
struct KafkaDeleter {
  template <class T>
  void operator()(T* handle) const {
    destroy(handle);
  }
};
using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDeleter<rd_kafka_destroy>>;
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDeleter<rd_kafka_conf_destroy>>;
using KafkaTopicHandle = std::unique_ptr<rd_kafka_topic_t, KafkaDeleter<rd_kafka_topic_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDeleter<rd_kafka_queue_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaDeleter<rd_kafka_event_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDeleter<rd_kafka_message_destroy>>;

struct KafkaSetting {
  const char* name;
  const char* value;
};

// A client's settings: the shard's, then `settings`. `complaint` is lent to the client.
// Errors: kInvalidArgument: a setting of the shard is unknown, wrong or not ours to change.
StatusOr<KafkaConf> NewKafkaConf(const KafkaShard& shard, std::span<const KafkaSetting> settings,
                                 KafkaComplaint* complaint);

// Takes the settings. No network yet. Errors: kInvalidArgument: librdkafka's reason, for
// example a certificate that cannot be read.
StatusOr<KafkaHandle> NewKafkaHandle(rd_kafka_type_t type, KafkaConf conf);

// Of a shard's partition: the first record that is still there, and where the next one goes.
// Asks its leader. Errors: kUnavailable. Blocks up to answer_wait.
StatusOr<Position> AskFirst(rd_kafka_t* client, const KafkaShard& shard,
                            const KafkaComplaint& complaint);
StatusOr<Position> AskEnd(rd_kafka_t* client, const KafkaShard& shard,
                          const KafkaComplaint& complaint);

// "REQUEST_TIMED_OUT": Kafka's own name of an error.
std::string_view KafkaErrorName(rd_kafka_resp_err_t error);

}  // namespace goldthread
