// For the log's contract: a log on Kafka, on whatever brokers the shard is.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "eventstore/log/event_log_contract.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_reader.h"

namespace goldthread {

class KafkaLogUnderTest final : public LogUnderTest {
 public:
  explicit KafkaLogUnderTest(KafkaShard shard) : shard_(std::move(shard)) {
    auto appender = KafkaAppender::Open({.shard = shard_});
    EXPECT_TRUE(appender.ok()) << appender.status();
    appender_ = *std::move(appender);
  }
  EventAppender& appender() override { return *appender_; }
  std::unique_ptr<EventReader> NewReader() override { return *KafkaReader::Open(shard_); }

 private:
  const KafkaShard shard_;
  std::unique_ptr<KafkaAppender> appender_;
};

}  // namespace goldthread
