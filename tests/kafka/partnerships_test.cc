// Another partnership on the same topic: a partition and processes of its own, beside those that
// run.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/file_clock.h"
#include "services/server/story_player.h"
#include "tests/faults/sender.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/role_processes.h"

namespace goldthread::server {
namespace {

HubClient GatewayOf(const RoleProcesses& roles) {
  auto client = HubClient::Open({.hub = roles.AddressOf("gateway")}, IfMissing::kRefuse);
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

TEST(PartnershipsTest, OneIsAddedBesideOneThatRunsAndIsNotDisturbed) {
  const Story story = FourSmallWorries();
  RoleProcesses first(1);
  EXPECT_TRUE(FileClock::Set(first.clock_file(), ReceivedAt(story.steps[0])).ok());
  first.StartAll();
  faults::Sender sender(story.steps[0].event, 1);
  std::atomic<bool> every_time = true;
  std::jthread sending([&](const std::stop_token& stop) {
    const auto stub = v1::EventService::NewStub(GatewayOf(first).channel());
    while (!stop.stop_requested() && every_time) every_time = sender.Send(*stub, 1);
  });
  // What an operator does: a partition at the topic's end, and processes for it.
  GrowTopic(first.shard(), 2);
  KafkaShard shard = first.shard();
  shard.partition = 1;
  RoleProcesses second(1, shard, 1);
  ManualClock clock(ReceivedAt(story.steps[0]));
  EXPECT_TRUE(FileClock::Set(second.clock_file(), clock.Now()).ok());
  second.StartAll();
  const auto played = Play(story, GatewayOf(second), clock, [&](const StoryStep& step) {
    EXPECT_TRUE(FileClock::Set(second.clock_file(), ReceivedAt(step)).ok());
  });
  ASSERT_TRUE(played.ok()) << played.status();
  EXPECT_THAT(Differences(story, *played), testing::IsEmpty());
  sending = {};
  EXPECT_TRUE(every_time) << "the one that ran missed an event";
  EXPECT_EQ(first.Records(), sender.acknowledged());
  EXPECT_EQ(second.Records(), std::ssize(story.steps));
}

}  // namespace
}  // namespace goldthread::server
