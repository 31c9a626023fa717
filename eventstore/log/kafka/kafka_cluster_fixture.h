// A cluster of librdkafka's mock brokers in this process, for tests: a real protocol over
// loopback, and no disk.
//
// It keeps 5 MiB or 100,000 batches of a partition and silently drops the oldest beyond.
#pragma once

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
//
#include <librdkafka/rdkafka_mock.h>  // Wants the one above before it.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

// Long enough for any answer; and how long to see that none comes.
inline constexpr std::chrono::milliseconds kLong{60'000};
inline constexpr std::chrono::milliseconds kSoon{400};

class MockKafka {
 public:
  explicit MockKafka(int brokers = 1) {
    KafkaConf conf(rd_kafka_conf_new());
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    auto handle = NewKafkaHandle(RD_KAFKA_PRODUCER, std::move(conf));
    EXPECT_TRUE(handle.ok()) << handle.status();
    handle_ = *std::move(handle);
    cluster_.reset(rd_kafka_mock_cluster_new(handle_.get(), brokers));
    brokers_ = brokers;
  }

  // A topic of its own, of one partition.
  KafkaShard NewShard() {
    static std::atomic<int> topics = 0;
    return NewShard("events-" + std::to_string(++topics));
  }
  KafkaShard NewShard(const std::string& topic) {
    EXPECT_EQ(rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), 1, brokers_),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    return {.brokers = rd_kafka_mock_cluster_bootstraps(cluster_.get()), .topic = topic};
  }

  // For tests that disturb nothing: starting one takes a second.
  static MockKafka& Shared() {
    static MockKafka kafka;
    return kafka;
  }

  rd_kafka_mock_cluster_t* cluster() { return cluster_.get(); }

 private:
  KafkaHandle handle_;
  std::unique_ptr<rd_kafka_mock_cluster_t, KafkaDeleter<rd_kafka_mock_cluster_destroy>> cluster_;
  int brokers_ = 0;
};

}  // namespace goldthread
