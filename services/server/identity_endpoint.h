// Who is whom, where it takes a person to say: the list of what waits for a decision.
//
// Source: proto/goldthread/v1/identity_service.proto.
#pragma once

#include <string>

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/identity_service.grpc.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::server {

class IdentityEndpoint final : public v1::IdentityService::Service {
 public:
  // All lent, all outlive it. `shard` names the log in answers.
  IdentityEndpoint(const ViewSource& views, const access::Door& door, std::string shard)
      : views_(views), door_(door), shard_(std::move(shard)) {}

  grpc::Status ListReview(grpc::ServerContext* context, const v1::ListReviewRequest* request,
                          v1::ListReviewResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListReviewResponse>> Review(
      const v1::ListReviewRequest& request) const;

  const ViewSource& views_;
  const access::Door& door_;
  const std::string shard_;
};

}  // namespace goldthread::server
