#include "tests/bench/kafka.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>

#include "eventstore/base/check.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "eventstore/log/kafka/kafka_topic.h"
#include "eventstore/projector/live_views.h"
#include "eventstore/projector/rebuild.h"
#include "services/ingest/cloud_event_headers.h"
#include "tests/bench/chronology_digests.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLong{60'000};

// What stands beside it builds chronologies alone. These need the ledger of feeds, and people.
constexpr std::ptrdiff_t kChronologyFolds = 3;

double MicrosSince(steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(steady_clock::now() - start).count();
}

// librdkafka alone, as fast as it goes.
void ConsumeRaw(const KafkaShard& shard, int64_t events) {
  constexpr KafkaSetting kSettings[] = {{"enable.auto.commit", "false"},
                                        {"queued.min.messages", "1000000"},
                                        {"queued.max.messages.kbytes", "131072"},
                                        {"fetch.message.max.bytes", "4194304"}};
  KafkaComplaint complaint;
  const KafkaHandle handle =
      *NewKafkaHandle(RD_KAFKA_CONSUMER, *NewKafkaConf(shard, kSettings, &complaint));
  const KafkaTopicHandle topic(rd_kafka_topic_new(handle.get(), shard.topic.c_str(), nullptr));
  const KafkaQueue queue(rd_kafka_queue_new(handle.get()));
  GT_CHECK(rd_kafka_consume_start_queue(topic.get(), shard.partition, 0, queue.get()) == 0);
  std::vector<rd_kafka_message_t*> batch(10'000);
  for (int64_t read = 0; read < events;) {
    const ssize_t count = rd_kafka_consume_batch_queue(queue.get(), 10, batch.data(), batch.size());
    GT_CHECK(count >= 0);
    for (ssize_t i = 0; i < count; ++i) {
      rd_kafka_message_t* const message = batch[static_cast<size_t>(i)];
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++read;
      rd_kafka_message_destroy(message);
    }
  }
  rd_kafka_consume_stop(topic.get(), shard.partition);
}

void ReadAll(const KafkaShard& shard, int64_t events) {
  const auto reader = *KafkaReader::Open(shard);
  LogBatch batch;
  for (Position next; next.value < events; next = batch.records().back().position.Next()) {
    GT_CHECK(reader->Read(next, 4096, kLong, &batch).ok() && !batch.empty());
  }
}

void Rebuild(const KafkaShard& shard, const std::string& dir,
             const std::vector<const Projection*>& folds) {
  std::filesystem::remove_all(dir);
  const auto store = *RocksViewStore::Open(dir);
  const auto reader = *KafkaReader::Open(shard);
  GT_CHECK(RebuildViews(*reader, *store, folds, *reader->End(), nullptr).ok());
}

void PrintLatencies(const KafkaShard& shard, KafkaAppender& appender, const std::string& dir,
                    const std::vector<const Projection*>& folds,
                    const std::function<NewRecord()>& next) {
  std::filesystem::remove_all(dir);
  const auto views = *LiveViews::Open(
      {dir, [&] { return *KafkaReader::Open(shard); }, Always(folds), Journal::kNone}, nullptr);
  std::vector<double> acknowledged;
  std::vector<double> visible;
  for (int i = 0; i < kKafkaSingles; ++i) {
    const std::vector<NewRecord> one = {next()};
    const auto start = steady_clock::now();
    const auto positions = appender.Append(one);
    GT_CHECK(positions.ok());
    acknowledged.push_back(MicrosSince(start));
    GT_CHECK(views->At((*positions)[0].Next()).ok());
    visible.push_back(MicrosSince(start));
  }
  for (auto* const samples : {&acknowledged, &visible}) {
    fmt::print("  {:<44} p50 {:>9.1f} us   p99 {:>9.1f} us\n",
               samples == &visible ? "visible in the views" : "acknowledged by the broker",
               Percentile(*samples, 0.5), Percentile(*samples, 0.99));
  }
}

}  // namespace

void MeasureKafka(const KafkaRun& run, const std::vector<const Projection*>& folds,
                  const std::function<NewRecord()>& next) {
  const KafkaShard shard{.brokers = run.brokers, .topic = run.topic};
  GT_CHECK(CreateKafkaTopic(shard, {.partitions = 1, .replicas = 1}).ok());
  const auto appender =
      *KafkaAppender::Open({.shard = shard, .headers_of = ingest::CloudEventHeaders});
  std::map<std::string, std::vector<double>> cpu;
  std::map<std::string, std::vector<double>> wall;
  const auto measure = [&](const std::string& name, const Cost& cost) {
    cpu[name].push_back(static_cast<double>(run.events) / cost.cpu_s / 1e3);
    wall[name].push_back(static_cast<double>(run.events) / cost.wall_s / 1e3);
  };
  // Making the records is not the log's work.
  Cost appending;
  for (int64_t left = run.events; left > 0;) {
    std::vector<NewRecord> batch;
    for (; left > 0 && batch.size() < kAppendRecordsMax; --left) batch.push_back(next());
    const Cost cost = Measure([&] { GT_CHECK(appender->Append(batch).ok()); });
    appending.cpu_s += cost.cpu_s;
    appending.wall_s += cost.wall_s;
  }
  measure("1 append", appending);
  const std::string views = run.dir + "/kafka-views";
  for (int round = 0; round < run.rounds; ++round) {
    measure("2 librdkafka alone", Measure([&] { ConsumeRaw(shard, run.events); }));
    measure("3 our reader", Measure([&] { ReadAll(shard, run.events); }));
    const std::vector few(folds.begin(),
                          folds.begin() + std::min(std::ssize(folds), kChronologyFolds));
    measure("4 rebuild of chronologies and what they need",
            Measure([&] { Rebuild(shard, views, few); }));
    measure("5 rebuild into all views", Measure([&] { Rebuild(shard, views, folds); }));
  }
  if (!run.digests.empty()) {
    GT_CHECK(WriteChronologyDigests(**RocksViewStore::Open(views), run.digests).ok());
  }
  fmt::print("\nThe log on Kafka, events per second (median of {} rounds)\n", run.rounds);
  fmt::print("  {:<44} {:>14} {:>14}\n", "", "per CPU second", "wall");
  for (auto& [name, rates] : cpu) {
    fmt::print("  {:<44} {:>12.0f} k {:>12.0f} k\n", name.substr(2), Percentile(rates, 0.5),
               Percentile(wall[name], 0.5));
  }
  fmt::print("\nOne record at a time\n");
  PrintLatencies(shard, *appender, run.dir + "/kafka-live", folds, next);
}

}  // namespace goldthread::bench
