// Subscribers of a whole hub: told once, though the hub stops between.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "connectors/outbound/local_servers.h"
#include "connectors/outbound/webhook.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/server/alert_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kSecret = "a secret of thirty-two bytes ...";

// A hub in a directory, with one subscriber.
class AlertDeliveryTest : public HubWithSettings {
 protected:
  void WriteSettings(int port) {
    files_.Write("desk.secret", kSecret);
    files_.Write("hub.toml", fmt::format(R"(mode = "development"

[[subscriber]]
name = "desk"
agency = "northmere-council"
role = "social-worker"
purpose = "section-47"
since = "2026-01-01"
webhook = "http://127.0.0.1:{}/alerts"
secret_file = "desk.secret"
allow = ["127.0.0.0/8"]
plain = true
)",
                                         port));
  }
  StatusOr<v1::ListUndeliveredResponse> Undelivered() {
    v1::ListUndeliveredRequest request;
    *request.mutable_caller() = CallerIn("hub", "op-1", "operator", v1::PURPOSE_OPERATION);
    request.set_min_position(feeds::kNewest);
    const auto stub = v1::AdultService::NewStub(hub_->Channel());
    return AskUntilFresh(
        [&] { return Ask(*stub, &v1::AdultService::Stub::ListUndelivered, request); });
  }
  // How many records of deliveries the hub's own feed holds.
  int64_t Records() {
    v1::ListFeedsRequest request;
    *request.mutable_caller() = CallerIn("hub", "op-1", "operator", v1::PURPOSE_OPERATION);
    request.set_min_position(feeds::kNewest);
    const auto stub = v1::FeedService::NewStub(hub_->Channel());
    const auto answer =
        AskUntilFresh([&] { return Ask(*stub, &v1::FeedService::Stub::ListFeeds, request); });
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return -1;
    for (const v1::Feed& feed : answer->feeds()) {
      if (feed.feed() == "goldthread/alerts") return feed.events();
    }
    return 0;
  }
  void UntilRecords(int64_t wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kShortCall;
    while (Records() < wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    EXPECT_EQ(Records(), wanted);
  }
};

TEST_F(AlertDeliveryTest, ASubscriberIsToldOnceThoughTheHubStopsBetween) {
  const outbound::LocalWebServer desk(204);
  WriteSettings(desk.port());
  Open();
  Tell({Asserted(), AdultLives(), ChildLives("child-1")});
  UntilRecords(1);
  Open();
  Tell({ChildLives("child-2")});
  UntilRecords(2);
  const auto heard = desk.heard();
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_THAT(heard[0].body, HasSubstr("child-1"));
  EXPECT_THAT(heard[1].body, HasSubstr("child-2"));
  EXPECT_NE(heard[0].get_header_value("webhook-id"), heard[1].get_header_value("webhook-id"));
  EXPECT_EQ(heard[0].get_header_value("webhook-signature"),
            outbound::SignatureOf(kSecret, heard[0].get_header_value("webhook-id"), 1'772'409'600,
                                  heard[0].body));
}

TEST_F(AlertDeliveryTest, WhatIsRefusedIsListedAndTriedAgainWhenSomebodyAsks) {
  auto desk = std::make_unique<outbound::LocalWebServer>(410);
  WriteSettings(desk->port());
  Open();
  Tell({Asserted(), AdultLives(), ChildLives("child-1")});
  UntilRecords(1);
  const auto given_up = Undelivered();
  ASSERT_TRUE(given_up.ok()) << given_up.status();
  ASSERT_THAT(given_up->undelivered(), SizeIs(1));
  EXPECT_EQ(given_up->undelivered(0).cause(), "STATUS_410");
  hub_.reset();
  desk = std::make_unique<outbound::LocalWebServer>(200);
  WriteSettings(desk->port());
  Open();
  v1::RetryDeliveryRequest request;
  *request.mutable_caller() = CallerIn("hub", "op-1", "operator", v1::PURPOSE_OPERATION);
  request.set_alert_id(given_up->undelivered(0).alert_id());
  request.set_change(given_up->undelivered(0).change());
  request.set_subscriber("desk");
  request.set_reason("the desk has moved");
  const auto stub = v1::AdultService::NewStub(hub_->Channel());
  const auto asked =
      AskUntilFresh([&] { return Ask(*stub, &v1::AdultService::Stub::RetryDelivery, request); });
  ASSERT_TRUE(asked.ok()) << asked.status();
  UntilRecords(3);
  EXPECT_THAT(desk->heard(), SizeIs(1));
  EXPECT_THAT(Undelivered()->undelivered(), SizeIs(0));
}

TEST_F(AlertDeliveryTest, SettingsThatMakeNoSenseKeepTheHubFromStarting) {
  WriteSettings(1);
  files_.Write("desk.secret", "short");
  HubConfig config;
  config.data_dir = files_.File("");
  const auto hub = Hub::Open(config);
  EXPECT_EQ(hub.status().code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(Message(hub.status())), HasSubstr("BAD_SETTINGS"));
  EXPECT_THAT(std::string(Message(hub.status())), Not(HasSubstr("short")));
}

}  // namespace
}  // namespace goldthread::server
