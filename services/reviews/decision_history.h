// What people decided about a record, oldest first, and whether it stands, as known at an instant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

// The decisions that name `record`, with what became of each; those on the pair alone where
// `other` is given. `known_before`: only what the hub had received before it; nothing: all.
// `first` is the smaller of a pair. Errors: of the store; kDataLoss: rebuild the views.
StatusOr<std::vector<v1::MatchDecision>> DecisionsOn(const ViewSnapshot& views,
                                                     const RecordId& record,
                                                     const std::optional<RecordId>& other,
                                                     std::optional<Instant> known_before);

// The latest that stands; null: none.
const v1::MatchDecision* LatestStanding(const std::vector<v1::MatchDecision>& decisions);

// How many facts were taken down: decisions and what took them back.
int FactsIn(const std::vector<v1::MatchDecision>& decisions);

}  // namespace goldthread::reviews
