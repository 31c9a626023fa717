// The whole hub with its log on a real broker: the same story, the same views, byte for byte.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/story_player.h"
#include "tests/faults/sender.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

KafkaPlace NewPlace() { return {.shard = UnmadeShard(), .terms = kOneBroker, .make_topic = true}; }

// The views of `hub`, which are at `end` at least, against a rebuild from its log.
v1::VerifyResponse Verify(Hub& hub, Position end = {}) {
  const auto stub = v1::OperationsService::NewStub(hub.Channel());
  v1::VerifyRequest request;
  request.mutable_caller()->set_agency("hub");
  request.mutable_caller()->set_user("operator@local");
  request.mutable_caller()->set_role("operator");
  request.mutable_caller()->set_purpose(v1::PURPOSE_OPERATION);
  v1::VerifyResponse verified;
  do {
    const auto answer = Ask(*stub, &v1::OperationsService::Stub::Verify, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) break;
    verified = *answer;
  } while (verified.position().next() < end.value);
  return verified;
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

// Nobody should; but a pod may be started while its forerunner still runs.
TEST_F(HubOnKafkaTest, TwoIngestsOnOnePartitionLoseNothingAndTheirViewsAgree) {
  const KafkaPlace place = NewPlace();
  std::unique_ptr<Hub> hubs[2];
  for (int i = 0; i < 2; ++i) {
    HubConfig config;
    config.data_dir = directory_.File(fmt::format("on-kafka-{}", i));
    config.clock = &clock_;
    config.access.emplace();
    config.access->kafka = place;
    hubs[i] = *Hub::Open(config);
  }
  // One agency sends to one, then to the other; each also gets what the other had before.
  faults::Sender senders[2] = {{story_.steps[0].event, 1}, {story_.steps[0].event, 1}};
  {
    std::jthread sending[2];
    for (int i = 0; i < 2; ++i) {
      sending[i] = std::jthread([&, i] {
        const auto stub = v1::EventService::NewStub(hubs[i]->Channel());
        EXPECT_TRUE(senders[i].Send(*stub, 200));
      });
    }
  }
  const auto reader = *KafkaReader::Open(place.shard);
  const Position end = *reader->End();
  EXPECT_EQ(end, Position{400});
  LogBatch batch;
  std::vector<v1::Event> events;
  for (Position next; next < end; next = batch.records().back().position.Next()) {
    ASSERT_TRUE(reader->Read(next, 500, std::chrono::seconds(60), &batch).ok());
    for (const LogRecord& record : batch.records()) {
      ASSERT_TRUE(events.emplace_back().ParseFromArray(record.body.data(),
                                                       static_cast<int>(record.body.size())));
    }
  }
  for (const faults::Sender& sender : senders) {
    for (int64_t number = 1; number <= 200; ++number) {
      EXPECT_EQ(events[static_cast<size_t>(sender.PositionOf(number))].feed_sequence(), number);
    }
  }
  // One ingest, which is told what the log tells.
  const auto embedded = OpenHub(std::nullopt);
  const auto stub = v1::EventService::NewStub(embedded->Channel());
  v1::PublishBatchRequest all;
  for (const v1::Event& event : events) *all.add_events() = event;
  ASSERT_TRUE(Ask(*stub, &v1::EventService::Stub::PublishBatch, all).ok());
  const v1::VerifyResponse one = Verify(*embedded, end);
  EXPECT_TRUE(one.equal());
  for (const auto& hub : hubs) {
    const v1::VerifyResponse of_two = Verify(*hub, end);
    EXPECT_TRUE(of_two.equal()) << of_two.first_difference();
    EXPECT_EQ(of_two.live_digest(), one.live_digest());
  }
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
  // A slow machine has not folded all of it when it is first asked.
  Ran ran = RunCommand({"verify", "--data", data, "--json"});
  while (ran.err.find("BEHIND") != std::string::npos) {
    ran = RunCommand({"verify", "--data", data, "--json"});
  }
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.Json()["position"]["next"], sent.Json()["accepted"]);
}

}  // namespace
}  // namespace goldthread::server
