// A hub's log, wherever it stands: in the hub's directory, or on Kafka.
//
// Source: design §3 (only services/server chooses implementations), D12.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/log/kafka/kafka_end.h"
#include "services/server/kafka_place.h"

namespace goldthread::server {

// The embedded log in `directory`; empty: in memory. Errors: as EmbeddedLog::Open,
// kFailedPrecondition "IN_USE" with what to do.
StatusOr<std::unique_ptr<EmbeddedLog>> OpenEmbeddedLog(const std::string& directory);

class HubLog {
 public:
  enum class Use { kReadAndWrite, kRead };

  // On Kafka when `kafka` says so, after its topic was found fit for a log (kafka_topic.h); else
  // as OpenEmbeddedLog.
  static StatusOr<std::unique_ptr<HubLog>> Open(const std::string& directory,
                                                const std::optional<KafkaPlace>& kafka,
                                                Use use = Use::kReadAndWrite);

  // Not of one that is only read.
  EventAppender& appender() { return *appender_; }
  // One for each thread that reads; none may outlive this. Threads: any.
  std::unique_ptr<EventReader> NewReader() const;
  // As EventReader::End. Threads: any.
  StatusOr<Position> End() const;
  // When the last record was received; the epoch for an empty log or one whose end cannot be
  // read, which the views report.
  Instant LastReceived() const;
  // Null when it is on Kafka.
  EmbeddedLog* embedded() const { return embedded_; }

 private:
  HubLog() = default;
  std::unique_ptr<EventAppender> appender_;
  EmbeddedLog* embedded_ = nullptr;  // The appender.
  KafkaShard shard_;
  std::unique_ptr<KafkaEnd> kafka_end_;
};

}  // namespace goldthread::server
