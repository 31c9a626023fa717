// Where a shard's log on Kafka ends now, for those who only ask: a reader's own question would
// wait behind what it fetches.
#pragma once

#include <memory>

#include "eventstore/log/kafka/end_question.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

class KafkaEnd {
 public:
  // No network yet. Errors: kInvalidArgument: the shard's settings.
  static StatusOr<std::unique_ptr<KafkaEnd>> Open(const KafkaShard& shard);

  // As EventReader::End, within three seconds, for which who asks from another process waits.
  // Threads: any; one of them asks, and while no broker answers the others are told so at once.
  StatusOr<Position> Now() const { return question_.Answer(); }

 private:
  struct Client {
    KafkaComplaint complaint;
    KafkaHandle handle;
  };

  explicit KafkaEnd(KafkaShard shard) : shard_(std::move(shard)) {}
  Status Begin();
  StatusOr<Position> Ask();

  const KafkaShard shard_;
  // Of who asks.
  std::unique_ptr<Client> client_;
  int failures_ = 0;  // In a row.
  mutable EndQuestion question_{[this] { return Ask(); }};
};

}  // namespace goldthread
