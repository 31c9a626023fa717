#include "services/server/operations_endpoint.h"

#include "eventstore/base/digest.h"
#include "services/access/reply.h"

namespace goldthread::server {
namespace {

// More in quarantine than this is shown as this many: the list, not the count, is for mending.
constexpr size_t kQuarantinedMax = 10'000;

// Progress is for eyes: one message for each so many records.
constexpr int64_t kProgressRecords = 10'000;

access::Look LookAt(std::string action) {
  access::Look look;
  look.action = std::move(action);
  return look;
}

}  // namespace

StatusOr<access::Disclosed<v1::GetStatusResponse>> OperationsEndpoint::ReadStatus(
    const v1::Caller& caller) {
  access::Look look = LookAt("operations.status");
  GT_RETURN_IF_ERROR(door_.Admit(caller, look));
  GT_ASSIGN_OR_RETURN(const Position end, log_end_());
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({0}));
  GT_ASSIGN_OR_RETURN(const auto quarantined, views_.ListQuarantined(kQuarantinedMax));
  look.position = views->NextPosition();
  v1::GetStatusResponse answer;
  answer.set_log_end(end.value);
  answer.mutable_position()->set_shard(shard_);
  answer.mutable_position()->set_next(look.position.value);
  answer.set_quarantined(static_cast<int64_t>(quarantined.size()));
  return door_.Disclose(caller, look, std::move(answer));
}

StatusOr<access::Disclosed<v1::VerifyResponse>> OperationsEndpoint::Compare(
    const v1::Caller& caller) {
  access::Look look = LookAt("operations.verify");
  GT_RETURN_IF_ERROR(door_.Admit(caller, look));
  GT_ASSIGN_OR_RETURN(const Position end, log_end_());
  GT_RETURN_IF_ERROR(views_.At(end).status());
  GT_ASSIGN_OR_RETURN(const ViewComparison comparison, views_.Verify());
  look.position = comparison.next;
  look.rows = comparison.rows;
  v1::VerifyResponse answer;
  answer.mutable_position()->set_shard(shard_);
  answer.mutable_position()->set_next(comparison.next.value);
  answer.set_equal(comparison.equal);
  answer.set_rows(comparison.rows);
  answer.set_live_digest(comparison.live_digest);
  answer.set_rebuilt_digest(comparison.rebuilt_digest);
  answer.set_first_difference(comparison.first_difference);
  return door_.Disclose(caller, look, std::move(answer));
}

StatusOr<access::Disclosed<v1::BackupResponse>> OperationsEndpoint::BackUp(
    const v1::BackupRequest& request) {
  access::Look look = LookAt("operations.backup");
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  // A backup shows everything to whoever has its files: in the audit before it is begun.
  GT_RETURN_IF_ERROR(door_.Disclose(request.caller(), look, true).status());
  GT_ASSIGN_OR_RETURN(const BackupContents contents, make_backup_(request.directory()));
  look.position = {contents.log_end};
  v1::BackupResponse answer;
  answer.set_log_end(contents.log_end);
  answer.mutable_position()->set_shard(shard_);
  answer.mutable_position()->set_next(contents.views);
  answer.set_audit_entries(contents.audit.entries);
  answer.set_audit_digest(Hex(contents.audit.digest));
  return door_.Disclose(request.caller(), look, std::move(answer));
}

StatusOr<access::Disclosed<v1::RebuildResponse>> OperationsEndpoint::Build(
    const v1::Caller& caller, grpc::ServerWriter<v1::RebuildResponse>* writer) {
  access::Look look = LookAt("operations.rebuild");
  GT_RETURN_IF_ERROR(door_.Admit(caller, look));
  v1::RebuildResponse answer;
  int64_t told = 0;
  GT_RETURN_IF_ERROR(views_.Rebuild([&](const RebuildProgress& progress) {
    answer.set_records_read(progress.records_read);
    answer.set_records_total(progress.records_total);
    if (progress.records_read - told < kProgressRecords) return;
    told = progress.records_read;
    // A caller who has gone stops nothing: half a rebuild is worth nothing.
    writer->Write(answer);
  }));
  answer.set_swapped_in(true);
  look.position = {answer.records_read()};
  return door_.Disclose(caller, look, std::move(answer));
}

grpc::Status OperationsEndpoint::GetStatus(grpc::ServerContext* /*context*/,
                                           const v1::GetStatusRequest* request,
                                           v1::GetStatusResponse* response) {
  return access::Reply(ReadStatus(request->caller()), response);
}

grpc::Status OperationsEndpoint::Verify(grpc::ServerContext* /*context*/,
                                        const v1::VerifyRequest* request,
                                        v1::VerifyResponse* response) {
  return access::Reply(Compare(request->caller()), response);
}

grpc::Status OperationsEndpoint::Backup(grpc::ServerContext* /*context*/,
                                        const v1::BackupRequest* request,
                                        v1::BackupResponse* response) {
  return access::Reply(BackUp(*request), response);
}

grpc::Status OperationsEndpoint::Rebuild(grpc::ServerContext* /*context*/,
                                         const v1::RebuildRequest* request,
                                         grpc::ServerWriter<v1::RebuildResponse>* writer) {
  v1::RebuildResponse last;
  grpc::Status status = access::Reply(Build(request->caller(), writer), &last);
  if (status.ok()) writer->Write(last);
  return status;
}

}  // namespace goldthread::server
