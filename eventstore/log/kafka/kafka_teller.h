// Tells others, on a topic of its own, what follows from a shard's log: each fact once, whoever
// crashes, replays or takes over.
//
// What is told and how far in the log that goes are one transaction of Kafka: a teller that opens
// knows where the last one stopped. Opening takes the place of whoever held it: Kafka ends that
// one's transaction and refuses its later ones, so that of two tellers, or a forgotten one, only
// the last is heard. Readers must read what is committed only (isolation.level=read_committed).
//
// Source: design D5a; docs/decisions/0017-one-teller-a-shard.md.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

// What follows from a record of the log.
struct Fact {
  KafkaHeaders headers;
  std::string value;
};

class KafkaTeller {
 public:
  struct Config {
    KafkaShard topic{};  // Where it tells: topic and partition.
    KafkaShard log{};    // Of which log; only topic and partition are looked at.
    // How long brokers may take for a step, elections included.
    std::chrono::milliseconds wait{30'000};
  };

  // The log's one teller from now on. Blocks. Errors: kInvalidArgument: the settings;
  // kUnavailable; kFailedPrecondition "FENCED": another opened meanwhile.
  static StatusOr<std::unique_ptr<KafkaTeller>> Open(Config config);

  // What follows from records before this is told.
  Position done() const { return done_; }

  // Tells `facts`, which follow from the records from done() up to `until`, all or none of them.
  // There may be none.
  //
  // Errors, after which nobody knows whether they are told, and this teller is of no more use:
  //   kUnavailable         open another: it knows
  //   kFailedPrecondition  "FENCED": another teller has opened. Stop: it goes on
  // Threads: one. Blocks until they are committed.
  Status Tell(std::span<const Fact> facts, Position until);

 private:
  explicit KafkaTeller(Config config) : config_(std::move(config)) {}
  // Who this is, to Kafka: of every teller of this log to this topic there is one.
  std::string Name() const;
  Status AskDone();
  Status Produce(const Fact& fact);
  Status SendPosition(Position until);
  // Takes the error; OK for none.
  Status Explain(std::string_view step, rd_kafka_error_t* error) const;

  const Config config_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
  Position done_;
  Status spent_;  // Why it is of no more use.
};

}  // namespace goldthread
