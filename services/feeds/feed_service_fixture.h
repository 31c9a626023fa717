// FeedEndpoint behind a real server, over views that are a map: for tests.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "eventstore/views/map_snapshot.h"
#include "goldthread/v1/audit.pb.h"
#include "services/access/fake_appender.h"
#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/feed_rows.h"
#include "services/feeds/feed_service.h"
#include "services/feeds/rhythm.h"

namespace goldthread::feeds {

inline constexpr char kRegistry[] = R"(
partnership = "northmere"
[[feed]]
name = "school"
agency = "northmere-school"
categories = ["EDUCATION"]
)";

// Views that are always at position 7.
class FixedViews final : public ViewSource {
 public:
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    if (at_least > Position{7}) return Error(Code::kFailedPrecondition, "BEHIND: not there yet");
    return std::make_shared<const MapSnapshot>(rows, Position{7});
  }
  std::map<std::string, std::string> rows;
};

class FeedServiceTest : public ::testing::Test {
 protected:
  FeedServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&endpoint_);
    server_ = builder.BuildAndStart();
    stub_ = v1::FeedService::NewStub(server_->InProcessChannel({}));
  }

  static v1::Caller Operator() {
    v1::Caller caller;
    caller.set_agency("northmere-council");
    caller.set_user("u-1");
    caller.set_role("operator");
    caller.set_purpose(v1::PURPOSE_OPERATION);
    return caller;
  }

  static v1::Caller School() {
    v1::Caller caller = Operator();
    caller.set_agency("northmere-school");
    return caller;
  }

  // The school's own system.
  static v1::Caller Sender() {
    v1::Caller caller = School();
    caller.set_role("sender");
    return caller;
  }

  v1::AuditRecord LastLook() const {
    v1::AuditRecord look;
    EXPECT_TRUE(look.ParseFromString(audit_.records().back().body));
    return look;
  }

  StatusOr<int64_t> Lease(const v1::Caller& caller, const std::string& feed) {
    grpc::ClientContext context;
    v1::LeaseFeedRequest request;
    *request.mutable_caller() = caller;
    request.set_feed(feed);
    v1::LeaseFeedResponse response;
    GT_RETURN_IF_ERROR(access::FromGrpc(stub_->LeaseFeed(&context, request, &response)));
    return response.lease();
  }

  Status Return(const v1::Caller& caller, const std::string& feed, int64_t lease) {
    grpc::ClientContext context;
    v1::ReturnFeedRequest request;
    *request.mutable_caller() = caller;
    request.set_feed(feed);
    request.set_lease(lease);
    v1::ReturnFeedResponse response;
    return access::FromGrpc(stub_->ReturnFeed(&context, request, &response));
  }

  void AddFeed(const std::string& name) {
    views_.rows["L" + TotalsKey(name)] = TotalsValue({.events = 1});
    views_.rows["L" + RhythmKey(name)] = RhythmValue({.arrival_days = 1});
  }

  StatusOr<v1::ListFeedsResponse> List(const v1::ListFeedsRequest& request) {
    grpc::ClientContext context;
    v1::ListFeedsResponse response;
    GT_RETURN_IF_ERROR(access::FromGrpc(stub_->ListFeeds(&context, request, &response)));
    return response;
  }

  StatusOr<v1::CheckEventsResponse> Check(const v1::CheckEventsRequest& request) {
    grpc::ClientContext context;
    v1::CheckEventsResponse response;
    GT_RETURN_IF_ERROR(access::FromGrpc(stub_->CheckEvents(&context, request, &response)));
    return response;
  }

  template <class Request, class Response>
  StatusOr<Response> Ask(grpc::Status (v1::FeedService::Stub::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                         const Request& request) {
    grpc::ClientContext context;
    Response response;
    GT_RETURN_IF_ERROR(access::FromGrpc((stub_.get()->*method)(&context, request, &response)));
    return response;
  }

  FixedViews views_;
  FakeAppender audit_;
  ManualClock clock_{Instant{}};
  access::Door door_{audit_, clock_};
  ingest::RegistryInForce registry_{*ingest::Registry::Parse(kRegistry)};
  ingest::FeedLeases leases_{clock_};
  FeedEndpoint endpoint_{views_, door_, registry_, leases_, clock_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::FeedService::Stub> stub_;
};

}  // namespace goldthread::feeds
