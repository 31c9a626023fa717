// Records for our neighbours, on topics beside the log. Each comes at least once, in order:
// who reads them drops those whose id it has seen.
//
// Threads: callers send and wait; one poller serves delivery reports, which only count down.
//
// Source: docs/kafka-topics.md.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <thread>

#include "eventstore/base/mutex.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

struct OutboxRecord {
  std::string topic;
  KafkaHeaders headers;
  std::string value;
};

// What a producer does that cannot know whether the brokers took a record.
enum class OutboxRepeats {
  kMaySend,  // Sends it again, so that it may be there twice, and goes on for ever.
  kNever,  // Idempotent. After a timeout it may fail for good (2.0.2): for who sends once and ends.
};

class KafkaOutbox {
 public:
  // `place` without its topic. Brokers may take `wait`, elections included, before a caller is
  // told kUnavailable. No network yet. Errors: kInvalidArgument: the settings.
  static StatusOr<std::unique_ptr<KafkaOutbox>> Open(
      const KafkaShard& place, std::chrono::milliseconds wait = std::chrono::seconds(30),
      OutboxRepeats repeats = OutboxRepeats::kMaySend);
  // Nobody may be sending.
  ~KafkaOutbox();

  // To partition 0 of each record's topic. OK once every in-sync replica has them all.
  // Errors: kUnavailable: some may be there; send all again. Threads: any. Blocks.
  Status Send(std::span<const OutboxRecord> records);

 private:
  // One Send; lives on its caller's stack.
  struct Call {
    KafkaOutbox* outbox;
    size_t outstanding = 0;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    Condition settled;
  };

  KafkaOutbox() = default;
  static void Delivered(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  rd_kafka_resp_err_t Produce(const OutboxRecord& record, Call* call);

  KafkaComplaint complaint_;
  KafkaHandle handle_;
  Mutex mutex_;          // Guards every Call.
  std::jthread poller_;  // Last: it uses the others.
};

}  // namespace goldthread
