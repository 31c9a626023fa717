// goldthread_bench: the budgets of docs/benchmarks.md, measured.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "eventstore/base/check.h"
#include "services/server/hub_folds.h"
#include "tests/bench/alert_latency.h"
#include "tests/bench/county_records.h"
#include "tests/bench/crowd.h"
#include "tests/bench/identity_bench.h"
#include "tests/bench/kafka.h"
#include "tests/bench/kafka_live.h"
#include "tests/bench/ladder.h"
#include "tests/bench/latency.h"
#include "tests/bench/measure.h"
#include "tests/bench/search_bench.h"
#include "tests/bench/tables.h"
#include "tests/bench/workload.h"

namespace goldthread::bench {
namespace {

struct Options {
  int64_t events = 1'000'000;
  int rounds = 3;
  uint32_t seed = 1;
  std::string ladder_of = "county";
  std::string kafka{};  // Brokers.
  std::string kafka_topic = "goldthread-bench";
  std::string live{};  // What to do of the live path.
  int per_second = 5'000;
  size_t folds = 0;  // 0: all.
  std::string digests{};
  std::string dir = "/tmp";
  bool keep = false;
  bool ladder_only = false;
  int64_t table_rows = 0;
  bool adults = false;
  IdentityRun identity{.people = 0};
  uint32_t search_people = 0;
};

void Fill(EmbeddedLog& log, int64_t events, const std::function<NewRecord()>& next) {
  std::vector<NewRecord> batch;
  for (int64_t i = 0; i < events; ++i) {
    batch.push_back(next());
    if (batch.size() == 5'000 || i + 1 == events) {
      GT_CHECK(log.Append(batch).ok());
      batch.clear();
    }
  }
}

void FillFromCounty(EmbeddedLog& log, const Options& options) {
  CountyRecords records(options.events, options.seed);
  Fill(log, options.events, [&records] { return records.Next(); });
}

void FillFromWorkload(EmbeddedLog& log, const Options& options) {
  Workload workload({options.events, options.seed});
  int64_t received_us = 1'735'689'600'000'000;
  Fill(log, options.events, [&] { return ToRecord(workload.Next(), received_us += 7); });
}

void PrintLatency(const std::string& name, std::vector<double> samples) {
  fmt::print("  {:<44} p50 {:>9.1f} us   p99 {:>9.1f} us\n", name, Percentile(samples, 0.5),
             Percentile(samples, 0.99));
}

void PrintLadder(EmbeddedLog& log, const std::vector<const Projection*>& folds,
                 const Options& options) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> cpu;
  std::map<std::string, std::vector<double>> wall;
  for (int round = 0; round < options.rounds; ++round) {
    names.clear();
    for (const Rung& rung : ClimbLadder(log, folds, options.dir)) {
      names.push_back(rung.name);
      cpu[rung.name].push_back(static_cast<double>(options.events) / rung.cost.cpu_s);
      wall[rung.name].push_back(static_cast<double>(options.events) / rung.cost.wall_s);
    }
  }
  fmt::print("\nRebuild, events per second (median of {} rounds)\n", options.rounds);
  fmt::print("  {:<44} {:>14} {:>14}\n", "", "per CPU second", "wall");
  for (const std::string& name : names) {
    fmt::print("  {:<44} {:>12.0f} k {:>12.0f} k\n", name, Percentile(cpu[name], 0.5) / 1e3,
               Percentile(wall[name], 0.5) / 1e3);
  }
}

int RunTables(const Options& options) {
  fmt::print("Tables read into events, {} rows (median of {} rounds)\n", options.table_rows,
             options.rounds);
  std::map<std::string, std::vector<double>> rates;
  std::map<std::string, TableRate> last;
  for (int round = 0; round < options.rounds; ++round) {
    for (const TableRate& table : MeasureTables(options.table_rows, options.seed)) {
      rates[table.mapping].push_back(static_cast<double>(table.rows) / table.cpu_seconds);
      last[table.mapping] = table;
    }
  }
  for (const auto& [mapping, table] : last) {
    fmt::print("  {:<24} {:>8.0f} k rows per CPU second, {:.2f} events and {} bytes a row\n",
               mapping, Percentile(rates[mapping], 0.5) / 1e3,
               static_cast<double>(table.events) / static_cast<double>(table.rows),
               table.bytes / table.rows);
  }
  return 0;
}

int RunKafka(const Options& options, const std::vector<const Projection*>& folds) {
  const KafkaRun run{options.kafka, options.kafka_topic, options.digests,
                     options.dir,   options.events,      options.rounds};
  const int64_t needed = options.events + kKafkaSingles;
  if (options.ladder_of == "county") {
    CountyRecords records(needed, options.seed);
    MeasureKafka(run, folds, [&records] { return records.Next(); });
  } else {
    Workload workload({needed, options.seed});
    int64_t received_us = 1'735'689'600'000'000;
    MeasureKafka(run, folds, [&] { return ToRecord(workload.Next(), received_us += 7); });
  }
  if (!options.keep) std::filesystem::remove_all(options.dir);
  return 0;
}

int RunLive(const Options& options, const std::vector<const Projection*>& folds) {
  const LiveRun run{options.kafka, options.kafka_topic, options.dir + "/live", options.events,
                    options.per_second};
  if (options.live == "make") MakeLiveTopic(run);
  if (options.live == "follow") {
    FollowLive(run, folds);
    if (!options.keep) std::filesystem::remove_all(run.dir);
  }
  if (options.live == "produce") {
    Workload workload({options.events, options.seed});
    int64_t received_us = 1'735'689'600'000'000;
    ProduceLive(run, [&] { return ToRecord(workload.Next(), received_us += 7); });
  }
  return 0;
}

int RunAdults(const Options& options, const std::vector<const Projection*>& folds) {
  fmt::print("\nA fact, from the log to committed rows, where an adult has most to do with\n");
  for (auto& [about, took] : FoldCrowd(options.dir + "/crowd", folds, options.seed)) {
    const size_t times = took.size();
    PrintLatency(fmt::format("{} ({})", about, times), took);
  }
  fmt::print("\nA risk asserted, to the watcher's stream\n");
  PrintLatency("fsync of 4 KiB beside it", ProbeFsync(options.dir, 1'000));
  const RiskRun run;
  RiskRun later = run;
  later.before = 3 * run.events;
  for (int round = 0; round < options.rounds; ++round) {
    Workload workload({run.events * 2, options.seed});
    PrintLatency("at 2,000 events/s, the workload's",
                 RiskToAlert(options.dir + "/alerts", run, [&] { return workload.Next(); }));
    CountyRecords known(run.events * 5, options.seed);
    PrintLatency("…, a county's in its third year",
                 RiskToAlert(options.dir + "/alerts", later, [&] { return known.NextNew(); }));
    CountyRecords county(run.events * 2, options.seed);
    PrintLatency("…, a county's newcomers",
                 RiskToAlert(options.dir + "/alerts", run, [&] { return county.NextNew(); }));
  }
  if (!options.keep) std::filesystem::remove_all(options.dir);
  return 0;
}

int Run(const Options& options) {
  if (options.table_rows > 0) return RunTables(options);
  if (options.identity.people > 0) {
    MeasureIdentity(options.identity);
    return 0;
  }
  if (options.search_people > 0) {
    std::filesystem::create_directories(options.dir);
    MeasureSearch({options.search_people, options.identity.years, options.seed, options.dir});
    return 0;
  }
  std::vector<const Projection*> folds = server::HubFolds();
  if (options.folds > 0) folds.resize(std::min(folds.size(), options.folds));
  std::filesystem::create_directories(options.dir);
  if (!options.live.empty()) return RunLive(options, folds);
  std::filesystem::remove_all(options.dir);
  std::filesystem::create_directories(options.dir);
  if (options.adults) return RunAdults(options, folds);
  fmt::print("goldthread_bench: {} events, seed {}\n", options.events, options.seed);

  if (!options.kafka.empty()) return RunKafka(options, folds);
  const bool of_county = options.ladder_of == "county";
  if (of_county) {
    const auto log = *EmbeddedLog::Open(options.dir + "/county");
    const Cost filled = Measure([&] { FillFromCounty(*log, options); });
    fmt::print("  county written in {:.1f} s\n", filled.wall_s);
    PrintLadder(*log, folds, options);
  }
  if (of_county && options.ladder_only) return 0;
  std::unique_ptr<EmbeddedLog> log = *EmbeddedLog::Open(options.dir + "/log");
  const Cost filled = Measure([&] { FillFromWorkload(*log, options); });
  fmt::print("  canonical workload written in {:.1f} s\n", filled.wall_s);
  if (!of_county) PrintLadder(*log, folds, options);
  if (options.ladder_only) return 0;

  const std::string views_dir = options.dir + "/views";
  const auto open = [&] {
    return *LiveViews::Open({views_dir, [&] { return log->NewReader(); }, Always(folds)}, nullptr);
  };
  std::unique_ptr<LiveViews> views = open();
  fmt::print(
      "\nBytes on disk an event: log {:.0f}, views {:.0f}\n",
      static_cast<double>(DiskBytes(options.dir + "/log")) / static_cast<double>(options.events),
      static_cast<double>(DiskBytes(views_dir)) / static_cast<double>(options.events));
  std::vector<double> restarts;
  for (int i = 0; i < options.rounds; ++i) {
    views.reset();
    log.reset();
    restarts.push_back(1e6 * Measure([&] {
                               log = *EmbeddedLog::Open(options.dir + "/log");
                               views = open();
                               GT_CHECK(!ReadChronologies(*views, 10, 1).empty());
                             }).wall_s);
  }
  fmt::print("\nLatency\n");
  PrintLatency("restart to the first answer", restarts);
  PrintLatency("chronology of 10 facts, in process", ReadChronologies(*views, 10, 5'000));
  PrintLatency("chronology of 1,000 facts, in process", ReadChronologies(*views, 1'000, 2'000));
  const auto busy = std::min<int64_t>(options.events / 10, 100'000);
  PrintLatency(fmt::format("chronology of {} facts, in process", busy),
               ReadChronologies(*views, 100'000, 20));
  views.reset();
  log.reset();

  PrintLatency("fsync of 4 KiB, before", ProbeFsync(options.dir, 1'000));
  PrintLatency("publish to visible, 2,000 events/s",
               PublishToVisible(options.dir + "/visible", 20'000, 2'000));
  PrintLatency("fsync of 4 KiB, between", ProbeFsync(options.dir, 1'000));
  std::vector<double> rates;
  for (int i = 0; i < options.rounds; ++i) {
    rates.push_back(PublishOverGrpc(options.dir + "/publish", 100'000, 256).events_per_s);
  }
  PrintLatency("fsync of 4 KiB, after", ProbeFsync(options.dir, 1'000));
  fmt::print("\nDurable append over gRPC, one event a message, 256 in flight: {:.0f} events/s\n",
             Percentile(rates, 0.5));
  if (!options.keep) std::filesystem::remove_all(options.dir);
  return 0;
}

}  // namespace
}  // namespace goldthread::bench

int main(int argc, char** argv) {
  goldthread::bench::Options options;
  CLI::App app("Measures the budgets of docs/benchmarks.md on this machine.");
  app.add_option("--events", options.events, "size of the log")->capture_default_str();
  app.add_option("--rounds", options.rounds, "medians of so many")->capture_default_str();
  app.add_option("--seed", options.seed, "of the county and the workload")->capture_default_str();
  app.add_option("--ladder-of", options.ladder_of, "what the rebuild reads")
      ->check(CLI::IsMember({"county", "canonical"}))
      ->capture_default_str();
  app.add_option("--tables", options.table_rows, "instead: read tables of so many rows");
  app.add_option("--identity", options.identity.people,
                 "instead: resolve the records of a county of so many people");
  app.add_option("--search", options.search_people, "instead: find people of a county of so many");
  app.add_option("--years", options.identity.years, "with --identity and --search")
      ->capture_default_str();
  app.add_option("--table", options.identity.table,
                 "with --identity: a file for its records, one each, as others read them");
  app.add_option("--model", options.identity.model,
                 "with --identity: weigh with this, as `goldthread match learn` writes it");
  app.add_option("--model-out", options.identity.model_out,
                 "with --identity: a file for the model learnt, else for the one in use");
  app.add_flag("--learn", options.identity.learn,
               "with --identity: again, with the model learnt from them");
  app.add_flag("--list-errors", options.identity.list_errors, "with --identity");
  app.add_flag("--adults", options.adults,
               "instead: what facts cost around one adult, and how soon an alert is heard");
  app.add_option("--kafka", options.kafka, "instead: the log on Kafka, at these brokers");
  app.add_option("--kafka-topic", options.kafka_topic, "made there, and left")
      ->capture_default_str();
  app.add_option("--live", options.live,
                 "with --kafka, of the canonical workload: one part of the live path")
      ->check(CLI::IsMember({"make", "produce", "follow"}));
  app.add_option("--rate", options.per_second, "with --live: events a second")
      ->capture_default_str();
  app.add_option("--folds", options.folds,
                 "only the first so many: 3 for chronologies and what they need");
  app.add_option("--digests", options.digests,
                 "with --kafka: a file for what each child's came to");
  app.add_option("--dir", options.dir, "a folder goldthread-bench is made in it")
      ->capture_default_str();
  app.add_flag("--keep", options.keep, "leave the scratch directory");
  app.add_flag("--ladder-only", options.ladder_only, "stop after the rebuild's ladder");
  CLI11_PARSE(app, argc, argv);
  options.identity.seed = options.seed;
  options.dir += "/goldthread-bench";
  return goldthread::bench::Run(options);
}
