// Where a shard's log on Kafka ends now, for those who only ask: a reader's own question would
// wait behind what it fetches.
#pragma once

#include <memory>

#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

class KafkaEnd {
 public:
  // No network yet. Errors: kInvalidArgument: the shard's settings.
  static StatusOr<std::unique_ptr<KafkaEnd>> Open(const KafkaShard& shard);

  // As EventReader::End. Threads: any.
  StatusOr<Position> Now() const { return AskEnd(handle_.get(), shard_, complaint_); }

 private:
  explicit KafkaEnd(KafkaShard shard) : shard_(std::move(shard)) {}
  const KafkaShard shard_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
};

}  // namespace goldthread
