// The views of one replica in another process, read over v1::ViewService.
//
// Rows come a page at a time; a scan that goes on asks for the next, larger one. A snapshot lives
// in the replica it was opened at: when that goes away, so does the answer, and the question is
// asked again, elsewhere.
//
// Source: design D5a; proto/goldthread/v1/view_service.proto.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "eventstore/projector/kept_views.h"
#include "goldthread/v1/view_service.grpc.pb.h"

namespace goldthread::server {

class RemoteViews final : public KeptViews {
 public:
  explicit RemoteViews(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::ViewService::NewStub(channel)) {}

  // As ViewSource, and kUnavailable, kDeadlineExceeded: no answer from there. -1 demands all that
  // the log holds now. The snapshot's own reads may fail with kUnavailable.
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override;

  Status Rebuild(std::function<void(const RebuildProgress&)> progress) override;
  StatusOr<ViewComparison> Verify() override;
  StatusOr<RepairTally> Repair(std::vector<Position> positions) override;

  // Where it stands; within a moment, or not at all.
  StatusOr<v1::GetStandingResponse> Standing() const;

 private:
  const std::shared_ptr<v1::ViewService::Stub> stub_;  // Snapshots have it too.
};

}  // namespace goldthread::server
