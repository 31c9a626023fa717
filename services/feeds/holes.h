// The numbers of a feed that never came, read back as ranges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/feed_service.pb.h"
#include "services/feeds/feed_rows.h"

namespace goldthread::feeds {

// Holes of numbers above `after` (0: all), lowest first, at most `limit`. `runs` are the feed's.
// To go on, give the last number of the last hole. Errors: kDataLoss, kUnavailable.
StatusOr<std::vector<v1::SequenceRange>> HolesAfter(const ViewSnapshot& views,
                                                    std::string_view feed, const SequenceRuns& runs,
                                                    int64_t after, size_t limit);

}  // namespace goldthread::feeds
