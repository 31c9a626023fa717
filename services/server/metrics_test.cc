#include "services/server/metrics.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <regex>
#include <set>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/fake_appender.h"
#include "services/server/commands.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/hub_inbox.h"
#include "services/server/probe_server.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// A hub with its pages, and what they say.
class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest() {
    HubConfig config;
    config.access = HubAccess{.metrics = "127.0.0.1:0"};
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }
  httplib::Result Get(const std::string& page) {
    httplib::Client client("http://" + hub_->metrics_address());
    return client.Get(page.c_str());
  }
  std::string Metrics() { return Get("/metrics")->body; }
  void PublishStory() {
    const auto stub = v1::EventService::NewStub(hub_->Channel());
    v1::PublishBatchRequest request;
    for (const StoryStep& step : FourSmallWorries().steps) *request.add_events() = step.event;
    ASSERT_TRUE(Ask(*stub, &v1::EventService::Stub::PublishBatch, request).ok());
  }
  v1::Caller Operator() { return OperatorOf(CommonOptions()); }

  std::unique_ptr<Hub> hub_;
};

TEST_F(MetricsTest, WhatWasPublishedIsCountedAndTimed) {
  PublishStory();
  const std::string text = Metrics();
  EXPECT_THAT(text, HasSubstr("goldthread_log_records 5"));
  EXPECT_THAT(text, HasSubstr("goldthread_appended_records_total{log=\"events\"} 5"));
  EXPECT_THAT(text, HasSubstr("goldthread_append_duration_seconds_count{log=\"events\"} 1"));
  EXPECT_THAT(text, HasSubstr("goldthread_ready 1"));
  EXPECT_THAT(text, HasSubstr("goldthread_quarantined_records 0"));
  EXPECT_THAT(text, ContainsRegex("goldthread_calls_total.*PublishBatch.* 1"));
}

TEST_F(MetricsTest, DenialsAreCountedByTheirReason) {
  EXPECT_THAT(Metrics(), HasSubstr("goldthread_denials_total{reason=\"NO_LAWFUL_BASIS\"} 0"));
  EXPECT_FALSE(HubClient(*hub_).GetStatus({}).ok());
  v1::Caller other = Operator();
  other.set_role("social-worker");
  EXPECT_FALSE(HubClient(*hub_).GetStatus(other).ok());
  const std::string text = Metrics();
  EXPECT_THAT(text, HasSubstr("goldthread_denials_total{reason=\"CALLER_MISSING\"} 1"));
  EXPECT_THAT(text, HasSubstr("goldthread_denials_total{reason=\"NO_LAWFUL_BASIS\"} 1"));
}

TEST_F(MetricsTest, LagIsWhatTheViewsHaveNotFoldedYet) {
  server::Metrics metrics("test");
  const std::string text = metrics.Text(
      {.log_end = 9, .views = 4, .quarantined = 2, .views_follow = false, .ready = false});
  EXPECT_THAT(text, AllOf(HasSubstr("goldthread_views_lag_records 5"),
                          HasSubstr("goldthread_quarantined_records 2"),
                          HasSubstr("goldthread_views_follow 0"), HasSubstr("goldthread_ready 0"),
                          HasSubstr("goldthread_build_info{version=\"test\"} 1")));
}

TEST_F(MetricsTest, WhatComesOfRecordsOfInboxesIsCounted) {
  server::Metrics metrics("test");
  StatusOr<std::vector<v1::Receipt>> receipts = Error(Code::kUnavailable, "no log");
  const auto publish = Measured([&](std::span<const v1::Event>) { return receipts; }, metrics);
  const std::vector<v1::Event> events(3);
  EXPECT_FALSE(publish(events).ok());
  receipts = std::vector<v1::Receipt>(3);
  (*receipts)[0].mutable_accepted();
  (*receipts)[1].mutable_rejected();
  (*receipts)[2].mutable_accepted();
  EXPECT_TRUE(publish(events).ok());
  const std::string text = metrics.Text({});
  EXPECT_THAT(text, AllOf(HasSubstr("goldthread_inbox_records_total{outcome=\"stood\"} 3"),
                          HasSubstr("goldthread_inbox_records_total{outcome=\"refused\"} 1"),
                          HasSubstr("goldthread_inbox_records_total{outcome=\"accepted\"} 2")));
}

TEST_F(MetricsTest, AnAppendThatFailsIsCountedAsAFailure) {
  server::Metrics metrics("test");
  FakeAppender log;
  log.FailWith(Error(Code::kResourceExhausted, "full"));
  MeasuredLog measured(log, metrics);
  const std::vector<NewRecord> batch = {{"h", "b"}};
  EXPECT_FALSE(measured.Append(batch).ok());
  const std::string text = metrics.Text({});
  EXPECT_THAT(text, HasSubstr("goldthread_append_failures_total{log=\"events\"} 1"));
  EXPECT_THAT(text, HasSubstr("goldthread_appended_records_total{log=\"events\"} 0"));
}

// The conventions that Prometheus' own linter checks, and ours: no person in a label.
TEST_F(MetricsTest, NamesKeepToTheConventionsAndLabelsToTheFew) {
  PublishStory();
  (void)HubClient(*hub_).GetStatus({});
  const std::string text = Metrics();
  std::set<std::string> helped;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex("# HELP (\\S+) (.+)"))) helped.insert(match[1]);
    if (std::regex_match(line, match, std::regex("# TYPE (\\S+) (\\S+)"))) {
      const std::string name = match[1];
      EXPECT_TRUE(helped.contains(name)) << name;
      EXPECT_TRUE(name.starts_with("goldthread_")) << name;
      EXPECT_EQ(name.ends_with("_total"), match[2] == "counter") << name;
      EXPECT_EQ(name.find("milli"), name.npos) << name;
      // What the page for operators says of it.
      EXPECT_NE(ReadWhole(GT_OPERATIONS_PAGE).find("`" + name), std::string::npos) << name;
    }
  }
  const std::regex label("[{,]([a-z]+)=");
  for (std::sregex_iterator at(text.begin(), text.end(), label), end; at != end; ++at) {
    EXPECT_THAT((*at)[1].str(),
                ::testing::AnyOf("log", "le", "reason", "method", "code", "outcome", "version"));
  }
  for (const char* canary : {"pupil", "nominal", "northmere", "operator@local"}) {
    EXPECT_THAT(text, Not(HasSubstr(canary)));
  }
}

TEST_F(MetricsTest, AReadyHubSaysSoAndAStoppingOneSaysWhy) {
  EXPECT_EQ(Get("/livez")->status, 200);
  EXPECT_EQ(Get("/readyz")->status, 200);
  hub_->Shutdown(std::chrono::milliseconds(10));
  EXPECT_EQ(Get("/livez")->status, 200);
  const auto stopping = Get("/readyz");
  EXPECT_EQ(stopping->status, 503);
  EXPECT_EQ(stopping->body, "stopping\n");
  EXPECT_EQ(Get("/etc/passwd")->status, 404);
}

TEST_F(MetricsTest, PagesAreForThisMachineAlone) {
  HubConfig config;
  config.access = HubAccess{.metrics = "0.0.0.0:0"};
  EXPECT_EQ(Hub::Open(config).status().code(), Code::kInvalidArgument);
  config.access->metrics = hub_->metrics_address();
  EXPECT_EQ(Hub::Open(config).status().code(), Code::kUnavailable);
}

TEST(ProbeServerTest, AClusterAsksFromOutside) {
  ProbePages pages{[] { return std::string(); }, [] { return OkStatus(); }};
  EXPECT_EQ(ProbeServer::Open("0.0.0.0:0", pages).status().code(), Code::kInvalidArgument);
  pages.beyond_loopback = true;
  EXPECT_TRUE(ProbeServer::Open("0.0.0.0:0", pages).ok());
}

}  // namespace
}  // namespace goldthread::server
