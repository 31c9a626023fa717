// How a hub ends, and what it does not take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/reply.h"
#include "services/server/command_test.h"
#include "services/server/commands.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

v1::PublishRequest RequestOf(int number) {
  v1::PublishRequest request;
  *request.mutable_event() = FourSmallWorries().steps[0].event;
  request.mutable_event()->set_id("e" + std::to_string(number));
  request.mutable_event()->set_feed_sequence(number + 1);
  return request;
}

class DrainTest : public ::testing::Test {
 protected:
  DrainTest() { Open(); }
  void Open() {
    auto hub = Hub::Open({.data_dir = directory_.File("hub"), .listen = "127.0.0.1:0"});
    EXPECT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
    channel_ = HubClient::Open({.hub = hub_->address()}, IfMissing::kRefuse)->channel();
    stub_ = v1::EventService::NewStub(channel_);
  }
  int64_t Records() const {
    const auto status = HubClient(*hub_).GetStatus(OperatorOf(CommonOptions()));
    EXPECT_TRUE(status.ok()) << status.status();
    return status.ok() ? status->log_end() : -1;
  }

  const TestDirectory directory_;
  std::unique_ptr<Hub> hub_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(DrainTest, AStreamThatIsOpenWhenTheHubStopsEndsWithReceiptsForAllThatItTook) {
  grpc::ClientContext context;
  const auto stream = stub_->Publish(&context);
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(RequestOf(1)));
  ASSERT_TRUE(stream->Read(&response));
  int receipts = 1;
  std::jthread sending([&] {
    for (int number = 2; stream->Write(RequestOf(number));) ++number;
  });
  ASSERT_TRUE(stream->Read(&response));  // Sending goes on while the hub stops.
  std::jthread stopping([this] { hub_->Shutdown(std::chrono::minutes(1)); });
  do {
    ++receipts;
  } while (stream->Read(&response));
  sending.join();
  const Status ended = access::FromGrpc(stream->Finish());
  EXPECT_EQ(ended.code(), Code::kUnavailable);
  EXPECT_THAT(std::string(Message(ended)), HasSubstr("STOPPING"));
  stopping.join();
  hub_.reset();
  Open();
  EXPECT_EQ(Records(), receipts);
}

TEST_F(DrainTest, MetadataBeyondItsLimitIsRefusedAndTheNextCallIsServed) {
  grpc::ClientContext context;
  context.AddMetadata("x-much", std::string(20'000, 'x'));
  v1::PublishBatchRequest request;
  *request.add_events() = RequestOf(1).event();
  v1::PublishBatchResponse response;
  EXPECT_EQ(stub_->PublishBatch(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Records(), 0);
}

}  // namespace
}  // namespace goldthread::server
