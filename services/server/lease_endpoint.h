// v1::LeaseService over gRPC, and the leases as who calls it sees them.
//
// Source: proto/goldthread/v1/lease_service.proto.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "goldthread/v1/lease_service.grpc.pb.h"
#include "services/ingest/feed_leases.h"

namespace goldthread::server {

class LeaseEndpoint final : public v1::LeaseService::Service {
 public:
  // Lent.
  explicit LeaseEndpoint(ingest::Leases& leases) : leases_(leases) {}

  grpc::Status TakeLease(grpc::ServerContext* context, const v1::TakeLeaseRequest* request,
                         v1::TakeLeaseResponse* response) override;
  grpc::Status RenewLease(grpc::ServerContext* context, const v1::RenewLeaseRequest* request,
                          v1::RenewLeaseResponse* response) override;
  grpc::Status ReturnLease(grpc::ServerContext* context, const v1::ReturnLeaseRequest* request,
                           v1::ReturnLeaseResponse* response) override;

 private:
  ingest::Leases& leases_;
};

class RemoteLeases final : public ingest::Leases {
 public:
  explicit RemoteLeases(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::LeaseService::NewStub(channel)) {}

  StatusOr<int64_t> Take(const std::string& feed) override;
  Status Renew(const std::string& feed, int64_t lease) override;
  // One that could not be returned ends by itself.
  void Return(const std::string& feed, int64_t lease) override;

 private:
  const std::unique_ptr<v1::LeaseService::Stub> stub_;
};

}  // namespace goldthread::server
