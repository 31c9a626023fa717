// v1::FeedService over gRPC.
#pragma once

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/ingest/normalise.h"

namespace goldthread::feeds {

class FeedEndpoint final : public v1::FeedService::Service {
 public:
  // All lent.
  FeedEndpoint(const ViewSource& views, const access::Door& door, const ingest::Registry& registry)
      : views_(views), door_(door), registry_(registry) {}

  grpc::Status ListFeeds(grpc::ServerContext* context, const v1::ListFeedsRequest* request,
                         v1::ListFeedsResponse* response) override;
  grpc::Status CheckEvents(grpc::ServerContext* context, const v1::CheckEventsRequest* request,
                           v1::CheckEventsResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListFeedsResponse>> List(const v1::ListFeedsRequest& request);
  StatusOr<access::Disclosed<v1::CheckEventsResponse>> Check(const v1::CheckEventsRequest& request);
  v1::LogPosition PositionOf(const ViewSnapshot& views) const;

  const ViewSource& views_;
  const access::Door& door_;
  const ingest::Registry& registry_;
};

}  // namespace goldthread::feeds
