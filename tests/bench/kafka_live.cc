#include "tests/bench/kafka_live.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "eventstore/base/check.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "eventstore/log/kafka/kafka_topic.h"
#include "eventstore/projector/live_views.h"
#include "services/ingest/cloud_event_headers.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {
namespace {

using std::chrono::steady_clock;

constexpr int kBatchesPerSecond = 100;

KafkaShard ShardOf(const LiveRun& run) { return {.brokers = run.brokers, .topic = run.topic}; }

// Each wait is bounded.
void AwaitAt(const LiveViews& views, Position at) {
  while (!views.At(at).ok()) {
  }
}

}  // namespace

void MakeLiveTopic(const LiveRun& run) {
  GT_CHECK(CreateKafkaTopic(ShardOf(run), {.partitions = 1, .replicas = 1}).ok());
}

void ProduceLive(const LiveRun& run, const std::function<NewRecord()>& next) {
  std::vector<NewRecord> records;
  for (int64_t i = 0; i < run.events; ++i) records.push_back(next());
  const auto appender =
      *KafkaAppender::Open({.shard = ShardOf(run), .headers_of = ingest::CloudEventHeaders});
  const auto start = steady_clock::now();
  const auto batch = static_cast<size_t>(std::max(1, run.per_second / kBatchesPerSecond));
  for (size_t at = 0; at < records.size(); at += batch) {
    std::this_thread::sleep_until(
        start + std::chrono::microseconds(static_cast<int64_t>(at) * 1'000'000 / run.per_second));
    const size_t count = std::min(batch, records.size() - at);
    GT_CHECK(appender->Append(std::span(records).subspan(at, count)).ok());
  }
  const double took = std::chrono::duration<double>(steady_clock::now() - start).count();
  fmt::print("  written at {:.1f} k a second\n", static_cast<double>(run.events) / took / 1e3);
}

void FollowLive(const LiveRun& run, const std::vector<const Projection*>& folds) {
  std::filesystem::remove_all(run.dir);
  const KafkaShard shard = ShardOf(run);
  const auto views = *LiveViews::Open(
      {run.dir, [&] { return *KafkaReader::Open(shard); }, Always(folds), Journal::kNone}, nullptr);
  fmt::print("following\n");
  std::fflush(stdout);
  const int64_t half = run.events / 2;
  const Cost first = Measure([&] { AwaitAt(*views, Position{half}); });
  const Cost second = Measure([&] { AwaitAt(*views, Position{run.events}); });
  const double cpu = first.cpu_s + second.cpu_s;
  fmt::print("  {:<44} {:>12.1f} k {:>12.1f} k\n",
             fmt::format("our projector, {} folds", folds.size()),
             static_cast<double>(run.events) / cpu / 1e3,
             static_cast<double>(run.events - half) / second.cpu_s / 1e3);
}

}  // namespace goldthread::bench
