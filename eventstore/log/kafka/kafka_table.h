// A shared table as a compacted topic of Kafka: a record's key is the row's, the last record of a
// key is its value, one without a value takes the row out.
//
// Each writer has a name, and of two with one name only the later is heard, as with KafkaTeller.
// What a batch writes is there as a whole or not at all.
//
// Source: docs/decisions/0017-one-teller-a-shard.md, docs/decisions/0023-the-directory.md.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/shared_table.h"

namespace goldthread {

class KafkaTable final : public SharedTable {
 public:
  struct Config {
    KafkaShard topic{};    // One partition of it is the table.
    std::string writer{};  // Its transactional id, behind the topic's name.
    // How long brokers may take for a step, elections and others' transactions included.
    std::chrono::milliseconds wait{30'000};
    // A reader that was away for longer reads all again: Kafka forgets for good what was taken out
    // (delete.retention.ms, a day unless set).
    std::chrono::milliseconds memory{3'600'000};
  };

  // No network yet.
  explicit KafkaTable(Config config);
  ~KafkaTable() override;

  // kOutOfRange besides: the topic was made anew, or cut; the next call reads it from its
  // beginning.
  StatusOr<const Rows*> Read() override;
  Status Write(std::span<const TableChange> changes) override;

 private:
  class Reading;
  class Writing;

  const Config config_;
  std::unique_ptr<Reading> reading_;  // None: not yet, or no more use.
  std::unique_ptr<Writing> writing_;
};

}  // namespace goldthread
