// The events of one feed that the hub holds, in the order of their ids: for reconciliation.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/feed_service.pb.h"

namespace goldthread::feeds {

// Which of a feed's events are meant.
struct HeldQuestion {
  std::string feed;
  bool chain_ends_only = false;  // Of a chain (vocabulary/revision_id.h) only the last.
};

// How much there is of each day, oldest first. Reads the whole feed, of chains twice; memory
// grows with the days, not with the feed.
// Errors: kDataLoss, kUnavailable from the store.
StatusOr<std::vector<v1::DaySum>> SumDays(const ViewSnapshot& views, const HeldQuestion& question);

// The events of these days with ids after `after` (empty: from the first), by id, at most
// `limit`. Errors as SumDays.
StatusOr<std::vector<v1::HeldEvent>> ListDays(const ViewSnapshot& views,
                                              const HeldQuestion& question,
                                              const std::set<std::string, std::less<>>& days,
                                              std::string_view after, size_t limit);

}  // namespace goldthread::feeds
