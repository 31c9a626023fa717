#include "services/ingest/event_service.h"

#include <gmock/gmock.h>
#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "services/access/fake_appender.h"
#include "services/access/reply.h"
#include "services/ingest/publish_stream.h"
#include "services/ingest/sample_event.h"

namespace goldthread::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class EventServiceTest : public ::testing::Test {
 protected:
  using Stream = grpc::ClientReaderWriter<v1::PublishRequest, v1::PublishResponse>;

  EventServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&endpoint_);
    server_ = builder.BuildAndStart();
    stub_ = v1::EventService::NewStub(server_->InProcessChannel({}));
  }

  static v1::PublishRequest RequestOf(const std::string& id) {
    v1::PublishRequest request;
    *request.mutable_event() = SampleEvent(id);
    return request;
  }

  RegistryInForce registry_{SampleRegistry()};
  FakeAppender log_;
  ManualClock clock_{kSampleNow};
  Ingest ingest_{log_, registry_, clock_};
  EventEndpoint endpoint_{ingest_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(EventServiceTest, ABatchGetsOneReceiptAnEvent) {
  v1::PublishBatchRequest request;
  *request.add_events() = SampleEvent("1");
  *request.add_events() = SampleEvent("");
  *request.add_events() = SampleEvent("3");
  v1::PublishBatchResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->PublishBatch(&context, request, &response).ok());
  ASSERT_EQ(response.receipts_size(), 3);
  EXPECT_EQ(response.receipts(0).accepted().position(), 0);
  EXPECT_EQ(response.receipts(1).rejected().violations(0).rule(), "ID_MALFORMED");
  EXPECT_EQ(response.receipts(2).accepted().position(), 1);
}

TEST_F(EventServiceTest, ABatchIsNeitherEmptyNorEndless) {
  v1::PublishBatchRequest request;
  v1::PublishBatchResponse response;
  for (const int events : {0, kBatchEventsMax + 1}) {
    while (request.events_size() < events) request.add_events();
    grpc::ClientContext context;
    const Status status = access::FromGrpc(stub_->PublishBatch(&context, request, &response));
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    EXPECT_THAT(std::string(Message(status)), HasSubstr("BAD_REQUEST: events"));
  }
}

TEST_F(EventServiceTest, ABatchTheLogDoesNotTakeIsUnavailable) {
  log_.FailWith(Error(Code::kUnavailable, "LOG_DOWN: no acknowledgement"));
  v1::PublishBatchRequest request;
  *request.add_events() = SampleEvent();
  v1::PublishBatchResponse response;
  grpc::ClientContext context;
  EXPECT_EQ(access::FromGrpc(stub_->PublishBatch(&context, request, &response)),
            Error(Code::kUnavailable, "LOG_DOWN: no acknowledgement"));
}

TEST_F(EventServiceTest, AStreamGivesReceiptsInTheOrderSent) {
  constexpr int kEvents = 3000;  // More than may await their receipts.
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream = stub_->Publish(&context);
  std::jthread sender([&] {
    for (int i = 0; i < kEvents; ++i) {
      const bool bad = i % 100 == 7;
      EXPECT_TRUE(stream->Write(RequestOf(bad ? "" : std::to_string(i))));
    }
    EXPECT_TRUE(stream->WritesDone());
  });
  v1::PublishResponse response;
  int received = 0;
  int64_t position = 0;
  for (; stream->Read(&response); ++received) {
    if (received % 100 == 7) {
      EXPECT_TRUE(response.receipt().has_rejected()) << received;
      continue;
    }
    EXPECT_EQ(response.receipt().event_id(), std::to_string(received));
    EXPECT_EQ(response.receipt().accepted().position(), position++);
  }
  sender.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(received, kEvents);
  EXPECT_THAT(log_.records(), SizeIs(kEvents - kEvents / 100));
}

TEST_F(EventServiceTest, AReceiptComesWithoutWaitingForTheEndOfTheStream) {
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream = stub_->Publish(&context);
  v1::PublishResponse response;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Write(RequestOf(std::to_string(i))));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.receipt().accepted().position(), i);
  }
  ASSERT_TRUE(stream->WritesDone());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

// While one batch is being made durable, those that come make the next.
TEST_F(EventServiceTest, EventsThatComeTogetherAreMadeDurableTogether) {
  std::latch appending(1);
  std::latch sent(1);
  bool first = true;
  log_.before_append = [&] {
    if (!std::exchange(first, false)) return;
    appending.count_down();
    sent.wait();
  };
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream = stub_->Publish(&context);
  ASSERT_TRUE(stream->Write(RequestOf("first")));
  appending.wait();
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(stream->Write(RequestOf(std::to_string(i))));
  ASSERT_TRUE(stream->WritesDone());
  sent.count_down();
  v1::PublishResponse response;
  while (stream->Read(&response)) continue;
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_THAT(log_.records(), SizeIs(501));
  EXPECT_LT(log_.appends(), 250);
}

TEST_F(EventServiceTest, ALogThatFailsEndsTheStreamOfAClientThatOnlyListens) {
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream = stub_->Publish(&context);
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(RequestOf("1")));
  ASSERT_TRUE(stream->Read(&response));
  log_.FailWith(Error(Code::kUnavailable, "LOG_DOWN: no acknowledgement"));
  ASSERT_TRUE(stream->Write(RequestOf("2")));
  EXPECT_FALSE(stream->Read(&response));  // And nothing more is sent.
  EXPECT_EQ(access::FromGrpc(stream->Finish()),
            Error(Code::kUnavailable, "LOG_DOWN: no acknowledgement"));
}

TEST_F(EventServiceTest, AClientThatGoesAwayLeavesNothingBehind) {
  for (int i = 0; i < kStreamsMax + 1; ++i) {
    grpc::ClientContext context;
    const std::unique_ptr<Stream> stream = stub_->Publish(&context);
    ASSERT_TRUE(stream->Write(RequestOf(std::to_string(i))));
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  server_->Shutdown();  // Hangs, as does the endpoint's end, if a stream is still there.
}

TEST_F(EventServiceTest, OneStreamTooManyIsRefused) {
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<Stream>> streams;
  v1::PublishResponse response;
  for (int i = 0; i < kStreamsMax; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    streams.push_back(stub_->Publish(contexts.back().get()));
    ASSERT_TRUE(streams.back()->Write(RequestOf(std::to_string(i))));
    ASSERT_TRUE(streams.back()->Read(&response));  // Open, for certain.
  }
  grpc::ClientContext context;
  const std::unique_ptr<Stream> refused = stub_->Publish(&context);
  EXPECT_FALSE(refused->Read(&response));
  const Status status = access::FromGrpc(refused->Finish());
  EXPECT_EQ(status.code(), Code::kResourceExhausted);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("TOO_MANY_STREAMS"));
  for (const auto& stream : streams) {
    EXPECT_TRUE(stream->WritesDone());
    EXPECT_TRUE(stream->Finish().ok());
  }
}

TEST_F(EventServiceTest, AServerThatStopsEndsOpenStreams) {
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream = stub_->Publish(&context);
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(RequestOf("1")));
  ASSERT_TRUE(stream->Read(&response));
  server_->Shutdown(std::chrono::system_clock::time_point::min());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

// A token or a certificate has said who sends: one agency, or nobody.
class ProvenSenderTest : public ::testing::Test {
 protected:
  ProvenSenderTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&endpoint_);
    server_ = builder.BuildAndStart();
    stub_ = v1::EventService::NewStub(server_->InProcessChannel({}));
  }
  StatusOr<v1::Receipt> Publish() {
    v1::PublishBatchRequest request;
    *request.add_events() = SampleEvent("1");
    v1::PublishBatchResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub_->PublishBatch(&context, request, &response);
    if (!status.ok()) return access::FromGrpc(status);
    return response.receipts(0);
  }
  StatusOr<v1::Receipt> Stream() {
    grpc::ClientContext context;
    const auto stream = stub_->Publish(&context);
    v1::PublishRequest request;
    *request.mutable_event() = SampleEvent("1");
    stream->Write(request);
    stream->WritesDone();
    v1::PublishResponse response;
    const bool answered = stream->Read(&response);
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return access::FromGrpc(status);
    EXPECT_TRUE(answered);
    return response.receipt();
  }

  RegistryInForce registry_{SampleRegistry()};
  FakeAppender log_;
  ManualClock clock_{kSampleNow};
  Ingest ingest_{log_, registry_, clock_};
  StatusOr<std::string> sender_ = std::string();
  EventEndpoint endpoint_{ingest_, [this](const grpc::ServerContextBase&) { return sender_; }};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(ProvenSenderTest, AnAgencySendsForItsOwnFeedsAndNoOther) {
  sender_ = SampleEvent("1").agency();
  EXPECT_TRUE(Publish()->has_accepted());
  EXPECT_TRUE(Stream()->has_accepted());
  sender_ = std::string("somebody-else");
  for (const auto& receipt : {Publish(), Stream()}) {
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    ASSERT_EQ(receipt->rejected().violations_size(), 1);
    EXPECT_EQ(receipt->rejected().violations(0).rule(), "FEED_UNKNOWN");
  }
  EXPECT_EQ(log_.records().size(), 2u);
}

TEST_F(ProvenSenderTest, AStreamDoesNotOutliveTheProofOfItsSender) {
  sender_ = SampleEvent("1").agency();
  grpc::ClientContext context;
  const auto stream = stub_->Publish(&context);
  v1::PublishRequest request;
  *request.mutable_event() = SampleEvent("1");
  v1::PublishResponse response;
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  sender_ = Error(Code::kUnauthenticated, "CALLER_MISSING: who sends?");
  ASSERT_TRUE(stream->Write(request));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(access::FromGrpc(stream->Finish()).code(), Code::kUnauthenticated);
  EXPECT_EQ(log_.records().size(), 1u);
}

TEST_F(ProvenSenderTest, WhoProvesNothingSendsNothing) {
  sender_ = Error(Code::kUnauthenticated, "CALLER_MISSING: who sends?");
  EXPECT_EQ(Publish().status().code(), Code::kUnauthenticated);
  EXPECT_EQ(Stream().status().code(), Code::kUnauthenticated);
  EXPECT_TRUE(log_.records().empty());
}

}  // namespace
}  // namespace goldthread::ingest
