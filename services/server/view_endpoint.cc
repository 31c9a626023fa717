#include "services/server/view_endpoint.h"

#include <algorithm>
#include <utility>

#include "services/access/reply.h"

namespace goldthread::server {
namespace {

// A page of a scan fits into one message, whatever is asked.
constexpr int kPageBytesMax = 2 * 1024 * 1024;

}  // namespace

StatusOr<int64_t> ViewEndpoint::Keep(Snapshot snapshot) {
  const Instant now = clock_.Now();
  const MutexLock lock(mutex_);
  std::erase_if(open_, [&](const auto& entry) { return now - entry.second.read > kSnapshotIdle; });
  if (open_.size() >= kSnapshotsMax) {
    return Error(Code::kResourceExhausted,
                 "TOO_MANY_SNAPSHOTS: as many are open as this replica keeps; ask another");
  }
  // From the clock, so that a number of before a restart is never given again.
  last_ = std::max<int64_t>(last_ + 1, now.time_since_epoch().count());
  open_[last_] = {std::move(snapshot), now};
  return last_;
}

StatusOr<ViewEndpoint::Snapshot> ViewEndpoint::Find(int64_t number) {
  const Instant now = clock_.Now();
  const MutexLock lock(mutex_);
  const auto found = open_.find(number);
  if (found == open_.end()) {
    return Error(Code::kUnavailable,
                 "SNAPSHOT_GONE: the replica was restarted, or was not read for half a minute; "
                 "ask again");
  }
  found->second.read = now;
  return found->second.snapshot;
}

Status ViewEndpoint::Scan(const v1::ScanRowsRequest& request, v1::ScanRowsResponse* response) {
  GT_ASSIGN_OR_RETURN(const Snapshot snapshot, Find(request.snapshot()));
  const auto rows = snapshot->Scan({request.first(), request.last()},
                                   request.backward() ? Direction::kBackward : Direction::kForward);
  const auto most = static_cast<size_t>(std::clamp(request.bytes_max(), 1, kPageBytesMax));
  for (size_t bytes = 0; rows->Valid(); rows->Next()) {
    bytes += rows->key().size() + rows->value().size();
    if (bytes > most && response->rows_size() > 0) {
      response->set_more(true);
      return OkStatus();
    }
    v1::ScanRowsResponse::Row* const row = response->add_rows();
    row->set_key(std::string(rows->key()));
    row->set_value(std::string(rows->value()));
  }
  return rows->status();
}

grpc::Status ViewEndpoint::OpenSnapshot(grpc::ServerContext* /*context*/,
                                        const v1::OpenSnapshotRequest* request,
                                        v1::OpenSnapshotResponse* response) {
  return access::ToGrpc([&]() -> Status {
    GT_ASSIGN_OR_RETURN(Snapshot snapshot, newest_.At({request->min_position()}));
    response->set_next_position(snapshot->NextPosition().value);
    GT_ASSIGN_OR_RETURN(const int64_t number, Keep(std::move(snapshot)));
    response->set_snapshot(number);
    return OkStatus();
  }());
}

grpc::Status ViewEndpoint::GetRow(grpc::ServerContext* /*context*/,
                                  const v1::GetRowRequest* request, v1::GetRowResponse* response) {
  return access::ToGrpc([&]() -> Status {
    GT_ASSIGN_OR_RETURN(const Snapshot snapshot, Find(request->snapshot()));
    GT_ASSIGN_OR_RETURN(auto value, snapshot->Get(request->key()));
    if (value.has_value()) response->set_value(*std::move(value));
    return OkStatus();
  }());
}

grpc::Status ViewEndpoint::ScanRows(grpc::ServerContext* /*context*/,
                                    const v1::ScanRowsRequest* request,
                                    v1::ScanRowsResponse* response) {
  return access::ToGrpc(Scan(*request, response));
}

grpc::Status ViewEndpoint::CloseSnapshot(grpc::ServerContext* /*context*/,
                                         const v1::CloseSnapshotRequest* request,
                                         v1::CloseSnapshotResponse* /*response*/) {
  const MutexLock lock(mutex_);
  open_.erase(request->snapshot());
  return grpc::Status::OK;
}

grpc::Status ViewEndpoint::GetStanding(grpc::ServerContext* /*context*/,
                                       const v1::GetStandingRequest* /*request*/,
                                       v1::GetStandingResponse* response) {
  return access::ToGrpc([&]() -> Status {
    GT_ASSIGN_OR_RETURN(const Snapshot snapshot, views_.At({0}));
    const Freshness::Seen seen = freshness_.Now();
    response->set_next_position(snapshot->NextPosition().value);
    response->set_log_end(std::max(seen.log_end, snapshot->NextPosition()).value);
    response->set_fresh_ms_ago(seen.age.has_value() ? seen.age->count() : -1);
    response->set_follows(follows_());
    return OkStatus();
  }());
}

grpc::Status ViewEndpoint::RebuildViews(grpc::ServerContext* /*context*/,
                                        const v1::RebuildViewsRequest* /*request*/,
                                        grpc::ServerWriter<v1::RebuildViewsResponse>* writer) {
  return access::ToGrpc(views_.Rebuild([writer](const RebuildProgress& progress) {
    v1::RebuildViewsResponse message;
    message.set_records_read(progress.records_read);
    message.set_records_total(progress.records_total);
    // A caller who has gone stops nothing: half a rebuild is worth nothing.
    writer->Write(message);
  }));
}

grpc::Status ViewEndpoint::VerifyViews(grpc::ServerContext* /*context*/,
                                       const v1::VerifyViewsRequest* /*request*/,
                                       v1::VerifyViewsResponse* response) {
  return access::ToGrpc([&]() -> Status {
    GT_ASSIGN_OR_RETURN(const ViewComparison comparison, views_.Verify());
    response->set_next_position(comparison.next.value);
    response->set_equal(comparison.equal);
    response->set_rows(comparison.rows);
    response->set_live_digest(comparison.live_digest);
    response->set_rebuilt_digest(comparison.rebuilt_digest);
    response->set_first_difference(comparison.first_difference);
    return OkStatus();
  }());
}

grpc::Status ViewEndpoint::RepairRecords(grpc::ServerContext* /*context*/,
                                         const v1::RepairRecordsRequest* request,
                                         v1::RepairRecordsResponse* response) {
  return access::ToGrpc([&]() -> Status {
    std::vector<Position> positions;
    for (const int64_t position : request->log_positions()) positions.push_back({position});
    GT_ASSIGN_OR_RETURN(const RepairTally tally, views_.Repair(std::move(positions)));
    response->set_tried(tally.tried);
    response->set_repaired(tally.repaired);
    return OkStatus();
  }());
}

}  // namespace goldthread::server
