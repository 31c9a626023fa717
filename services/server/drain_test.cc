// How a hub ends, and what it does not take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

v1::PublishRequest RequestOf(int number) {
  v1::PublishRequest request;
  *request.mutable_event() = FourSmallWorries().steps[0].event;
  request.mutable_event()->set_id("e" + std::to_string(number));
  request.mutable_event()->set_feed_sequence(number);
  return request;
}

class DrainTest : public ::testing::Test {
 protected:
  DrainTest() {
    auto hub = Hub::Open({.listen = "127.0.0.1:0"});
    EXPECT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
    channel_ = HubClient::Open({.hub = hub_->address()}, IfMissing::kRefuse)->channel();
    stub_ = v1::EventService::NewStub(channel_);
  }
  // Whether it takes a new call.
  bool Takes() {
    v1::PublishBatchRequest request;
    *request.add_events() = RequestOf(99).event();
    return Ask(*stub_, &v1::EventService::Stub::PublishBatch, request).ok();
  }

  std::unique_ptr<Hub> hub_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(DrainTest, ACallThatRunsWhenTheHubStopsEndsWithItsReceipts) {
  grpc::ClientContext context;
  const auto stream = stub_->Publish(&context);
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(RequestOf(1)));
  ASSERT_TRUE(stream->Read(&response));
  std::jthread stopping([this] { hub_->Shutdown(std::chrono::minutes(1)); });
  while (Takes()) std::this_thread::yield();
  ASSERT_TRUE(stream->Write(RequestOf(2)));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.receipt().event_id(), "e2");
  EXPECT_TRUE(response.receipt().has_accepted());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(DrainTest, ACallThatDoesNotEndIsCancelledWhenItsTimeIsOver) {
  grpc::ClientContext context;
  const auto stream = stub_->Publish(&context);
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(RequestOf(1)));
  ASSERT_TRUE(stream->Read(&response));
  hub_->Shutdown(std::chrono::milliseconds(20));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(DrainTest, MetadataBeyondItsLimitIsRefusedAndTheNextCallIsServed) {
  grpc::ClientContext context;
  context.AddMetadata("x-much", std::string(20'000, 'x'));
  v1::PublishBatchRequest request;
  *request.add_events() = RequestOf(1).event();
  v1::PublishBatchResponse response;
  EXPECT_EQ(stub_->PublishBatch(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Takes());
}

}  // namespace
}  // namespace goldthread::server
