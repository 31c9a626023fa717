// A hub whose roles are processes: what it tells is what one process tells, whoever is killed,
// paused or stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "goldthread/v1/view_service.grpc.pb.h"
#include "services/access/reply.h"
#include "services/server/caller_interceptor.h"
#include "services/server/chronology_client.h"
#include "services/server/commands.h"
#include "services/server/file_clock.h"
#include "services/server/story_player.h"
#include "services/server/trial_keys.h"
#include "tests/faults/sender.h"
#include "tests/kafka/role_processes.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Every byte of what was shown.
std::string BytesOf(const Chronology& chronology) {
  std::string bytes = chronology.position.SerializeAsString();
  bytes += chronology.person.SerializeAsString();
  for (const auto& entry : chronology.entries) bytes += entry.SerializeAsString();
  for (const auto& agency : chronology.agencies) bytes += agency.SerializeAsString();
  for (const auto& known : chronology.known_to) bytes += known.SerializeAsString();
  return bytes + chronology.incomplete.SerializeAsString();
}

v1::VerifyResponse VerifiedBy(const HubClient& client) {
  const auto stub = v1::OperationsService::NewStub(client.channel());
  v1::VerifyRequest request;
  *request.mutable_caller() = OperatorOf(CommonOptions());
  const auto answer = Ask(*stub, &v1::OperationsService::Stub::Verify, request);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.value_or(v1::VerifyResponse());
}

class RolesTest : public ::testing::Test {
 protected:
  RolesTest() {
    EXPECT_TRUE(FileClock::Set(roles_.clock_file(), ReceivedAt(story_.steps.front())).ok());
  }
  HubClient Gateway() const {
    auto client = HubClient::Open({.hub = roles_.AddressOf("gateway")}, IfMissing::kRefuse);
    EXPECT_TRUE(client.ok()) << client.status();
    return *std::move(client);
  }
  StatusOr<v1::GetChronologyResponse> AskFor(int64_t min_position) const {
    const auto stub = v1::ChronologyService::NewStub(Gateway().channel());
    v1::GetChronologyRequest request;
    *request.mutable_caller() = story_.now.caller;
    request.mutable_query()->mutable_record()->set_feed(story_.asked.feed);
    request.mutable_query()->mutable_record()->set_record(story_.asked.record);
    request.set_min_position(min_position);
    return Ask(*stub, &v1::ChronologyService::Stub::GetChronology, request);
  }
  // Until ingest takes events again: one that it refuses, which leaves nothing in the log.
  void SendUntilHeard() const {
    const auto stub = v1::EventService::NewStub(Gateway().channel());
    v1::PublishBatchRequest request;
    request.add_events()->set_feed("nobody/nothing");
    while (!Ask(*stub, &v1::EventService::Stub::PublishBatch, request).ok()) {
      std::this_thread::yield();
    }
  }
  // Until views can be read again; a process that has just begun is not known of at once.
  void AskUntilAnswered() const {
    while (!Gateway().GetStatus(OperatorOf(CommonOptions())).ok()) std::this_thread::yield();
  }
  StatusOr<Played> PlayThrough(const HubClient& client, ManualClock& clock) const {
    return Play(story_, client, clock, [this](const StoryStep& step) {
      EXPECT_TRUE(FileClock::Set(roles_.clock_file(), ReceivedAt(step)).ok());
    });
  }

  const Story story_ = FourSmallWorries();
  RoleProcesses roles_{2};
};

TEST_F(RolesTest, AStoryToldThroughTheGatewayIsThatOfTheEmbeddedHubByteForByte) {
  roles_.StartAll();
  ManualClock clock(ReceivedAt(story_.steps.front()));
  const HubClient gateway = Gateway();
  const auto apart = PlayThrough(gateway, clock);
  ASSERT_TRUE(apart.ok()) << apart.status();
  EXPECT_THAT(Differences(story_, *apart), IsEmpty());
  HubConfig config;
  config.clock = &clock;
  clock.Set(ReceivedAt(story_.steps.front()));
  const auto embedded = Hub::Open(config);
  ASSERT_TRUE(embedded.ok()) << embedded.status();
  const HubClient one(**embedded);
  const auto together = Play(story_, one, clock, [](const StoryStep&) {});
  ASSERT_TRUE(together.ok()) << together.status();
  EXPECT_EQ(BytesOf(apart->now), BytesOf(together->now));
  EXPECT_EQ(BytesOf(apart->then), BytesOf(together->then));
  const v1::VerifyResponse verified = VerifiedBy(gateway);
  EXPECT_TRUE(verified.equal()) << verified.first_difference();
  EXPECT_EQ(verified.live_digest(), VerifiedBy(one).live_digest());
}

TEST_F(RolesTest, WhoeverIsKilledUnderLoadNothingAcknowledgedIsLostOrDoubled) {
  roles_.StartAll();
  faults::Sender sender(story_.steps[0].event, 1);
  std::atomic<int64_t> acknowledged = 0;
  std::jthread sending([&](const std::stop_token& stop) {
    const auto stub = v1::EventService::NewStub(Gateway().channel());
    while (!stop.stop_requested()) {
      sender.Send(*stub, 3);
      acknowledged = sender.acknowledged();
    }
  });
  const auto wait_for_more = [&] {
    for (const int64_t before = acknowledged; acknowledged < before + 9;) std::this_thread::yield();
  };
  for (const std::string name : {"ingest", "projector-0", "query", "gateway"}) {
    wait_for_more();
    roles_.Kill(name);
    if (name == "projector-0") AskUntilAnswered();  // Of the other replica.
    roles_.Start(name);
    wait_for_more();
  }
  sending = {};
  AskUntilAnswered();
  const HubClient gateway = Gateway();
  v1::Caller enquirer = story_.now.caller;
  enquirer.set_purpose(v1::PURPOSE_SECTION_47);
  std::multiset<std::string> told;
  for (int child = 0; child < 5; ++child) {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed(sender.feed());
    query.mutable_record()->set_record(fmt::format("child-{}", child));
    const auto chronology = FetchChronology(gateway, enquirer, query);
    ASSERT_TRUE(chronology.ok()) << chronology.status();
    for (const auto& entry : chronology->entries) told.insert(entry.event().id());
  }
  std::multiset<std::string> promised;
  for (int64_t i = 1; i <= sender.acknowledged(); ++i) promised.insert(fmt::format("e{}", i));
  std::vector<std::string> lost;
  std::ranges::set_difference(promised, told, std::back_inserter(lost));
  EXPECT_THAT(lost, IsEmpty()) << promised.size() << " promised, " << told.size() << " told";
  // What was sent last may be there without a receipt; never twice.
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), told.size());
  const v1::VerifyResponse verified = VerifiedBy(gateway);
  EXPECT_TRUE(verified.equal()) << verified.first_difference();
}

TEST_F(RolesTest, AReplicaThatIsPausedIsNotAskedAndOneThatIsBehindSaysSo) {
  roles_.StartAll();
  ManualClock clock(ReceivedAt(story_.steps.front()));
  ASSERT_TRUE(PlayThrough(Gateway(), clock).ok());
  roles_.At("projector-0").Signal(SIGSTOP);
  for (int i = 0; i < 6; ++i) {
    const auto answer = AskFor(-1);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(static_cast<size_t>(answer->entries_size()), story_.now.event_ids.size());
  }
  const auto behind = AskFor(1'000'000);
  EXPECT_EQ(behind.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(behind.status())),
              AllOf(HasSubstr("BEHIND"), HasSubstr("of 2 replicas none has reached 1000000")));
  roles_.At("projector-1").Signal(SIGSTOP);
  // The one that answered last may be tried first, and found away.
  EXPECT_EQ(AskFor(0).status().code(), Code::kUnavailable);
  roles_.At("projector-0").Signal(SIGCONT);
  AskUntilAnswered();
  roles_.At("projector-1").Signal(SIGCONT);
}

TEST_F(RolesTest, ARoleHearsNobodyWhoHasNoBusinessWithIt) {
  roles_.Start("projector-0");
  const std::string& projector = roles_.AddressOf("projector-0");
  const auto answer = [&](const RoleCertificate& own, Role expected = Role::kProjector) {
    const auto stub = v1::ViewService::NewStub(ChannelTo({expected, projector, ""}, own));
    return Ask(*stub, &v1::ViewService::Stub::GetStanding, v1::GetStandingRequest()).status();
  };
  EXPECT_TRUE(answer(roles_.CertificateOf("query")).ok());
  for (const std::string role : {"ingest", "gateway", "connect", "projector"}) {
    const Status refused = answer(roles_.CertificateOf(role));
    EXPECT_EQ(refused.code(), Code::kPermissionDenied) << role;
    EXPECT_THAT(std::string(Message(refused)),
                HasSubstr("WRONG_ROLE: projector is called by query alone"));
  }
  // Nor does a caller take it for another role, nor it a certificate of another authority.
  EXPECT_EQ(answer(roles_.CertificateOf("query"), Role::kIngest).code(), Code::kUnavailable);
  const Authority other(roles_.directory(), "other");
  other.Issue("impostor", "DNS:query.roles.goldthread");
  RoleCertificate impostor = roles_.CertificateOf("impostor");
  EXPECT_EQ(answer(impostor).code(), Code::kUnavailable);
  EXPECT_EQ(answer(RoleCertificate()).code(), Code::kUnavailable);
}

constexpr const char* kSchoolSystem = R"(
[[system]]
name = "feeds.school.example"
agency = "northmere-school"
role = "sender"
purpose = "operation"
)";

TEST_F(RolesTest, BehindTheGatewayACallerIsWhoItsTokenOrItsOwnCertificateSays) {
  const TestDirectory& directory = roles_.directory();
  const Authority agencies(directory, "agencies");
  agencies.Issue("hub", "DNS:localhost,IP:127.0.0.1");
  agencies.Issue("school", "DNS:feeds.school.example");
  agencies.Issue("stranger", "DNS:feeds.nobody.example");
  TrialKeys keys(directory);
  keys.Add("northmere-school", {"school-dsl"});
  std::ofstream(keys.file(), std::ios::app) << kSchoolSystem;
  roles_.AskForProof();
  roles_.StartAll();
  const auto run_as = [&](const std::string& name, std::vector<std::string> words) {
    words.insert(words.end(),
                 {"--hub", roles_.AddressOf("gateway"), "--ca", agencies.file(), "--certificate",
                  directory.File(name + ".pem"), "--key", directory.File(name + ".key")});
    return RunCommand(words, StoryLines());
  };
  Ran published = run_as("school", {"publish", "-"});
  while (published.code == kExitNoHub) published = run_as("school", {"publish", "-"});
  EXPECT_EQ(published.code, kExitSomeRefused) << published.err;  // The school's own are taken.
  EXPECT_EQ(roles_.Records(), 1);
  EXPECT_NE(run_as("stranger", {"publish", "-"}).code, kExitSomeRefused);
  const std::string token = keys.TokenFor("northmere-school", "school-dsl", "child-in-need");
  const Ran seen =
      run_as("school", {"chronology", "--record", "northmere-school/attendance/pupil-1042",
                        "--token", token, "--json"});
  EXPECT_EQ(seen.code, kExitOk) << seen.err;
  EXPECT_EQ(seen.Json()["entries"].size(), 1u);
  // Nobody but the gateway says whose certificate it saw.
  grpc::ClientContext context;
  context.AddMetadata(kCertificateNameKey, "feeds.school.example");
  const auto stub = v1::EventService::NewStub(grpc::CreateChannel(
      roles_.AddressOf("gateway"),
      grpc::SslCredentials({ReadWhole(agencies.file()), ReadWhole(directory.File("stranger.key")),
                            ReadWhole(directory.File("stranger.pem"))})));
  v1::PublishBatchRequest request;
  *request.add_events() = story_.steps[0].event;
  v1::PublishBatchResponse response;
  EXPECT_EQ(stub->PublishBatch(&context, request, &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(roles_.Records(), 1);
}

// One open stream of events through the gateway, until it ends.
struct Stream {
  explicit Stream(const HubClient& gateway)
      : stub(v1::EventService::NewStub(gateway.channel())), stream(stub->Publish(&context)) {}

  bool Send(const v1::Event& event) {
    v1::PublishRequest request;
    *request.mutable_event() = event;
    return stream->Write(request);
  }
  bool Hear() {
    v1::PublishResponse response;
    const bool heard = stream->Read(&response);
    receipts += heard ? 1 : 0;
    return heard;
  }
  // Sends on, some events ahead of their receipts, until the stream takes no more.
  void SendOn(const faults::Sender& events, int64_t& number) {
    constexpr int64_t kAhead = 20;
    for (int64_t sent = receipts; Send(events.Numbered(++number));) {
      ++sent;
      while (sent - receipts >= kAhead && !ended) std::this_thread::yield();
    }
  }

  std::unique_ptr<v1::EventService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<v1::PublishRequest, v1::PublishResponse>> stream;
  std::atomic<int64_t> receipts = 0;
  std::atomic<bool> ended = false;
};

TEST_F(RolesTest, WhoeverStopsWhatIsInTheLogHasItsReceipt) {
  roles_.StartAll();
  const faults::Sender events(story_.steps[0].event, 1);
  int64_t number = 0;
  int64_t receipts = 0;
  for (const std::string name : {"ingest", "gateway"}) {
    SendUntilHeard();
    Stream stream(Gateway());
    ASSERT_TRUE(stream.Send(events.Numbered(++number)) && stream.Hear()) << name;
    std::jthread sending([&] { stream.SendOn(events, number); });
    roles_.At(name).Signal(SIGTERM);
    while (stream.Hear()) {
    }
    stream.ended = true;
    sending.join();
    const Status ended = access::FromGrpc(stream.stream->Finish());
    EXPECT_EQ(ended.code(), Code::kUnavailable);
    EXPECT_THAT(std::string(Message(ended)), HasSubstr("STOPPING")) << name;
    EXPECT_EQ(roles_.At(name).Wait(), 0) << name;
    receipts += stream.receipts;
    EXPECT_EQ(roles_.Records(), receipts) << name;
    roles_.Start(name);
  }
}

}  // namespace
}  // namespace goldthread::server
