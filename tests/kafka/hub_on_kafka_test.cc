// The whole hub with its log on a real broker: the same story, the same views, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/story_player.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

KafkaPlace NewPlace() { return {.shard = UnmadeShard(), .terms = kOneBroker, .make_topic = true}; }

// The views of `hub` against a rebuild from its log.
v1::VerifyResponse Verify(Hub& hub) {
  const auto stub = v1::OperationsService::NewStub(hub.Channel());
  v1::VerifyRequest request;
  request.mutable_caller()->set_agency("hub");
  request.mutable_caller()->set_user("operator@local");
  request.mutable_caller()->set_role("operator");
  request.mutable_caller()->set_purpose(v1::PURPOSE_OPERATION);
  const auto answer = Ask(*stub, &v1::OperationsService::Stub::Verify, request);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.value_or(v1::VerifyResponse());
}

class HubOnKafkaTest : public ::testing::Test {
 protected:
  std::unique_ptr<Hub> OpenHub(const std::optional<KafkaPlace>& kafka) {
    HubConfig config;
    config.data_dir = directory_.File(kafka.has_value() ? "on-kafka" : "embedded");
    config.clock = &clock_;
    config.access.emplace();
    config.access->kafka = kafka;
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    return hub.ok() ? *std::move(hub) : nullptr;
  }

  // Plays the story into the hub; what it then shows that it should not, or does not.
  std::vector<std::string> PlayInto(Hub& hub) {
    clock_.Set(ReceivedAt(story_.steps.front()));
    const auto played = Play(story_, HubClient(hub), clock_, [](const StoryStep&) {});
    EXPECT_TRUE(played.ok()) << played.status();
    return played.ok() ? Differences(story_, *played) : std::vector<std::string>{"not played"};
  }

  // What the commands find the log by.
  void WriteSettings(const KafkaPlace& place) const {
    directory_.Write("on-kafka/hub.toml",
                     "mode = \"development\"\n[kafka]\nreplicas = 1\nbrokers = \"" +
                         place.shard.brokers + "\"\ntopic = \"" + place.shard.topic + "\"\n");
  }

  const Story story_ = FourSmallWorries();
  const TestDirectory directory_;
  ManualClock clock_{ReceivedAt(story_.steps.front())};
};

TEST_F(HubOnKafkaTest, AStoryIsToldAndItsViewsAreThoseOfTheEmbeddedLogByteForByte) {
  const auto on_kafka = OpenHub(NewPlace());
  const auto embedded = OpenHub(std::nullopt);
  ASSERT_TRUE(on_kafka != nullptr && embedded != nullptr);
  EXPECT_THAT(PlayInto(*on_kafka), IsEmpty());
  EXPECT_THAT(PlayInto(*embedded), IsEmpty());
  const v1::VerifyResponse kafka = Verify(*on_kafka);
  EXPECT_TRUE(kafka.equal()) << kafka.first_difference();
  EXPECT_EQ(kafka.position().next(), static_cast<int64_t>(story_.steps.size()));
  EXPECT_EQ(kafka.live_digest(), Verify(*embedded).live_digest());
}

TEST_F(HubOnKafkaTest, ViewsThatWereDeletedComeBackFromTheTopic) {
  const KafkaPlace place = NewPlace();
  auto hub = OpenHub(place);
  ASSERT_NE(hub, nullptr);
  EXPECT_THAT(PlayInto(*hub), IsEmpty());
  const std::string before = Verify(*hub).live_digest();
  hub.reset();
  std::filesystem::remove_all(directory_.File("on-kafka/views"));
  hub = OpenHub(place);
  ASSERT_NE(hub, nullptr);
  EXPECT_EQ(Verify(*hub).live_digest(), before);
  // The same once more is a repeat, found in a log that another hub began.
  EXPECT_THAT(PlayInto(*hub), IsEmpty());
}

TEST_F(HubOnKafkaTest, ATopicThatIsNotThereIsRefusedUnlessItMayBeMade) {
  KafkaPlace place = NewPlace();
  place.make_topic = false;
  HubAccess access;
  access.kafka = place;
  const auto hub = Hub::Open({.data_dir = directory_.File("refused"), .access = access});
  EXPECT_EQ(hub.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(hub.status())), HasSubstr("TOPIC_MISSING"));
}

TEST_F(HubOnKafkaTest, TheCommandLineFindsTheLogThroughTheSettingsOfTheDirectory) {
  const KafkaPlace place = NewPlace();
  auto hub = OpenHub(place);
  ASSERT_NE(hub, nullptr);
  EXPECT_THAT(PlayInto(*hub), IsEmpty());
  hub.reset();
  WriteSettings(place);
  const Ran ran = RunCommand({"verify", "--data", directory_.File("on-kafka"), "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.Json()["equal"], true);
  EXPECT_EQ(ran.Json()["position"]["next"], static_cast<int64_t>(story_.steps.size()));
}

TEST_F(HubOnKafkaTest, ACountyGoesToTheTopicOfADirectoryWhoseSettingsNameOne) {
  const KafkaPlace place = NewPlace();
  ASSERT_NE(OpenHub(place), nullptr);
  WriteSettings(place);
  const std::string data = directory_.File("on-kafka");
  const Ran sent = RunCommand(
      {"county", "generate", "--people", "1000", "--years", "1", "--data", data, "--json"});
  ASSERT_EQ(sent.code, 0) << sent.err;
  EXPECT_EQ(sent.Json()["refused"], 0);
  EXPECT_GT(sent.Json()["accepted"], 500);
  const Ran ran = RunCommand({"verify", "--data", data, "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.Json()["position"]["next"], sent.Json()["accepted"]);
}

}  // namespace
}  // namespace goldthread::server
