#include "services/server/hub.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/ingest/registry.h"
#include "services/server/chronology_client.h"
#include "services/server/command_test.h"
#include "services/server/commands.h"
#include "services/server/hub_client.h"
#include "services/server/listen_address.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

v1::Receipt Send(Hub& hub, const v1::Event& event) {
  const auto stub = v1::EventService::NewStub(hub.Channel());
  v1::PublishBatchRequest request;
  *request.add_events() = event;
  const auto response = Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
  EXPECT_TRUE(response.ok()) << Message(response.status());
  return response.ok() && response->receipts_size() == 1 ? response->receipts(0) : v1::Receipt();
}

v1::Caller Enquirer() {
  v1::Caller caller = FourSmallWorries().now.caller;
  caller.set_purpose(v1::PURPOSE_SECTION_47);
  return caller;
}

v1::Caller Operator() { return OperatorOf(CommonOptions()); }

StatusOr<Chronology> AskFor(Hub& hub, const RecordId& record) {
  v1::ChronologyQuery query;
  query.mutable_record()->set_feed(record.feed);
  query.mutable_record()->set_record(record.record);
  return FetchChronology(HubClient(hub), Enquirer(), query);
}

v1::Event FirstEvent() { return FourSmallWorries().steps[0].event; }
const RecordId kPupil{"northmere-school/attendance", "pupil-1042"};

TEST(HubTest, WhatIsPublishedIsInTheChronologyAskedForNext) {
  const auto hub = Hub::Open({});
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  const v1::Receipt receipt = Send(**hub, FirstEvent());
  ASSERT_TRUE(receipt.has_accepted()) << receipt.ShortDebugString();
  const auto chronology = AskFor(**hub, kPupil);
  ASSERT_TRUE(chronology.ok()) << Message(chronology.status());
  ASSERT_EQ(chronology->entries.size(), 1u);
  EXPECT_EQ(chronology->entries[0].event().id(), FirstEvent().id());
  EXPECT_GE(chronology->position.next(), receipt.accepted().position() + 1);
}

TEST(HubTest, ADirectoryKeepsEverythingAndIsItsOwnersOnly) {
  const TestDirectory directory;
  const HubConfig config{.data_dir = directory.File("hub")};
  {
    const auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << Message(hub.status());
    ASSERT_TRUE(Send(**hub, FirstEvent()).has_accepted());
  }
  struct stat mode{};
  ASSERT_EQ(stat(config.data_dir.c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777u, 0700u);
  const auto hub = Hub::Open(config);
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  const auto chronology = AskFor(**hub, kPupil);
  ASSERT_TRUE(chronology.ok()) << Message(chronology.status());
  EXPECT_EQ(chronology->entries.size(), 1u);
}

TEST(HubTest, ADirectoryInUseIsRefusedWithTheWayOut) {
  const TestDirectory directory;
  const HubConfig config{.data_dir = directory.File("hub")};
  const auto first = Hub::Open(config);
  ASSERT_TRUE(first.ok());
  const auto second = Hub::Open(config);
  EXPECT_EQ(second.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(second.status())), HasSubstr("--hub"));
  const Ran ran = RunCommand({"feeds", "--data", config.data_dir});
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, HasSubstr("--hub"));
}

TEST(HubTest, ANewDirectoryStartsWithARegistryThatIsReadTheNextTime) {
  const TestDirectory directory;
  const HubConfig config{.data_dir = directory.File("hub")};
  ASSERT_TRUE(Hub::Open(config).ok());
  const std::string file = config.data_dir + "/registry.toml";
  EXPECT_EQ(ReadWhole(file), ingest::DefaultRegistryToml());
  std::ofstream(file) << "partnership = \"elsewhere\"\n";
  {
    const auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << Message(hub.status());
    EXPECT_EQ((*hub)->partnership(), "elsewhere");
    // Its registry names no feed, so nobody may send.
    EXPECT_TRUE(Send(**hub, FirstEvent()).has_rejected());
  }
  std::ofstream(file) << "partnership = \n";
  const auto broken = Hub::Open(config);
  EXPECT_EQ(broken.status().code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(Message(broken.status())), HasSubstr("registry.toml"));
  std::filesystem::remove(file);
  EXPECT_EQ(Hub::Open(config).status().code(), Code::kFailedPrecondition);
}

TEST(HubTest, AFeedIsEnteredAndTakenOutWhileItRunsAndABrokenRegistryChangesNothing) {
  const TestDirectory directory;
  const std::string file = directory.Write("registry.toml", "partnership = \"northmere\"\n");
  const auto hub = Hub::Open({.data_dir = directory.File("hub"), .registry_file = file});
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  EXPECT_TRUE(Send(**hub, FirstEvent()).has_rejected());
  std::ofstream(file) << ingest::DefaultRegistryToml();
  ASSERT_TRUE((*hub)->ReadRegistryAgain().ok());
  EXPECT_TRUE(Send(**hub, FirstEvent()).has_accepted());
  for (const char* const wrong : {"partnership = \n", "partnership = \"eastmere\"\n"}) {
    std::ofstream(file) << wrong;
    EXPECT_FALSE((*hub)->ReadRegistryAgain().ok()) << wrong;
    EXPECT_TRUE(Send(**hub, FirstEvent()).has_accepted()) << wrong;
  }
  std::ofstream(file) << "partnership = \"northmere\"\n";
  ASSERT_TRUE((*hub)->ReadRegistryAgain().ok());
  EXPECT_TRUE(Send(**hub, FirstEvent()).has_rejected());
}

TEST(HubTest, ListensOnAFreeLoopbackPortAndAnswersThere) {
  const auto hub = Hub::Open({.listen = "127.0.0.1:0"});
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  EXPECT_THAT((*hub)->address(), HasSubstr("127.0.0.1:"));
  const auto client = HubClient::Open({.hub = (*hub)->address()}, IfMissing::kRefuse);
  ASSERT_TRUE(client.ok()) << Message(client.status());
  EXPECT_TRUE(client->GetStatus(Operator()).ok());
  const auto second = Hub::Open({.listen = (*hub)->address()});
  EXPECT_EQ(second.status().code(), Code::kUnavailable);
}

TEST(HubTest, OnlyLoopbackAddressesAreTaken) {
  for (const char* good : {"127.0.0.1:7790", "localhost:0", "[::1]:7790", "127.8.9.1:1"}) {
    EXPECT_TRUE(CheckListenAddress(good).ok()) << good;
  }
  for (const char* bad :
       {"0.0.0.0:7790", "[::]:7790", "192.0.2.1:1", "hub.example:1", "7790", "127.0.0.1",
        "127.0.0.1:", ":7790", "127.0.0.1:http", "", "127.0.0.1.example:1"}) {
    EXPECT_EQ(CheckListenAddress(bad).code(), Code::kInvalidArgument) << bad;
  }
}

TEST(HubTest, OperationsSayWhereLogAndViewsStandAndProveThem) {
  const auto hub = Hub::Open({});
  ASSERT_TRUE(hub.ok());
  for (const StoryStep& step : FourSmallWorries().steps) Send(**hub, step.event);
  const auto stub = v1::OperationsService::NewStub((*hub)->Channel());
  v1::VerifyRequest verify;
  *verify.mutable_caller() = Operator();
  const auto proof = Ask(*stub, &v1::OperationsService::Stub::Verify, verify);
  ASSERT_TRUE(proof.ok()) << Message(proof.status());
  EXPECT_TRUE(proof->equal());
  EXPECT_EQ(proof->position().next(), 5);
  EXPECT_EQ(proof->position().shard(), "northmere");
  EXPECT_GT(proof->rows(), 5);

  grpc::ClientContext context;
  v1::RebuildRequest rebuild;
  *rebuild.mutable_caller() = Operator();
  const auto stream = stub->Rebuild(&context, rebuild);
  v1::RebuildResponse last;
  while (stream->Read(&last)) continue;
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(last.swapped_in());
  EXPECT_EQ(last.records_read(), 5);

  const auto status = HubClient(**hub).GetStatus(Operator());
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->log_end(), 5);
  EXPECT_EQ(status->quarantined(), 0);
}

TEST(HubTest, OperationsAskWhoIsAsking) {
  const auto hub = Hub::Open({});
  ASSERT_TRUE(hub.ok());
  EXPECT_EQ(HubClient(**hub).GetStatus({}).status().code(), Code::kUnauthenticated);
  const auto stub = v1::OperationsService::NewStub((*hub)->Channel());
  EXPECT_EQ(Ask(*stub, &v1::OperationsService::Stub::Verify, v1::VerifyRequest()).status().code(),
            Code::kUnauthenticated);
}

// Answers only when the caller has given up.
class NeverAnswers final : public v1::OperationsService::CallbackService {
  grpc::ServerUnaryReactor* Verify(grpc::CallbackServerContext*, const v1::VerifyRequest*,
                                   v1::VerifyResponse*) override {
    class Waiting final : public grpc::ServerUnaryReactor {
      void OnCancel() override { Finish(grpc::Status::CANCELLED); }
      void OnDone() override { delete this; }
    };
    return new Waiting;
  }
};

TEST(HubTest, AnAnswerThatTakesTooLongIsSaidWithWhatToTry) {
  NeverAnswers service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  const auto server = builder.RegisterService(&service).BuildAndStart();
  const std::string address = "127.0.0.1:" + std::to_string(port);
  const auto client = HubClient::Open({.hub = address}, IfMissing::kRefuse);
  ASSERT_TRUE(client.ok());
  const auto stub = v1::OperationsService::NewStub(client->channel());
  const Status late =
      Ask(*stub, &v1::OperationsService::Stub::Verify, v1::VerifyRequest(), std::chrono::seconds(0))
          .status();
  EXPECT_EQ(late.code(), Code::kDeadlineExceeded);
  EXPECT_THAT(std::string(Message(late)), HasSubstr(address));
  EXPECT_THAT(std::string(Message(late)), HasSubstr("Try again"));
}

// What a health client is told of a service: 1 SERVING, 2 NOT_SERVING; minus the code of an error.
// Its messages have one field each, so that they are written here by hand.
int HealthOf(Hub& hub, const std::string& service) {
  std::string request;
  if (!service.empty()) {
    request = "\x0a" + std::string(1, static_cast<char>(service.size())) + service;
  }
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::GenericStub stub(hub.Channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", sent, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  if (!status.ok()) return -static_cast<int>(status.error_code());
  grpc::Slice answer;
  EXPECT_TRUE(response.DumpToSingleSlice(&answer).ok());
  EXPECT_EQ(answer.size(), 2u);
  return answer.size() == 2 ? answer.begin()[1] : 0;
}

TEST(HubTest, HealthNamesEachServiceAndServesThroughARebuild) {
  const auto hub = Hub::Open({});
  ASSERT_TRUE(hub.ok());
  for (const StoryStep& step : FourSmallWorries().steps) Send(**hub, step.event);
  const auto expect_serving = [&hub] {
    for (const char* service : {"", "goldthread.v1.ChronologyService", "goldthread.v1.FeedService",
                                "goldthread.v1.EventService", "goldthread.v1.OperationsService"}) {
      EXPECT_EQ(HealthOf(**hub, service), 1) << service;
    }
  };
  expect_serving();
  const auto stub = v1::OperationsService::NewStub((*hub)->Channel());
  grpc::ClientContext context;
  v1::RebuildRequest rebuild;
  *rebuild.mutable_caller() = Operator();
  const auto stream = stub->Rebuild(&context, rebuild);
  (*hub)->RefreshHealth();
  expect_serving();
  EXPECT_TRUE(AskFor(**hub, kPupil).ok());
  v1::RebuildResponse last;
  while (stream->Read(&last)) (*hub)->RefreshHealth();
  EXPECT_TRUE(stream->Finish().ok());
  expect_serving();
  EXPECT_EQ(HealthOf(**hub, "goldthread.v1.Nothing"),
            -static_cast<int>(grpc::StatusCode::NOT_FOUND));
}

TEST(HubTest, AMessageBeyondTheLimitIsRefusedAndTheNextIsServed) {
  const auto hub = Hub::Open({});
  ASSERT_TRUE(hub.ok());
  const auto stub = v1::EventService::NewStub((*hub)->Channel());
  v1::PublishBatchRequest request;
  request.add_events()->set_id(std::string(5'000'000, 'x'));
  EXPECT_EQ(Ask(*stub, &v1::EventService::Stub::PublishBatch, request).status().code(),
            Code::kResourceExhausted);
  EXPECT_TRUE(Send(**hub, FirstEvent()).has_accepted());
}

TEST(HubTest, AfterShutdownCallsAreRefused) {
  const auto hub = Hub::Open({.listen = "127.0.0.1:0"});
  ASSERT_TRUE(hub.ok());
  const auto client = HubClient::Open({.hub = (*hub)->address()}, IfMissing::kRefuse);
  ASSERT_TRUE(client.ok());
  ASSERT_TRUE(client->GetStatus(Operator()).ok());
  (*hub)->Shutdown(std::chrono::milliseconds(100));
  const Status gone = client->GetStatus(Operator()).status();
  EXPECT_EQ(gone.code(), Code::kUnavailable);
  EXPECT_THAT(std::string(Message(gone)), HasSubstr("the hub at " + (*hub)->address()));
  EXPECT_THAT(std::string(Message(gone)), HasSubstr("goldthread serve"));
  (*hub)->Shutdown(std::chrono::milliseconds(100));
}

// A clock set back between two runs must not put what comes later before what came earlier.
TEST(HubTest, TimeDoesNotRunBackwardsAcrossARestart) {
  const TestDirectory directory;
  const Story story = FourSmallWorries();
  ManualClock clock(ReceivedAt(story.steps[4]));
  const HubConfig config{.data_dir = directory.File("hub"), .clock = &clock};
  ASSERT_TRUE(Send(**Hub::Open(config), story.steps[4].event).has_accepted());
  clock.Set(ReceivedAt(story.steps[0]));
  const auto hub = Hub::Open(config);
  ASSERT_TRUE(hub.ok());
  ASSERT_TRUE(Send(**hub, story.steps[0].event).has_accepted());
  const auto chronology = AskFor(**hub, kPupil);
  ASSERT_TRUE(chronology.ok());
  for (const v1::ChronologyEntry& entry : chronology->entries) {
    EXPECT_GE(entry.event().received_at().seconds(), story.steps[4].event.recorded_at().seconds());
  }
}

}  // namespace
}  // namespace goldthread::server
