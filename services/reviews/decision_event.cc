#include "services/reviews/decision_event.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/reviews/decision_history.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/hub_facts.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

constexpr size_t kPairDigits = 24;

std::string IdOf(const Pair& pair, int facts) {
  KeyWriter both;
  for (const RecordId& record : {pair.first, pair.second}) {
    both.Text(record.feed).Text(record.record);
  }
  return fmt::format("{}-{}", Hex(Sha256(both.view())).substr(0, kPairDigits), facts + 1);
}

v1::Event FactOn(const Pair& pair, int facts, const Deciding& deciding) {
  return HubFact(kDecisionsFeed, IdOf(pair, facts), v1::INFORMATION_CATEGORY_DEMOGRAPHIC,
                 deciding.now);
}

template <class Payload>
void Fill(const Pair& pair, const Deciding& deciding, Payload* payload) {
  *payload->mutable_first() = ToRef(pair.first);
  *payload->mutable_second() = ToRef(pair.second);
  payload->set_reason(deciding.reason);
  payload->set_decided_by(fmt::format("{}, {}", deciding.caller.role(), deciding.caller.agency()));
  *payload->mutable_decider() = deciding.caller;
}

}  // namespace

Pair PairOf(const RecordId& one, const RecordId& other) {
  return {std::min(one, other), std::max(one, other)};
}

v1::Event DecisionOn(const Pair& pair, v1::MatchAnswer answer, int facts,
                     const Deciding& deciding) {
  v1::Event event = FactOn(pair, facts, deciding);
  if (answer == v1::MATCH_ANSWER_SAME) {
    Fill(pair, deciding, event.mutable_records_linked());
  } else if (answer == v1::MATCH_ANSWER_DIFFERENT) {
    Fill(pair, deciding, event.mutable_records_separated());
  } else {
    Fill(pair, deciding, event.mutable_match_left_open());
  }
  return event;
}

v1::Event UndoOf(const Pair& pair, const std::string& decision, int facts,
                 const Deciding& deciding) {
  v1::Event event = FactOn(pair, facts, deciding);
  event.set_withdraws(decision);
  event.mutable_event_withdrawn()->set_reason(deciding.reason);
  *event.mutable_event_withdrawn()->mutable_decider() = deciding.caller;
  return event;
}

}  // namespace goldthread::reviews
