#include "services/server/health.h"

#include <utility>

namespace goldthread::server {
namespace {

// They show something, so they need views and audit.
constexpr const char* kQueryServices[] = {
    "goldthread.v1.ChronologyService", "goldthread.v1.FeedService",
    "goldthread.v1.IdentityService",   "goldthread.v1.QuarantineService",
    "goldthread.v1.OperationsService", "goldthread.v1.AuditService",
    "goldthread.v1.AccessService",     "goldthread.v1.MatchingService",
    "goldthread.v1.SearchService",     "goldthread.v1.AdultService"};
constexpr const char* kOverall = "";

}  // namespace

StatusOr<std::vector<Position>> WatchedAppender::Append(std::span<const NewRecord> batch) {
  auto positions = log_.Append(batch);
  if (positions.status().code() == Code::kInvalidArgument) return positions;
  const bool worked = works_.exchange(positions.ok());
  if (worked != positions.ok() && on_change_) on_change_(positions.status());
  return positions;
}

Health::Health(grpc::HealthCheckServiceInterface& board, const ViewSource& views,
               const WatchedAppender& audit, std::function<Status()> try_audit)
    : board_(board), views_(views), audit_(audit), try_audit_(std::move(try_audit)) {
  Refresh();
}

bool Health::Answers() const {
  return (audit_.works() || try_audit_().ok()) && views_.At(Position{0}).ok();
}

void Health::Refresh() {
  const bool answers = Answers();
  for (const char* service : kQueryServices) board_.SetServingStatus(service, answers);
  board_.SetServingStatus(kOverall, answers);
}

}  // namespace goldthread::server
