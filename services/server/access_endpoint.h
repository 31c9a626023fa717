// v1::AccessService over gRPC.
#pragma once

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/access_service.grpc.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::server {

class AccessEndpoint final : public v1::AccessService::Service {
 public:
  // Lent. Threads: any.
  AccessEndpoint(const ViewSource& views, access::Door& door) : views_(views), door_(door) {}

  grpc::Status BreakGlass(grpc::ServerContext* context, const v1::BreakGlassRequest* request,
                          v1::BreakGlassResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::BreakGlassResponse>> Break(const v1::BreakGlassRequest& request);

  const ViewSource& views_;
  access::Door& door_;
};

}  // namespace goldthread::server
