#include "services/server/grpc_server.h"

#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include "goldthread/v1/event_service.grpc.pb.h"

namespace goldthread::server {
namespace {

// A service that is asked to end its streams, and does not.
class Deaf final : public v1::EventService::CallbackService {
 public:
  class Stream final : public grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse> {
   public:
    Stream() { StartSendInitialMetadata(); }
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }
  };
  grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse>* Publish(
      grpc::CallbackServerContext*) override {
    return new Stream;
  }
};

TEST(GrpcServerTest, ACallThatDoesNotEndIsCancelledWhenItsTimeIsOver) {
  Deaf deaf;
  grpc::ServerBuilder builder;
  builder.RegisterService(&deaf);
  const auto listening = Listen(builder, "127.0.0.1:0", grpc::InsecureServerCredentials());
  ASSERT_TRUE(listening.ok()) << listening.status();
  const auto stub = v1::EventService::NewStub(
      grpc::CreateChannel(listening->address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const auto stream = stub->Publish(&context);
  stream->WaitForInitialMetadata();
  bool asked = false;
  DrainServer(*listening->server, std::chrono::milliseconds(20),
              [&](std::chrono::steady_clock::time_point) { asked = true; });
  EXPECT_TRUE(asked);
  v1::PublishResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

}  // namespace
}  // namespace goldthread::server
