#include "tests/bench/alert_latency.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <thread>

#include "eventstore/base/check.h"
#include "goldthread/v1/adult_service.grpc.pb.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/hub.h"
#include "services/server/story_events.h"

namespace goldthread::bench {
namespace {

using std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

constexpr const char* kCouncil = "northmere-council/social-care";
constexpr const char* kProbation = "northmere-probation/cases";
constexpr const char* kAdult = "adult-";

v1::Event AtHome(const char* feed, const std::string& record, const char* birth_date, int64_t pair,
                 v1::SubjectRole role, v1::InformationCategory category) {
  v1::Event event = server::Recorded(feed, "home-" + record, server::At(2, 9, 0), category);
  event.mutable_occurred()->set_date("2025-01-01");
  server::AddSubject(event, record, role).mutable_described()->set_birth_date(birth_date);
  event.mutable_address_observed()->mutable_address()->set_uprn(200'000'000'000 +
                                                                static_cast<uint64_t>(pair));
  event.mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
  return event;
}

v1::Event RiskOf(int64_t pair) {
  const std::string adult = kAdult + std::to_string(pair);
  v1::Event event = server::Recorded(kProbation, "risk-" + adult, server::At(3, 9, 0),
                                     v1::INFORMATION_CATEGORY_ADULT_RISK);
  event.mutable_occurred()->set_date("2026-02-02");
  server::AddSubject(event, adult, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
  v1::RiskAsserted& risk = *event.mutable_risk_asserted();
  risk.set_kind("person-posing-risk-to-children");
  risk.set_evidence(v1::EVIDENCE_CLASS_CONVICTION);
  risk.set_assessor("probation officer");
  risk.set_review_due("2030-02-02");
  return event;
}

// Sends in order, each at its moment, and sees every receipt. The position after the last.
int64_t Publish(const std::shared_ptr<grpc::Channel>& channel, const std::vector<v1::Event>& events,
                steady_clock::time_point start, int per_second) {
  const auto stub = v1::EventService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->Publish(&context);
  int64_t end = 0;
  std::jthread receipts([&] {
    v1::PublishResponse response;
    while (stream->Read(&response)) {
      GT_CHECK(response.receipt().has_accepted());
      end = response.receipt().accepted().position() + 1;
    }
  });
  v1::PublishRequest request;
  for (size_t at = 0; at < events.size(); ++at) {
    if (per_second > 0) {
      std::this_thread::sleep_until(
          start + std::chrono::microseconds(static_cast<int64_t>(at) * 1'000'000 / per_second));
    }
    *request.mutable_event() = events[at];
    GT_CHECK(stream->Write(request));
  }
  stream->WritesDone();
  receipts.join();
  GT_CHECK(stream->Finish().ok());
  return end;
}

v1::Caller Watcher() {
  return server::CallerOf("northmere-council", "worker-1", "social-worker", v1::PURPOSE_SECTION_47);
}

void AwaitFolded(v1::AdultService::Stub& stub, int64_t end) {
  v1::ListAlertsRequest request;
  *request.mutable_caller() = Watcher();
  request.set_min_position(end);
  request.set_page_size(1);
  grpc::Status listed;
  do {
    grpc::ClientContext context;
    v1::ListAlertsResponse response;
    listed = stub.ListAlerts(&context, request, &response);
    GT_CHECK(listed.ok() || listed.error_code() == grpc::FAILED_PRECONDITION);
  } while (!listed.ok());
}

// Which pair's; none: of the county's own people.
std::optional<size_t> PairOf(const v1::Alert& alert) {
  std::string_view name = alert.adult().record();
  if (!name.starts_with(kAdult)) return std::nullopt;
  name.remove_prefix(std::string_view(kAdult).size());
  size_t pair = 0;
  std::from_chars(name.data(), name.data() + name.size(), pair);
  return pair;
}

}  // namespace

std::vector<double> RiskToAlert(const std::string& dir, const RiskRun& run,
                                const std::function<v1::Event()>& next) {
  std::filesystem::remove_all(dir);
  server::HubConfig config;
  config.data_dir = dir;
  config.listen = "127.0.0.1:0";
  const auto hub = *server::Hub::Open(config);
  const auto channel = grpc::CreateChannel(hub->address(), grpc::InsecureChannelCredentials());

  const int64_t pairs = run.events / run.risk_every;
  std::vector<v1::Event> before;
  for (int64_t pair = 0; pair < pairs; ++pair) {
    before.push_back(AtHome(kCouncil, fmt::format("child-{}", pair), "2019-05-02", pair,
                            v1::SUBJECT_ROLE_CHILD, v1::INFORMATION_CATEGORY_SOCIAL_CARE));
    before.push_back(AtHome(kProbation, kAdult + std::to_string(pair), "1986-05-02", pair,
                            v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER, v1::INFORMATION_CATEGORY_PROBATION));
  }
  for (int64_t i = 0; i < run.before; ++i) before.push_back(next());
  const auto stub = v1::AdultService::NewStub(channel);
  AwaitFolded(*stub, Publish(channel, before, {}, 0));

  grpc::ClientContext context;
  v1::WatchAlertsRequest request;
  *request.mutable_caller() = Watcher();
  request.set_from_now(true);
  const auto alerts = stub->WatchAlerts(&context, request);
  v1::WatchAlertsResponse told;
  GT_CHECK(alerts->Read(&told));  // It watches.

  std::vector<v1::Event> sent;
  std::vector<size_t> at_of_pair;
  for (int64_t i = 0; i < run.events; ++i) {
    const bool risk = i % run.risk_every == run.risk_every - 1;
    if (risk) at_of_pair.push_back(sent.size());
    sent.push_back(risk ? RiskOf(i / run.risk_every) : next());
  }
  std::vector<double> took;
  const auto start = steady_clock::now() + std::chrono::milliseconds(100);
  std::jthread publisher([&] { Publish(channel, sent, start, run.per_second); });
  std::vector<bool> heard(at_of_pair.size());
  while (took.size() < at_of_pair.size()) {
    GT_CHECK(alerts->Read(&told));
    const auto pair = told.has_change() ? PairOf(told.change().alert()) : std::nullopt;
    if (!pair.has_value() || heard[*pair]) continue;
    heard[*pair] = true;
    const auto intended =
        start + std::chrono::microseconds(static_cast<int64_t>(at_of_pair[*pair]) * 1'000'000 /
                                          run.per_second);
    took.push_back(Micros(steady_clock::now() - intended).count());
  }
  publisher.join();
  context.TryCancel();
  alerts->Finish();
  hub->Shutdown(std::chrono::seconds(1));
  return took;
}

}  // namespace goldthread::bench
