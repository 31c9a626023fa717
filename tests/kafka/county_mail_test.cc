// A county through the inboxes of a hub on a real broker: each event answered, and once in the hub.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/county.h"
#include "services/ingest/registry.h"
#include "services/server/command_test.h"
#include "services/server/commands.h"
#include "services/server/county_ledger.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

constexpr county::CountySize kCounty{.people = 1'000, .years = 1, .seed = 5};

std::vector<std::string> Send() {
  return {"county", "generate", "--people", "1000",        "--years", "1",
          "--seed", "5",        "--kafka",  RealBrokers(), "--json"};
}

class CountyMailTest : public ::testing::Test {
 protected:
  std::unique_ptr<Hub> OpenHub(std::vector<std::string> inbox,
                               const std::string& registry = "") const {
    HubConfig config;
    config.data_dir = directory_.File("hub");
    config.registry_file = registry;
    config.access.emplace();
    config.access->kafka = {
        .shard = shard_, .terms = kOneBroker, .make_topic = true, .inbox = std::move(inbox)};
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    return hub.ok() ? *std::move(hub) : nullptr;
  }

  static CountyLedger LedgerOf(Hub& hub) {
    const auto ledger =
        ReadCountyLedger(HubClient(hub), OperatorOf(CommonOptions()), [](int64_t, int64_t) {});
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    return ledger.value_or(CountyLedger());
  }

  const TestDirectory directory_;
  const KafkaShard shard_ = UnmadeShard();
};

TEST_F(CountyMailTest, EachEventIsAnsweredAndOnceInTheHubHoweverOftenTheCountyIsSent) {
  county::NoTruth nobody_asks;
  county::County county(kCounty, nobody_asks);
  county::Delivery delivery;
  std::set<std::string> ids;
  std::set<std::string> feeds;
  int64_t sent = 0;
  for (; county.Next(&delivery); ++sent) {
    ids.insert(delivery.event().feed() + "/" + delivery.event().id());
    feeds.insert(delivery.event().feed());
  }
  ASSERT_GT(feeds.size(), 10u);
  ASSERT_LT(ids.size(), static_cast<size_t>(sent)) << "agencies send some events twice";

  const auto hub = OpenHub(county::FeedNames());
  ASSERT_NE(hub, nullptr);
  for (int times = 1; times <= 2; ++times) {
    const CountyLedger before = LedgerOf(*hub);
    const Ran ran = RunCommand(Send());
    ASSERT_EQ(ran.code, kExitOk) << ran.err;
    EXPECT_EQ(ran.Json()["sent"], sent);
    EXPECT_EQ(ran.Json()["accepted"], sent);
    EXPECT_EQ(ran.Json()["refused"], 0);
    const CountyLedger came = LedgerOf(*hub) - before;
    EXPECT_EQ(came.events, times == 1 ? static_cast<int64_t>(ids.size()) : 0);
    EXPECT_EQ(came.events + came.repeats, sent);
    EXPECT_EQ(came.conflicts + came.reused, 0);
  }
}

TEST_F(CountyMailTest, WhatIsRefusedIsToldByFieldAndRule) {
  std::string registry(ingest::DefaultRegistryToml());
  const std::string may = R"(["PROBATION", )";
  ASSERT_NE(registry.find(may), registry.npos);
  registry.replace(registry.find(may), may.size(), "[");
  const auto hub = OpenHub(county::FeedNames(), directory_.Write("registry.toml", registry));
  ASSERT_NE(hub, nullptr);
  const Ran ran = RunCommand(Send());
  EXPECT_EQ(ran.code, kExitSomeRefused) << ran.err;
  const auto answer = ran.Json();
  EXPECT_GT(answer["refused"], 0);
  EXPECT_EQ(answer["accepted"].get<int>() + answer["refused"].get<int>(), answer["sent"]);
  EXPECT_EQ(answer["refused_by_rule"]["category CATEGORY_NOT_ALLOWED"], answer["refused"]);
  EXPECT_THAT(ran.err, HasSubstr("first refused: northmere-probation/cases/"));
}

}  // namespace
}  // namespace goldthread::server
