// The reading half of a shard's log on Kafka: its partition, assigned by hand, from the position
// the caller names.
//
// No consumer group, no stored offsets: the position is the caller's, in its views (design D5).
// The next record must be at the position after the last. One before it was read already and is
// dropped; a hole is a loss, told with its range and never stepped over. That is stricter than
// EventReader, and holds because only an idempotent producer writes the topic, without
// transactions, and the topic is neither compacted nor cut (kafka_topic.h).
//
// A broker's data may be replaced at the same offsets by an unclean election. librdkafka 2.0.2
// cannot see that, so the topic must not allow one, and kafka_topic.h refuses it.
//
// Source: design D5, D5a; docs/decisions/0014-the-log-on-kafka.md.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

class KafkaReader final : public EventReader {
 public:
  // No network yet. Errors: kInvalidArgument: the shard's settings.
  static StatusOr<std::unique_ptr<EventReader>> Open(const KafkaShard& shard);
  ~KafkaReader() override;

  // As EventReader. What is known to be in the log is fetched however short `wait` is. While
  // nothing comes, the brokers are asked every few seconds whether the log still ends where it
  // did: kUnavailable, or kOutOfRange when it was cut or replaced.
  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override;

  // As EventReader; one question to the partition's leader.
  StatusOr<Position> End() override;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit KafkaReader(KafkaShard shard) : shard_(std::move(shard)) {}
  // Begins to fetch at `from`, on a queue of its own, so that nothing of an earlier place comes.
  Status StandAt(Position from);
  void Halt();
  // Waits for records at next_; none: OK, and held_ is empty.
  Status Fetch(std::chrono::milliseconds wait);
  Status LookWhereItEnds();
  void Hold(rd_kafka_message_t* first);
  // Moves what is held into `batch`; an error only when that leaves it empty.
  Status Take(size_t limit, LogBatch* batch);
  Status Explain(const rd_kafka_message_t& message) const;

  const KafkaShard shard_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
  KafkaQueue queue_;  // While it stands somewhere.
  std::deque<KafkaMessage> held_;
  std::vector<rd_kafka_message_t*> fetched_;  // Its memory only.
  Position next_;                             // Of the record that must come next.
  Position end_;                              // As far as is known; records before it exist.
  SteadyTime heard_{};                        // When the brokers last gave a sign.
};

}  // namespace goldthread
