// The reading half of a shard's log on Kafka: its partition, assigned by hand, from the position
// the caller names.
//
// No consumer group, no stored offsets: the position is the caller's, in its views (design D5).
// The next record must be at the position after the last. One before it was read already and is
// dropped; a hole is a loss, told with its range and never stepped over. That is stricter than
// EventReader, and holds because only an idempotent producer writes the topic, without
// transactions, and the topic is neither compacted nor cut (kafka_topic.h).
//
// A broker's data may be replaced at the same offsets by an unclean election, which kafka_topic.h
// forbids, or when all brokers lose what was not on their disks. librdkafka 2.0.2 cannot see that.
// So when another broker leads, or the same one over another connection, the last record that was
// given is read once more, and must be the same, before anything after it is given.
//
// Source: design D5, D5a; docs/decisions/0014-the-log-on-kafka.md.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
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
  // did: kUnavailable, or kOutOfRange when it was cut or replaced. Once replaced, always: a reader
  // remembers what it gave last.
  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override;

  // As EventReader; one question to the partition's leader.
  StatusOr<Position> End() override;

  void Rest() override { Halt(); }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit KafkaReader(KafkaShard shard) : shard_(std::move(shard)) {}
  // With a client of its own, another than before: one of 2.0.2 that got no answer may never get
  // another.
  Status Begin();
  // Begins to fetch at `from`, on a queue of its own, so that nothing of an earlier place comes.
  Status StandAt(Position from);
  // Whether the log still has, at next_, what was last given there.
  Status Prove();
  // Whether what comes now may be of another log than what came before.
  bool InDoubt() const;
  void Halt();
  // Waits for records at next_; none: OK, and held_ is empty.
  Status Fetch(std::chrono::milliseconds wait);
  Status LookWhatItHolds();
  void Hold(rd_kafka_message_t* first);
  // Moves what is held into `batch`; an error only when that leaves it empty.
  Status Take(size_t limit, LogBatch* batch);
  Status Explain(const rd_kafka_message_t& message) const;

  const KafkaShard shard_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
  KafkaQueue queue_;   // While it stands somewhere.
  bool worn_ = false;  // The client got no answer.
  std::deque<KafkaMessage> held_;
  std::vector<rd_kafka_message_t*> fetched_;  // Its memory only.
  Position next_;                             // Of the record that must come next.
  Position end_;                              // As far as is known; records before it exist.
  SteadyTime heard_{};                        // When the brokers last gave a sign.

  // The record with the highest position that was given.
  struct Given {
    Position position;
    std::string header;
    std::string body;
  };
  std::optional<Given> given_;
  int32_t leader_ = -1;       // Who sent the records since we stand here; -1: none came yet.
  int64_t complaints_ = 0;    // Of the leader, when it began.
  bool leader_left_ = false;  // A record of another broker waits.
};

}  // namespace goldthread
