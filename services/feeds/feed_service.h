// v1::FeedService over gRPC.
#pragma once

#include <set>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/projector/view_source.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/ingest/feed_leases.h"
#include "services/ingest/normalise.h"
#include "services/ingest/registry_in_force.h"

namespace goldthread::feeds {

class FeedEndpoint final : public v1::FeedService::Service {
 public:
  // All lent.
  FeedEndpoint(const ViewSource& views, const access::Door& door,
               const ingest::RegistryInForce& registry, ingest::Leases& leases, const Clock& clock)
      : views_(views), door_(door), registry_(registry), leases_(leases), clock_(clock) {}

  grpc::Status ListFeeds(grpc::ServerContext* context, const v1::ListFeedsRequest* request,
                         v1::ListFeedsResponse* response) override;
  grpc::Status ListHoles(grpc::ServerContext* context, const v1::ListHolesRequest* request,
                         v1::ListHolesResponse* response) override;
  grpc::Status ListConflicts(grpc::ServerContext* context, const v1::ListConflictsRequest* request,
                             v1::ListConflictsResponse* response) override;
  grpc::Status SumDays(grpc::ServerContext* context, const v1::SumDaysRequest* request,
                       v1::SumDaysResponse* response) override;
  grpc::Status ListDays(grpc::ServerContext* context, const v1::ListDaysRequest* request,
                        v1::ListDaysResponse* response) override;
  grpc::Status CheckEvents(grpc::ServerContext* context, const v1::CheckEventsRequest* request,
                           v1::CheckEventsResponse* response) override;
  grpc::Status LeaseFeed(grpc::ServerContext* context, const v1::LeaseFeedRequest* request,
                         v1::LeaseFeedResponse* response) override;
  grpc::Status ReturnFeed(grpc::ServerContext* context, const v1::ReturnFeedRequest* request,
                          v1::ReturnFeedResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListFeedsResponse>> List(const v1::ListFeedsRequest& request);
  StatusOr<access::Disclosed<v1::ListHolesResponse>> Holes(const v1::ListHolesRequest& request);
  StatusOr<access::Disclosed<v1::ListConflictsResponse>> Conflicts(
      const v1::ListConflictsRequest& request);
  StatusOr<access::Disclosed<v1::SumDaysResponse>> Sum(const v1::SumDaysRequest& request);
  StatusOr<access::Disclosed<v1::ListDaysResponse>> Days(const v1::ListDaysRequest& request);
  StatusOr<access::Disclosed<v1::CheckEventsResponse>> Check(const v1::CheckEventsRequest& request);
  StatusOr<access::Disclosed<v1::LeaseFeedResponse>> Lease(const v1::LeaseFeedRequest& request);
  StatusOr<access::Disclosed<v1::ReturnFeedResponse>> Return(const v1::ReturnFeedRequest& request);
  // "" for a feed that is not registered.
  std::string AgencyOf(const std::string& feed) const;
  // What a look at one feed asks about. What the registry does not name may be anything, so it
  // does not go into the audit.
  std::string FeedQuestion(const std::string& feed) const;
  // A look at one feed by who runs the hub, or else by its own agency.
  access::Look FeedLook(const v1::Caller& caller, std::string action,
                        const std::string& feed) const;
  // A look at feeds that only their own agency may take.
  access::Look OwnFeeds(std::string action, const std::set<std::string>& feeds) const;
  v1::LogPosition PositionOf(const ViewSnapshot& views) const;

  const ViewSource& views_;
  const access::Door& door_;
  const ingest::RegistryInForce& registry_;
  ingest::Leases& leases_;
  const Clock& clock_;
};

}  // namespace goldthread::feeds
