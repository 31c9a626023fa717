// v1::FeedService over gRPC.
#pragma once

#include <set>
#include <string>

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/ingest/feed_leases.h"
#include "services/ingest/normalise.h"

namespace goldthread::feeds {

class FeedEndpoint final : public v1::FeedService::Service {
 public:
  // All lent.
  FeedEndpoint(const ViewSource& views, const access::Door& door, const ingest::Registry& registry,
               ingest::FeedLeases& leases)
      : views_(views), door_(door), registry_(registry), leases_(leases) {}

  grpc::Status ListFeeds(grpc::ServerContext* context, const v1::ListFeedsRequest* request,
                         v1::ListFeedsResponse* response) override;
  grpc::Status CheckEvents(grpc::ServerContext* context, const v1::CheckEventsRequest* request,
                           v1::CheckEventsResponse* response) override;
  grpc::Status LeaseFeed(grpc::ServerContext* context, const v1::LeaseFeedRequest* request,
                         v1::LeaseFeedResponse* response) override;
  grpc::Status ReturnFeed(grpc::ServerContext* context, const v1::ReturnFeedRequest* request,
                          v1::ReturnFeedResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListFeedsResponse>> List(const v1::ListFeedsRequest& request);
  StatusOr<access::Disclosed<v1::CheckEventsResponse>> Check(const v1::CheckEventsRequest& request);
  StatusOr<access::Disclosed<v1::LeaseFeedResponse>> Lease(const v1::LeaseFeedRequest& request);
  StatusOr<access::Disclosed<v1::ReturnFeedResponse>> Return(const v1::ReturnFeedRequest& request);
  // A look at feeds that only their own agency may take.
  access::Look OwnFeeds(std::string action, const std::set<std::string>& feeds) const;
  v1::LogPosition PositionOf(const ViewSnapshot& views) const;

  const ViewSource& views_;
  const access::Door& door_;
  const ingest::Registry& registry_;
  ingest::FeedLeases& leases_;
};

}  // namespace goldthread::feeds
