// What waits for a decision, the most pressing first: a child, a risk that stands, and records
// that are likely one person go before others.
//
// As one caller may know of it: what they may not see is not listed, and presses nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/reviews/pair_sight.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::reviews {

// More is not put in order: those whose records come first in their order.
inline constexpr size_t kQueueMax = 10'000;
// So many are weighed; more would keep a reviewer waiting.
inline constexpr size_t kWeighedMax = 1'000;

// Pairs whose two records are people, not numbers that too many have, and are shown to the caller.
// Equal views, day and rights give equal lists. Errors: of the store.
StatusOr<std::vector<v1::WaitingPair>> QueueOn(PairSight& sight, Day today);

// A pair's place in the list, as text that sorts as the list does.
std::string PlaceOf(const v1::WaitingPair& pair);

}  // namespace goldthread::reviews
