#include "tests/kafka/faults/hub_in_trouble.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/chronology_client.h"
#include "services/server/commands.h"
#include "services/server/file_clock.h"
#include "services/server/hub.h"
#include "services/server/story.h"

namespace goldthread::faults {
namespace {

using server::Ask;
using std::chrono::steady_clock;

// An agency that waits longer than this for receipts is let down.
constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::milliseconds kAnyTime{60'000};
constexpr int64_t kBefore = 9;
constexpr int64_t kAtOnce = 60;
constexpr int kChildren = 5;
// As often the gateway sends what nobody answered; readers drop the repeat.
constexpr int64_t kGatewayTries = 3;
constexpr size_t kBatch = 500;

v1::VerifyResponse VerifiedBy(const server::HubClient& hub) {
  const auto stub = v1::OperationsService::NewStub(hub.channel());
  v1::VerifyRequest request;
  *request.mutable_caller() = server::OperatorOf(server::CommonOptions());
  const auto answer = Ask(*stub, &v1::OperationsService::Stub::Verify, request);
  return answer.value_or(v1::VerifyResponse());
}

}  // namespace

HubInTrouble::HubInTrouble(const FaultCluster& cluster)
    : event_(server::FourSmallWorries().steps[0].event),
      roles_(1, cluster.NewShard(), kThreeCopies.replicas),
      sender_(event_, 1) {
  const auto begin = server::ReceivedAt(server::FourSmallWorries().steps[0]);
  EXPECT_TRUE(server::FileClock::Set(roles_.clock_file(), begin).ok());
  roles_.StartAll();
  sending_ = std::jthread([this](const std::stop_token& stop) {
    auto stub = v1::EventService::NewStub(Gateway().channel());
    while (!stop.stop_requested()) {
      const bool sent = sender_.Send(*stub, 1);
      const MutexLock lock(mutex_);
      acknowledged_ = sender_.acknowledged();
      changed_.NotifyAll();
      while (sent && acknowledged_ >= wanted_ && !stop.stop_requested()) changed_.Wait(mutex_);
    }
  });
}

HubInTrouble::~HubInTrouble() {
  sending_.request_stop();
  {
    const MutexLock lock(mutex_);
    changed_.NotifyAll();
  }
  sending_.join();
}

server::HubClient HubInTrouble::Gateway() const {
  auto client =
      server::HubClient::Open({.hub = roles_.AddressOf("gateway")}, server::IfMissing::kRefuse);
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

void HubInTrouble::BeginSending() {
  const MutexLock lock(mutex_);
  const int64_t before = acknowledged_;
  wanted_ = before + kAtOnce;
  changed_.NotifyAll();
  while (acknowledged_ < before + kBefore) changed_.Wait(mutex_);
}

void HubInTrouble::AwaitReceipts() {
  const auto deadline = steady_clock::now() + kPatience;
  const MutexLock lock(mutex_);
  while (acknowledged_ < wanted_ && changed_.WaitUntil(mutex_, deadline)) {
  }
  EXPECT_GE(acknowledged_, wanted_) << "no receipts in time";
}

std::vector<v1::Event> HubInTrouble::EventsInTheLog() const {
  const auto reader = *KafkaReader::Open(shard());
  // A leader that was cut off answers as one until it hears that it is not: with an older end.
  const int64_t last = sender_.PositionOf(sender_.acknowledged());
  const auto deadline = steady_clock::now() + kPatience;
  auto end = reader->End();
  while ((!end.ok() || end->value <= last) && steady_clock::now() < deadline) end = reader->End();
  EXPECT_TRUE(end.ok()) << end.status();
  std::vector<v1::Event> events;
  LogBatch batch;
  for (Position next; end.ok() && next < *end; next = batch.records().back().position.Next()) {
    Status read = reader->Read(next, kBatch, kAnyTime, &batch);
    // Another may have come to lead just now.
    while (read.code() == Code::kUnavailable && steady_clock::now() < deadline) {
      read = reader->Read(next, kBatch, kAnyTime, &batch);
    }
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok() || batch.empty()) break;
    for (const LogRecord& record : batch.records()) {
      events.emplace_back();
      EXPECT_TRUE(
          events.back().ParseFromArray(record.body.data(), static_cast<int>(record.body.size())));
    }
  }
  return events;
}

std::string HubInTrouble::DigestOfEmbedded(const std::vector<v1::Event>& events) const {
  ManualClock clock(server::ReceivedAt(server::FourSmallWorries().steps[0]));
  server::HubConfig config;
  config.clock = &clock;
  const auto hub = server::Hub::Open(config);
  EXPECT_TRUE(hub.ok()) << hub.status();
  const server::HubClient client(**hub);
  const auto stub = v1::EventService::NewStub(client.channel());
  for (size_t next = 0; next < events.size();) {
    v1::PublishBatchRequest request;
    for (size_t i = 0; i < kBatch && next < events.size(); ++i) {
      *request.add_events() = events[next++];
    }
    const auto answer = Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
  }
  v1::VerifyResponse verified;
  while (verified.position().next() < std::ssize(events)) verified = VerifiedBy(client);
  return verified.live_digest();
}

void HubInTrouble::ExpectChronologiesTellAll(size_t distinct) const {
  v1::Caller enquirer = server::FourSmallWorries().now.caller;
  enquirer.set_purpose(v1::PURPOSE_SECTION_47);
  std::multiset<std::string> told;
  for (int child = 0; child < kChildren; ++child) {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed(sender_.feed());
    query.mutable_record()->set_record(fmt::format("child-{}", child));
    const auto chronology = server::FetchChronology(Gateway(), enquirer, query);
    ASSERT_TRUE(chronology.ok()) << chronology.status();
    for (const auto& entry : chronology->entries) told.insert(entry.event().id());
  }
  EXPECT_EQ(told.size(), distinct);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), distinct);
}

void HubInTrouble::ExpectNothingLostNorDoubled() {
  AwaitReceipts();  // The agency is idle now.
  const std::vector<v1::Event> events = EventsInTheLog();
  std::vector<int64_t> times(static_cast<size_t>(sender_.acknowledged()) + 1);
  for (const v1::Event& event : events) {
    ASSERT_LE(event.feed_sequence(), sender_.acknowledged()) << "nobody was told of it";
    ++times[static_cast<size_t>(event.feed_sequence())];
  }
  for (int64_t number = 1; number <= sender_.acknowledged(); ++number) {
    const int64_t position = sender_.PositionOf(number);
    ASSERT_LT(position, std::ssize(events)) << "event " << number << " was acknowledged and lost";
    ASSERT_EQ(events[static_cast<size_t>(position)].feed_sequence(), number) << position;
    ASSERT_LE(times[static_cast<size_t>(number)], kGatewayTries * sender_.TimesSent(number))
        << "event " << number << " is there oftener than it was sent";
  }
  const auto deadline = steady_clock::now() + kPatience;
  v1::VerifyResponse verified;
  while (verified.position().next() < std::ssize(events) && steady_clock::now() < deadline) {
    verified = VerifiedBy(Gateway());
  }
  EXPECT_EQ(verified.position().next(), std::ssize(events));
  EXPECT_TRUE(verified.equal()) << verified.first_difference();
  EXPECT_EQ(verified.live_digest(), DigestOfEmbedded(events));
  ExpectChronologiesTellAll(times.size() - 1);
}

}  // namespace goldthread::faults
