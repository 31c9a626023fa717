// What the feed ledger found, read back.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/feed_service.pb.h"

namespace goldthread::feeds {

struct FeedPage {
  std::string_view after;  // Empty: from the first.
  size_t limit = 0;
};

// The feeds of which `is_shown` says true, by name. Their silence is looked at as of `as_of`.
//
// Errors: kDataLoss, kUnavailable from the store.
StatusOr<std::vector<v1::Feed>> ListFeeds(
    const ViewSnapshot& views, const FeedPage& page, Instant as_of,
    const std::function<bool(const std::string& feed)>& is_shown = [](const std::string&) {
      return true;
    });

// Holes of one feed, of numbers above `after`, lowest first, at most `limit`. None for a feed
// never heard of. Errors as ListFeeds.
StatusOr<std::vector<v1::SequenceRange>> ListHoles(const ViewSnapshot& views, std::string_view feed,
                                                   int64_t after, size_t limit);
// How many numbers are missing in all. Errors as ListFeeds.
StatusOr<int64_t> MissingIn(const ViewSnapshot& views, std::string_view feed);

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
// The same under its very id, which names no chain. Errors as ListFeeds.
StatusOr<Held> HeldUnderId(const ViewSnapshot& views, const v1::Event& event);

// The last conflict of a page; no id: before the first.
struct ConflictPlace {
  std::string event_id;
  int64_t log_position = 0;
};

// Conflicts of one feed, by event id and then position, those after `after`, at most `limit`.
// Errors as ListFeeds.
StatusOr<std::vector<v1::FeedConflict>> ListConflicts(const ViewSnapshot& views,
                                                      std::string_view feed,
                                                      const ConflictPlace& after, size_t limit);

}  // namespace goldthread::feeds
