// One act of deciding, and the facts it comes to. Whoever says that two records are one person says
// it of the two persons they were shown as: so every pair between the two that waits is answered
// alike, and taking the act back takes all of it back.
//
// Facts of one decider at one instant are one act.
#pragma once

#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/reviews/decision_event.h"
#include "services/reviews/pair_state.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

// Far more than two people's records; bounds what one act writes.
inline constexpr size_t kActFactsMax = 400;

// Why the two wait for a decision; unspecified: they do not. Errors: of the store.
StatusOr<v1::ReviewReason> WhyTheyWait(const ViewSnapshot& views, const Pair& pair);

// The answer on the pair, first; where it is *same*, on the other waiting pairs of the two persons
// too. Errors: of the store.
StatusOr<std::vector<v1::Event>> AnswerFacts(const ViewSnapshot& views, const Pair& pair,
                                             const PairState& state, v1::MatchAnswer answer,
                                             const Deciding& deciding);

// That the record is none of the others' person. Errors: of the store.
StatusOr<std::vector<v1::Event>> SeparationFacts(const ViewSnapshot& views, const RecordId& record,
                                                 const std::vector<RecordId>& others,
                                                 const Deciding& deciding);

// What takes the decision back, first, and all that stands of the act it was part of.
// Errors: of the store.
StatusOr<std::vector<v1::Event>> UndoFacts(const ViewSnapshot& views,
                                           const v1::MatchDecision& decision,
                                           const Deciding& deciding);

}  // namespace goldthread::reviews
