// How a pair stands: whose records they are, what was decided, whether they wait. A decision names
// the state it was made on, so that nobody decides on what has changed meanwhile.
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/identity/person.h"
#include "services/reviews/decision_event.h"

namespace goldthread::reviews {

struct PairState {
  identity::Person first;
  identity::Person second;
  std::vector<v1::MatchDecision> decisions;  // On the pair, oldest first.

  bool one_person() const { return first.id == second.id; }
  std::string Text() const;
};

// As it is now. Errors: of the store.
StatusOr<PairState> StateOf(const ViewSnapshot& views, const Pair& pair);

// Whether a decision made on `named` still applies: kAborted "ALREADY_DECIDED" says who decided
// what meanwhile, kFailedPrecondition "MOVED_ON", kInvalidArgument: no state at all.
Status CheckMadeOn(const PairState& now, const std::string& named);

// Whether `answer` would say anything new: kFailedPrecondition "NO_LONGER_APPLIES".
Status CheckSaysMore(const PairState& now, v1::MatchAnswer answer);

// What the decision alone did not bring about; "": all as decided.
std::string NoteOn(const PairState& after, v1::MatchAnswer answer);

// "same, by north-council/worker-4 (match-reviewer) at 2026-03-04T09:30:00Z": ids only.
std::string Words(const v1::MatchDecision& decision);

}  // namespace goldthread::reviews
