// What a hub's ledger holds of the county's feeds, before a county is sent and after: whether the
// hub has taken it as sent, or holds something else under its ids and numbers.
#pragma once

#include <cstdint>
#include <functional>

#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

struct CountyLedger {
  int64_t events = 0;     // Distinct.
  int64_t repeats = 0;    // The same again.
  int64_t conflicts = 0;  // Other content under an id that the hub has: the first is kept.
  int64_t reused = 0;     // Distinct events under a number that another event of the feed has.
};

// Of all that the hub holds when it is asked. Waits while its views come nearer to that, and tells
// how near. Errors: as FeedService.ListFeeds; kFailedPrecondition: the views stand still;
// kPermissionDenied: the caller does not run the hub, and is not shown all feeds.
StatusOr<CountyLedger> ReadCountyLedger(
    const HubClient& client, const v1::Caller& caller,
    const std::function<void(int64_t folded, int64_t held)>& progress);

// What came between.
CountyLedger operator-(const CountyLedger& after, const CountyLedger& before);

}  // namespace goldthread::server
