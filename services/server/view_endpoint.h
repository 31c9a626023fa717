// v1::ViewService over gRPC: shows the rows of this replica's views to the role `query`.
//
// Source: proto/goldthread/v1/view_service.proto; docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/projector/kept_views.h"
#include "goldthread/v1/view_service.grpc.pb.h"
#include "services/server/freshness.h"

namespace goldthread::server {

// Of one replica, open at once. Each holds back space, and serves one answer.
inline constexpr size_t kSnapshotsMax = 256;
// Who has not read for so long will not read on: it died, or forgot.
inline constexpr std::chrono::seconds kSnapshotIdle{30};

class ViewEndpoint final : public v1::ViewService::Service {
 public:
  // What the replica says of itself.
  using Follows = std::function<bool()>;

  // All lent. `newest` is the views as questions see them (newest_views.h).
  ViewEndpoint(KeptViews& views, const ViewSource& newest, const Freshness& freshness,
               const Clock& clock, Follows follows)
      : views_(views),
        newest_(newest),
        freshness_(freshness),
        clock_(clock),
        follows_(std::move(follows)) {}

  grpc::Status OpenSnapshot(grpc::ServerContext* context, const v1::OpenSnapshotRequest* request,
                            v1::OpenSnapshotResponse* response) override;
  grpc::Status GetRow(grpc::ServerContext* context, const v1::GetRowRequest* request,
                      v1::GetRowResponse* response) override;
  grpc::Status ScanRows(grpc::ServerContext* context, const v1::ScanRowsRequest* request,
                        v1::ScanRowsResponse* response) override;
  grpc::Status CloseSnapshot(grpc::ServerContext* context, const v1::CloseSnapshotRequest* request,
                             v1::CloseSnapshotResponse* response) override;
  grpc::Status GetStanding(grpc::ServerContext* context, const v1::GetStandingRequest* request,
                           v1::GetStandingResponse* response) override;
  grpc::Status RebuildViews(grpc::ServerContext* context, const v1::RebuildViewsRequest* request,
                            grpc::ServerWriter<v1::RebuildViewsResponse>* writer) override;
  grpc::Status VerifyViews(grpc::ServerContext* context, const v1::VerifyViewsRequest* request,
                           v1::VerifyViewsResponse* response) override;
  grpc::Status RepairRecords(grpc::ServerContext* context, const v1::RepairRecordsRequest* request,
                             v1::RepairRecordsResponse* response) override;

 private:
  using Snapshot = std::shared_ptr<const ViewSnapshot>;
  struct Open {
    Snapshot snapshot;
    Instant read;
  };

  StatusOr<int64_t> Keep(Snapshot snapshot) ABSL_LOCKS_EXCLUDED(mutex_);
  // UNAVAILABLE "SNAPSHOT_GONE".
  StatusOr<Snapshot> Find(int64_t number) ABSL_LOCKS_EXCLUDED(mutex_);
  Status Scan(const v1::ScanRowsRequest& request, v1::ScanRowsResponse* response);

  KeptViews& views_;
  const ViewSource& newest_;
  const Freshness& freshness_;
  const Clock& clock_;
  const Follows follows_;
  Mutex mutex_;
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, Open> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::server
