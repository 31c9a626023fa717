// What the feed ledger found, read back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/feed_service.pb.h"
#include "services/feeds/feed_rows.h"

namespace goldthread::feeds {

// Feeds by name, those after `after` (empty: from the first), at most `limit`.
//
// Errors: kDataLoss, kUnavailable from the store.
StatusOr<std::vector<v1::Feed>> ListFeeds(const ViewSnapshot& views, std::string_view after,
                                          size_t limit);

// What the hub holds under an event's id, or at the end of the chain that the id names
// (vocabulary/revision_id.h).
struct Held {
  v1::Presence presence = v1::PRESENCE_ABSENT;
  std::string event_id;  // Empty: nothing is held.
  std::string digest;    // The first kDigestPrefixBytes.
};

// Whether the hub holds `event`, which is filled as ingest fills it (ingest/normalise.h).
// Errors as ListFeeds.
StatusOr<Held> HeldOf(const ViewSnapshot& views, v1::Event event);

// Conflicts of one feed, by event id, at most `limit`. Errors as ListFeeds.
StatusOr<std::vector<Conflict>> ListConflicts(const ViewSnapshot& views, std::string_view feed,
                                              size_t limit);

}  // namespace goldthread::feeds
