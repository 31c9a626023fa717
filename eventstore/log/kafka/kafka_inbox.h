// A topic that others write to us, read from where we had last done with it: unlike a log's
// topic it may be cut, hold transactions of others, and be read once only.
//
// The place is kept by Kafka under our group's name, and assigned by hand: no member of a group,
// no rebalance. It is told only after everything before it is done with, so that a crash repeats
// records and loses none.
//
// Source: docs/kafka-topics.md; docs/decisions/0016-the-inbox.md.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

// One client for all inboxes of a hub.
struct KafkaInboxClient {
  KafkaComplaint complaint;
  KafkaHandle handle;

  // `place.topic` is not looked at; `group`: under which name places are kept, or none for who
  // says where to begin and keeps nothing. No network yet.
  // Errors: kInvalidArgument: the settings.
  static StatusOr<std::shared_ptr<KafkaInboxClient>> Open(const KafkaShard& place,
                                                          const std::string& group);
};

struct InboxRecord {
  Position position;
  KafkaHeaders headers;
  std::string value;
};

class KafkaInbox {
 public:
  // Read from `from`; none: from where we had left off.
  // Errors: kInvalidArgument: no topic can have that name.
  static StatusOr<std::unique_ptr<KafkaInbox>> Open(std::shared_ptr<KafkaInboxClient> client,
                                                    KafkaShard place,
                                                    std::optional<Position> from = std::nullopt);
  ~KafkaInbox();

  // Up to `limit` records, and a few MiB, after those read before; waits up to `wait` for the
  // first. None: OK, and `records` is empty.
  //
  // Errors:
  //   kOutOfRange   records were deleted before they were read, or the topic was made anew: told
  //                 once, with the range; the next Read goes on with what is there
  //   kUnavailable  retry with back-off
  // Threads: one caller.
  Status Read(size_t limit, std::chrono::milliseconds wait, std::vector<InboxRecord>* records);

  // All before `next` is done with. kUnavailable: it may be kept or not; say it again.
  // Threads: the caller of Read.
  Status Commit(Position next);

 private:
  KafkaInbox(std::shared_ptr<KafkaInboxClient> client, KafkaShard place,
             std::optional<Position> from)
      : client_(std::move(client)), place_(std::move(place)), next_(from) {}
  // Begins to fetch where we had left off.
  Status Stand();
  void Halt();
  // Nothing: never committed.
  StatusOr<std::optional<Position>> AskCommitted();

  const std::shared_ptr<KafkaInboxClient> client_;
  const KafkaShard place_;
  KafkaTopicHandle topic_;
  KafkaQueue queue_;              // While it stands.
  std::optional<Position> next_;  // Once known.
  KafkaMessage held_;             // Did not fit into the last Read.
};

}  // namespace goldthread
