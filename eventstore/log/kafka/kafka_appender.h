// The writing half of a shard's log on Kafka: a receipt only after the brokers' word.
//
// Positions are offsets of the shard's partition. The producer is idempotent and not
// transactional, so nothing but records takes an offset: positions have no gaps here, and a
// reader takes one for a loss (kafka_reader.h). Every in-sync replica has a record before its
// position is told.
//
// A record's value is its body. Its header is the Kafka header kRecordHeader, byte for byte;
// beside it stand those that `headers_of` makes of it, for other readers (docs/kafka-topics.md).
//
// Source: design D1, D2, D15; docs/decisions/0014-the-log-on-kafka.md.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/log/event_log.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

class KafkaProducer;

// The Kafka header that holds a record's own.
inline constexpr std::string_view kRecordHeader = "goldthread-header";

// A record's header as other systems read it: names and values, without personal data.
using KafkaHeaders = std::vector<std::pair<std::string, std::string>>;
using HeadersOf = std::function<KafkaHeaders(std::string_view record_header)>;

class KafkaAppender final : public EventAppender {
 public:
  struct Config {
    KafkaShard shard{};
    HeadersOf headers_of{};  // May be empty. Called by every thread that appends.
    // How long brokers may take, elections included, before a caller is told kUnavailable.
    std::chrono::milliseconds acknowledge_wait{30'000};
  };

  // Begins to connect, and waits for nobody. Errors: kInvalidArgument: the shard's settings.
  static StatusOr<std::unique_ptr<KafkaAppender>> Open(Config config);
  ~KafkaAppender() override;

  // As EventAppender. kUnavailable for one caller is kUnavailable for all who wait, and what was
  // not on its way yet is not sent: so that what is in the log of a batch is its beginning.
  // Brokers whose disks are full say so as kUnavailable. Records of several callers may
  // alternate.
  //
  // Also kOutOfRange, from then on: a record came to stand before one that was acknowledged
  // earlier, so the log has lost its end. Somebody must see to it, and start this anew.
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;

 private:
  explicit KafkaAppender(Config config) : config_(std::move(config)) {}
  // The one in use, or another where that has failed.
  StatusOr<std::shared_ptr<KafkaProducer>> Producer();

  const Config config_;
  Mutex mutex_;
  std::shared_ptr<KafkaProducer> producer_ ABSL_GUARDED_BY(mutex_);
  Position acknowledged_ ABSL_GUARDED_BY(mutex_);  // After the last record that was.
  Status cut_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread
