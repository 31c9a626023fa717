// For those who run the hub: where log and views stand, build the views anew, prove them.
//
// Source: proto/goldthread/v1/operations_service.proto.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "eventstore/projector/kept_views.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/server/backup.h"
#include "services/server/freshness.h"

namespace goldthread::server {

class OperationsEndpoint final : public v1::OperationsService::Service {
 public:
  // Writes a backup into a directory (backup.h).
  using MakeBackup = std::function<StatusOr<BackupContents>(const std::string& directory)>;

  // Lent, and outlive it. `shard` names the log in answers.
  OperationsEndpoint(LogEnd log_end, KeptViews& views, const access::Door& door, std::string shard,
                     MakeBackup make_backup)
      : log_end_(std::move(log_end)),
        views_(views),
        door_(door),
        shard_(std::move(shard)),
        make_backup_(std::move(make_backup)) {}

  grpc::Status GetStatus(grpc::ServerContext* context, const v1::GetStatusRequest* request,
                         v1::GetStatusResponse* response) override;
  grpc::Status Rebuild(grpc::ServerContext* context, const v1::RebuildRequest* request,
                       grpc::ServerWriter<v1::RebuildResponse>* writer) override;
  grpc::Status Verify(grpc::ServerContext* context, const v1::VerifyRequest* request,
                      v1::VerifyResponse* response) override;
  grpc::Status Backup(grpc::ServerContext* context, const v1::BackupRequest* request,
                      v1::BackupResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::GetStatusResponse>> ReadStatus(const v1::Caller& caller);
  StatusOr<access::Disclosed<v1::VerifyResponse>> Compare(const v1::Caller& caller);
  StatusOr<access::Disclosed<v1::BackupResponse>> BackUp(const v1::BackupRequest& request);
  StatusOr<access::Disclosed<v1::RebuildResponse>> Build(
      const v1::Caller& caller, grpc::ServerWriter<v1::RebuildResponse>* writer);

  const LogEnd log_end_;
  KeptViews& views_;
  const access::Door& door_;
  const std::string shard_;
  const MakeBackup make_backup_;
};

}  // namespace goldthread::server
