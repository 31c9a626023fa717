// Where a shard's log on Kafka ends now, for those who only ask: a reader's own question would
// wait behind what it fetches.
#pragma once

#include <memory>

#include "eventstore/base/mutex.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

class KafkaEnd {
 public:
  // No network yet. Errors: kInvalidArgument: the shard's settings.
  static StatusOr<std::unique_ptr<KafkaEnd>> Open(const KafkaShard& shard);

  // As EventReader::End. Threads: any.
  StatusOr<Position> Now() const;

 private:
  struct Client {
    KafkaComplaint complaint;
    KafkaHandle handle;
  };

  explicit KafkaEnd(KafkaShard shard) : shard_(std::move(shard)) {}
  StatusOr<std::shared_ptr<Client>> ClientToAsk() const;

  const KafkaShard shard_;
  mutable Mutex mutex_;
  // Thrown away when it got no answer: one of 2.0.2 may never get another.
  mutable std::shared_ptr<Client> client_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread
