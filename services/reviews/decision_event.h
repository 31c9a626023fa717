// A decision as the fact that goes into the log.
//
// Its id is made of the pair and of how many facts there were on it: two people who decide on the
// same state write under one id, of which the log keeps the first (docs/decisions/0008), so that
// nobody overwrites anybody, wherever the two were sitting.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

struct Pair {
  RecordId first;  // The smaller.
  RecordId second;
};
Pair PairOf(const RecordId& one, const RecordId& other);

struct Deciding {
  const v1::Caller& caller;
  const std::string& reason;
  Instant now;
};

// `facts`: how many there are on the pair already (FactsIn).
v1::Event DecisionOn(const Pair& pair, v1::MatchAnswer answer, int facts, const Deciding& deciding);
v1::Event UndoOf(const Pair& pair, const std::string& decision, int facts,
                 const Deciding& deciding);

}  // namespace goldthread::reviews
