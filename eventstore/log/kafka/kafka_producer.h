// One producer of librdkafka for as long as it has not failed. After a failure nobody can tell
// what of its queue is in the log, so it is thrown away with its queue, and another begins.
//
// Threads: callers send and wait; one poller serves delivery reports, which only count down.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

class KafkaProducer {
 public:
  // `config` is lent. Errors: kInvalidArgument.
  static StatusOr<std::shared_ptr<KafkaProducer>> Open(const KafkaAppender::Config& config);
  // Nobody may be sending.
  ~KafkaProducer();

  // As KafkaAppender::Append, of a batch that was checked. Threads: any.
  StatusOr<std::vector<Position>> Send(std::span<const NewRecord> batch);

  // After a failure: use another.
  bool failed() const { return failed_.load(); }

 private:
  // One batch that is on its way; lives on its caller's stack.
  struct Call {
    KafkaProducer* producer;
    std::vector<Position> positions;
    size_t outstanding = 0;
    Status status;
    Condition settled;
  };
  // What librdkafka keeps for one record.
  struct Place {
    Call* call;
    size_t index;
  };

  explicit KafkaProducer(const KafkaAppender::Config& config) : config_(config) {}
  static void Delivered(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  void Settle(const Place& place, const rd_kafka_message_t& message);
  rd_kafka_resp_err_t Produce(const NewRecord& record, Place* place);
  Status Enqueue(const NewRecord& record, Place* place,
                 std::chrono::steady_clock::time_point deadline);
  void Fail();
  void Purge();
  Status Unacknowledged(std::string_view why) const;

  const KafkaAppender::Config& config_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
  std::atomic<bool> failed_ = false;

  Mutex mutex_;  // Guards every Call.
  Condition room_;
  std::jthread poller_;  // Last: it uses the others.
};

}  // namespace goldthread
