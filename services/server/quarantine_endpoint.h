// For those who run the hub: what could not be folded, and folding it again.
//
// Source: proto/goldthread/v1/quarantine_service.proto.
#pragma once

#include <string>
#include <utility>

#include "eventstore/projector/kept_views.h"
#include "goldthread/v1/quarantine_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/server/freshness.h"

namespace goldthread::server {

class QuarantineEndpoint final : public v1::QuarantineService::Service {
 public:
  // All lent, all outlive it. `shard` names the log in answers.
  QuarantineEndpoint(KeptViews& views, LogEnd log_end, const access::Door& door, std::string shard)
      : views_(views), log_end_(std::move(log_end)), door_(door), shard_(std::move(shard)) {}

  grpc::Status ListQuarantined(grpc::ServerContext* context,
                               const v1::ListQuarantinedRequest* request,
                               v1::ListQuarantinedResponse* response) override;
  grpc::Status RepairQuarantined(grpc::ServerContext* context,
                                 const v1::RepairQuarantinedRequest* request,
                                 v1::RepairQuarantinedResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::ListQuarantinedResponse>> List(
      const v1::ListQuarantinedRequest& request) const;
  StatusOr<access::Disclosed<v1::RepairQuarantinedResponse>> Repair(
      const v1::RepairQuarantinedRequest& request);
  // Of all that the log holds when it is asked.
  StatusOr<RepairTally> RepairAll();
  v1::LogPosition PositionOf(const ViewSnapshot& views) const;

  KeptViews& views_;
  const LogEnd log_end_;
  const access::Door& door_;
  const std::string shard_;
};

}  // namespace goldthread::server
