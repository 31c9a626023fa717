// goldthread alerts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/alert_fixture.h"
#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

// A hub's directory in which an alert stands.
class AlertCommandsTest : public ::testing::Test {
 protected:
  AlertCommandsTest() {
    HubConfig config;
    config.data_dir = files_.File("hub");
    const auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    v1::PublishBatchRequest request;
    for (const v1::Event& event : {Asserted(), AdultLives(), ChildLives("child-1")}) {
      *request.add_events() = event;
    }
    const auto stub = v1::EventService::NewStub((*hub)->Channel());
    EXPECT_TRUE(Ask(*stub, &v1::EventService::Stub::PublishBatch, request).ok());
  }
  Ran Run(std::vector<std::string> words) const {
    words.insert(words.begin(), "alerts");
    words.insert(words.end(), {"--data", files_.File("hub")});
    return RunCommand(words);
  }
  const TestDirectory files_;
};

TEST_F(AlertCommandsTest, AnAlertIsListedShownAndTakenThroughItsLife) {
  const auto listed = Run({"list", "--json"}).Json();
  ASSERT_EQ(listed["alerts"].size(), 1u);
  const std::string id = listed["alerts"][0]["id"];
  EXPECT_THAT(Run({"list"}).out, HasSubstr(id));
  const Ran shown = Run({"show", id});
  EXPECT_THAT(shown.out, HasSubstr("Why:"));
  EXPECT_THAT(shown.out, HasSubstr("home-of-child-1 of northmere-council/social-care"));
  std::string etag = listed["alerts"][0]["etag"];
  const std::vector<std::vector<std::string>> steps = {
      {"acknowledge", id}, {"assess", id, "--outcome", "no-contact"}, {"close", id}};
  for (std::vector<std::string> step : steps) {
    step.insert(step.end(), {"--on", etag, "--reason", "rang probation", "--json"});
    const Ran ran = Run(step);
    ASSERT_EQ(ran.code, kExitOk) << ran.err;
    etag = ran.Json()["etag"];
  }
  EXPECT_THAT(Run({"list"}).out, HasSubstr("No alert for you needs anybody."));
  EXPECT_EQ(Run({"list", "--state", "closed", "--json"}).Json()["alerts"].size(), 1u);
}

TEST_F(AlertCommandsTest, AnAdultsHouseholdsAreDrawnAsLanesAndForGraphviz) {
  const std::vector<std::string> place = {"--data", files_.File("hub")};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"adults", "show"});
    words.insert(words.end(), place.begin(), place.end());
    return RunCommand(words);
  };
  const std::string adult = "northmere-probation/cases/offender-1";
  const Ran shown = run({adult});
  ASSERT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("child northmere-council/social-care/child-1"));
  EXPECT_THAT(shown.out, HasSubstr("[===="));
  const auto json = run({adult, "--json"}).Json();
  ASSERT_EQ(json["stays"].size(), 1u);
  EXPECT_EQ(json["children"][0]["how"], "same household");
  EXPECT_THAT(run({adult, "--dot"}).out, HasSubstr("graph household {"));
  EXPECT_THAT(run({adult, "--svg"}).out, HasSubstr("</svg>"));
  const auto around = run({"--child", "northmere-council/social-care/child-1", "--json"}).Json();
  ASSERT_EQ(around["adults"].size(), 1u);
  EXPECT_EQ(around["adults"][0]["live_risk"], true);
  EXPECT_EQ(run({}).code, kExitUsage);
}

TEST_F(AlertCommandsTest, ChangesAreWatchedFromAPlaceOn) {
  const auto told = Run({"watch", "--count", "1", "--json"}).Json();
  EXPECT_EQ(told["kind"], "raised");
  EXPECT_FALSE(std::string(told["resume"]).empty());
}

TEST_F(AlertCommandsTest, WhatMakesNoSenseIsSaid) {
  EXPECT_EQ(Run({"list", "--state", "angry"}).code, kExitUsage);
  EXPECT_EQ(Run({"assess", "a1", "--on", "x", "--reason", "y", "--outcome", "angry"}).code,
            kExitUsage);
  EXPECT_EQ(Run({"suppress", "a1", "--on", "x", "--reason", "y"}).code, kExitUsage);
  EXPECT_EQ(Run({"show", "0123"}).code, kExitFailed);
}

TEST_F(AlertCommandsTest, WithoutSubscribersNothingIsUndelivered) {
  EXPECT_THAT(Run({"undelivered"}).out, HasSubstr("All subscribers were told."));
}

}  // namespace
}  // namespace goldthread::server
