// Tells others, on a topic of its own, what follows from a shard's log: each fact once, whoever
// crashes, replays or takes over.
//
// What was told is asked of the topic itself: a teller that opens reads the ids of the facts that
// are there. Opening takes the place of whoever told there before: Kafka ends that one's
// transaction and refuses its later ones, so that of two tellers, or a forgotten one, only the last
// is heard. Readers must read what is committed only (isolation.level=read_committed), and the
// topic must keep its records for ever: a fact that is gone would be told again.
//
// Source: design D5a; docs/decisions/0017-one-teller-a-shard.md.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>

#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {

// What follows from the log. Facts with one id are one fact.
struct Fact {
  std::string id;          // Told as the header kFactIdHeader.
  KafkaHeaders headers{};  // Others.
  std::string value;
};
inline constexpr const char* kFactIdHeader = "ce_id";

class KafkaTeller {
 public:
  struct Config {
    KafkaShard topic{};  // Where it tells: topic and partition. There is one teller of each.
    // How long brokers may take for a step, elections included.
    std::chrono::milliseconds wait{30'000};
  };

  // The partition's one teller from now on. Blocks, and reads all that is there. Errors:
  // kInvalidArgument: the settings; kUnavailable; kFailedPrecondition "FENCED": another opened
  // meanwhile.
  static StatusOr<std::unique_ptr<KafkaTeller>> Open(Config config);

  // Tells those of `facts` that nobody told yet, all or none of them.
  //
  // Errors, after which nobody knows whether they are told, and this teller is of no more use:
  //   kUnavailable         open another: it knows
  //   kFailedPrecondition  "FENCED": another teller has opened, and goes on
  // Threads: one. Blocks until they are committed.
  Status Tell(std::span<const Fact> facts);

 private:
  explicit KafkaTeller(Config config) : config_(std::move(config)) {}
  // Who this is, to Kafka.
  std::string Name() const;
  Status ReadTold();
  Status Produce(const Fact& fact);
  // Takes the error; OK for none.
  Status Explain(std::string_view step, rd_kafka_error_t* error) const;

  const Config config_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
  std::unordered_set<std::string> told_;
  Status spent_;  // Why it is of no more use.
};

}  // namespace goldthread
