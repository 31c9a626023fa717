// The log on Kafka, measured beside librdkafka alone: a broker is needed (script/kafka up).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"

namespace goldthread::bench {

struct KafkaRun {
  std::string brokers;
  std::string topic;    // Must not be there.
  std::string digests;  // Where the rebuilt chronologies' digests are written; empty: nowhere.
  std::string dir;      // Scratch, for views.
  int64_t events = 0;
  int rounds = 1;
};

// Records that are appended one at a time, beyond `events`.
inline constexpr int kKafkaSingles = 2'000;

// Makes a topic of one copy, appends what `next` gives, reads it back each way and prints the
// figures.
void MeasureKafka(const KafkaRun& run, const std::vector<const Projection*>& folds,
                  const std::function<NewRecord()>& next);

}  // namespace goldthread::bench
