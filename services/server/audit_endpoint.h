// v1::AuditService over gRPC: who looked at whom, and whether the audit is whole.
#pragma once

#include <functional>
#include <memory>

#include "eventstore/log/event_log.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::server {

class AuditEndpoint final : public v1::AuditService::Service {
 public:
  using OpenReader = std::function<std::unique_ptr<EventReader>()>;
  // `open_reader` reads the audit. Lent. Threads: any.
  AuditEndpoint(OpenReader open_reader, const access::Door& door)
      : open_reader_(std::move(open_reader)), door_(door) {}

  grpc::Status ListLooks(grpc::ServerContext* context, const v1::ListLooksRequest* request,
                         v1::ListLooksResponse* response) override;
  grpc::Status VerifyAudit(grpc::ServerContext* context, const v1::VerifyAuditRequest* request,
                           v1::VerifyAuditResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListLooksResponse>> List(const v1::ListLooksRequest& request);
  StatusOr<access::Disclosed<v1::VerifyAuditResponse>> Verify(
      const v1::VerifyAuditRequest& request);

  const OpenReader open_reader_;
  const access::Door& door_;
};

}  // namespace goldthread::server
