#include "services/server/county_ledger.h"

#include <algorithm>
#include <string>
#include <vector>

#include "connectors/county/agencies/feeds.h"
#include "goldthread/v1/feed_service.grpc.pb.h"

namespace goldthread::server {
namespace {

// Each waits in the hub for up to two seconds.
constexpr int kTriesWithoutProgress = 30;

Status WaitForViews(const HubClient& client, const v1::Caller& caller, int64_t end,
                    const std::function<void(int64_t folded, int64_t held)>& progress) {
  const auto stub = v1::FeedService::NewStub(client.channel());
  v1::ListFeedsRequest request;
  *request.mutable_caller() = caller;
  request.set_min_position(end);
  request.set_page_size(1);
  int64_t reached = -1;
  for (int tries = 0; tries < kTriesWithoutProgress; ++tries) {
    const auto answer = Ask(*stub, &v1::FeedService::Stub::ListFeeds, request);
    if (answer.ok() || !IsBehind(answer.status())) return answer.status();
    GT_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, client.GetStatus(caller));
    if (status.position().next() > reached) tries = 0;
    reached = status.position().next();
    progress(reached, end);
  }
  return Error(Code::kFailedPrecondition,
               "the hub has taken the events, but its views stand still: see its log, then ask "
               "goldthread feeds what it holds");
}

}  // namespace

StatusOr<CountyLedger> ReadCountyLedger(
    const HubClient& client, const v1::Caller& caller,
    const std::function<void(int64_t folded, int64_t held)>& progress) {
  GT_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, client.GetStatus(caller));
  GT_RETURN_IF_ERROR(WaitForViews(client, caller, status.log_end(), progress));
  const auto stub = v1::FeedService::NewStub(client.channel());
  v1::ListFeedsRequest request;
  *request.mutable_caller() = caller;
  request.set_min_position(status.log_end());
  request.set_page_size(1'000);
  const std::vector<std::string> ours = county::FeedNames();
  CountyLedger ledger;
  do {
    GT_ASSIGN_OR_RETURN(const v1::ListFeedsResponse page,
                        Ask(*stub, &v1::FeedService::Stub::ListFeeds, request));
    if (page.own_only()) {
      return Error(Code::kPermissionDenied,
                   "whoever sends a county runs the hub: of other agencies' feeds it does not say "
                   "what it holds");
    }
    for (const v1::Feed& feed : page.feeds()) {
      if (std::ranges::find(ours, feed.feed()) == ours.end()) continue;
      ledger.events += feed.events();
      ledger.repeats += feed.repeats();
      ledger.conflicts += feed.conflicts();
      ledger.reused += feed.sequence_reused();
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return ledger;
}

CountyLedger operator-(const CountyLedger& after, const CountyLedger& before) {
  return {after.events - before.events, after.repeats - before.repeats,
          after.conflicts - before.conflicts, after.reused - before.reused};
}

}  // namespace goldthread::server
