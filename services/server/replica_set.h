// The replicas of one shard's views, as if they were one: each question goes to one that is fresh
// enough.
//
// Each is asked twice a second where it stands. One that does not answer is asked no questions
// until it does again; one that is behind is asked after those that are not.
//
// Source: design D5a; docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/projector/kept_views.h"
#include "services/server/remote_views.h"

namespace goldthread::server {

struct ReplicaPlace {
  std::string address;  // For messages.
  std::shared_ptr<grpc::Channel> channel;
};

class ReplicaSet final : public KeptViews {
 public:
  // `fresh`: views that were last seen to hold all of the log longer ago are not shown; 0: any.
  // Waits a moment for each to say where it stands.
  ReplicaSet(const std::vector<ReplicaPlace>& places, std::chrono::seconds fresh);
  ~ReplicaSet() override;

  // Errors: kFailedPrecondition "BEHIND": none has reached it;
  // kUnavailable "NO_REPLICA": none answers; "STALE": all are older than allowed; "LOG_SILENT": all
  // that the log holds was demanded, and no replica can learn how much that is.
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override;

  // Of each in turn. The first error ends it and says whose it is.
  Status Rebuild(std::function<void(const RebuildProgress&)> progress) override;
  // The first that differs, or the last.
  StatusOr<ViewComparison> Verify() override;
  // The tally of the one that repaired least: the others hold no more than it.
  StatusOr<RepairTally> Repair(std::vector<Position> positions) override;

  // Where the log ended when a replica last asked. kUnavailable "NO_REPLICA".
  StatusOr<Position> LogEnd() const;
  // Why no views follow the log, if none do.
  Status Health() const;

 private:
  class Replica;
  std::vector<Replica*> InOrder(Position at_least) const;

  std::vector<std::unique_ptr<Replica>> replicas_;
  const std::chrono::seconds fresh_;
  mutable std::atomic<size_t> turn_ = 0;
};

}  // namespace goldthread::server
