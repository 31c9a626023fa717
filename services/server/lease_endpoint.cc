#include "services/server/lease_endpoint.h"

#include "services/access/reply.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

grpc::Status LeaseEndpoint::TakeLease(grpc::ServerContext* /*context*/,
                                      const v1::TakeLeaseRequest* request,
                                      v1::TakeLeaseResponse* response) {
  const StatusOr<int64_t> lease = leases_.Take(request->feed());
  if (lease.ok()) response->set_lease(*lease);
  return access::ToGrpc(lease.status());
}

grpc::Status LeaseEndpoint::RenewLease(grpc::ServerContext* /*context*/,
                                       const v1::RenewLeaseRequest* request,
                                       v1::RenewLeaseResponse* /*response*/) {
  return access::ToGrpc(leases_.Renew(request->feed(), request->lease()));
}

grpc::Status LeaseEndpoint::ReturnLease(grpc::ServerContext* /*context*/,
                                        const v1::ReturnLeaseRequest* request,
                                        v1::ReturnLeaseResponse* /*response*/) {
  leases_.Return(request->feed(), request->lease());
  return grpc::Status::OK;
}

StatusOr<int64_t> RemoteLeases::Take(const std::string& feed) {
  v1::TakeLeaseRequest request;
  request.set_feed(feed);
  GT_ASSIGN_OR_RETURN(const auto taken, Ask(*stub_, &v1::LeaseService::Stub::TakeLease, request));
  return taken.lease();
}

Status RemoteLeases::Renew(const std::string& feed, int64_t lease) {
  v1::RenewLeaseRequest request;
  request.set_feed(feed);
  request.set_lease(lease);
  return Ask(*stub_, &v1::LeaseService::Stub::RenewLease, request).status();
}

void RemoteLeases::Return(const std::string& feed, int64_t lease) {
  v1::ReturnLeaseRequest request;
  request.set_feed(feed);
  request.set_lease(lease);
  (void)Ask(*stub_, &v1::LeaseService::Stub::ReturnLease, request);
}

}  // namespace goldthread::server
