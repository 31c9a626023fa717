#include "tests/bench/latency.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>

#include <atomic>
#include <filesystem>
#include <semaphore>
#include <thread>

#include "eventstore/base/check.h"
#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/chronology/chronology_reader.h"
#include "services/ingest/ingest.h"
#include "services/server/hub.h"
#include "services/server/hub_folds.h"
#include "tests/bench/county_records.h"
#include "tests/bench/workload.h"

namespace goldthread::bench {
namespace {

using Micros = std::chrono::duration<double, std::micro>;

// Each another event, so that every receipt is a new record.
std::vector<v1::Event> CountyEvents(int64_t count, uint32_t seed) {
  CountyRecords county(count + count / 5, seed);
  std::vector<v1::Event> events;
  for (int64_t i = 0; i < count; ++i) events.push_back(county.NextNew());
  return events;
}

}  // namespace

Throughput PublishOverGrpc(const std::string& dir, int64_t events, int in_flight) {
  std::filesystem::remove_all(dir);
  server::HubConfig config;
  config.data_dir = dir;
  config.listen = "127.0.0.1:0";
  auto hub = server::Hub::Open(config);
  GT_CHECK(hub.ok());
  const auto channel = grpc::CreateChannel((*hub)->address(), grpc::InsecureChannelCredentials());
  const auto stub = v1::EventService::NewStub(channel);
  const std::vector<v1::Event> batch = CountyEvents(events, 7);
  const Cost cost = Measure([&] {
    grpc::ClientContext context;
    const auto stream = stub->Publish(&context);
    std::counting_semaphore<> window(in_flight);
    std::jthread receipts([&] {
      v1::PublishResponse response;
      for (int64_t i = 0; i < events; ++i) {
        GT_CHECK(stream->Read(&response));
        GT_CHECK(response.receipt().has_accepted());
        window.release();
      }
    });
    v1::PublishRequest request;
    for (const v1::Event& event : batch) {
      window.acquire();
      *request.mutable_event() = event;
      GT_CHECK(stream->Write(request));
    }
    stream->WritesDone();
    receipts.join();
    GT_CHECK(stream->Finish().ok());
  });
  (*hub)->Shutdown(std::chrono::seconds(1));
  return {static_cast<double>(events) / cost.wall_s, cost.cpu_s};
}

std::vector<double> PublishToVisible(const std::string& dir, int64_t events, int per_second) {
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  const auto log = *EmbeddedLog::Open(dir + "/log");
  const auto views = *LiveViews::Open(
      {dir + "/views", [&] { return log->NewReader(); }, Always(server::HubFolds())}, nullptr);
  const ingest::RegistryInForce registry(*ingest::Registry::Parse(ingest::DefaultRegistryToml()));
  const SystemClock clock;
  ingest::Ingest ingest(*log, registry, clock);
  const std::vector<v1::Event> batch = CountyEvents(events, 11);
  std::vector<double> took(static_cast<size_t>(events));
  std::atomic<int64_t> next = 0;
  const auto start = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  constexpr int kPublishers = 32;  // Enough that the schedule, not a publisher, sets the pace.
  std::vector<std::jthread> publishers;
  for (int i = 0; i < kPublishers; ++i) {
    publishers.emplace_back([&] {
      for (int64_t at = next++; at < events; at = next++) {
        const auto intended = start + std::chrono::microseconds(at * 1'000'000 / per_second);
        std::this_thread::sleep_until(intended);
        const auto receipts = ingest.Publish({&batch[static_cast<size_t>(at)], 1});
        GT_CHECK(receipts.ok() && receipts->front().has_accepted());
        GT_CHECK(views->At(Position{receipts->front().accepted().position()}.Next()).ok());
        took[static_cast<size_t>(at)] = Micros(std::chrono::steady_clock::now() - intended).count();
      }
    });
  }
  publishers.clear();
  return took;
}

std::vector<double> ReadChronologies(const LiveViews& views, int facts, int times) {
  chronology::Question question;
  question.record = facts > 1'000 ? Workload::BusyChild() : Workload::ChildWith(facts);
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto snapshot = *views.At(Position{0});
    const auto page = chronology::ReadChronology(*snapshot, question, {}, std::nullopt);
    GT_CHECK(page.ok() && !page->entries.empty());
    took.push_back(Micros(std::chrono::steady_clock::now() - start).count());
  }
  return took;
}

}  // namespace goldthread::bench
