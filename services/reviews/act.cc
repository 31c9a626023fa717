#include "services/reviews/act.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "services/identity/person.h"
#include "services/identity/review_list.h"
#include "services/reviews/decision_history.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

constexpr size_t kReadAtOnce = 32;

// The pairs that wait of which `record` is the smaller.
StatusOr<std::vector<identity::ReviewPair>> WaitingFrom(const ViewSnapshot& views,
                                                        const RecordId& record) {
  std::vector<identity::ReviewPair> waiting;
  identity::ReviewPair after{record, {}, identity::ReviewReason::kBirthDatesConflict};
  while (true) {
    GT_ASSIGN_OR_RETURN(auto listed, identity::ListReview(views, kReadAtOnce, after));
    for (identity::ReviewPair& pair : listed) {
      const bool of_record =
          pair.first == record && pair.reason != identity::ReviewReason::kIdentifierOverused;
      if (!of_record) return waiting;
      waiting.push_back(std::move(pair));
    }
    if (listed.size() < kReadAtOnce) return waiting;
    after = waiting.back();
  }
}

StatusOr<v1::Event> AnswerOn(const ViewSnapshot& views, const Pair& pair, v1::MatchAnswer answer,
                             const Deciding& deciding) {
  GT_ASSIGN_OR_RETURN(const auto decisions,
                      DecisionsOn(views, pair.first, pair.second, std::nullopt));
  return DecisionOn(pair, answer, FactsIn(decisions), deciding);
}

bool IsOfOneAct(const v1::MatchDecision& one, const v1::MatchDecision& other) {
  return other.stands() && other.feed() == kDecisionsFeed && one.answer() == other.answer() &&
         one.decided_at().seconds() == other.decided_at().seconds() &&
         one.decided_at().nanos() == other.decided_at().nanos() &&
         one.decider().agency() == other.decider().agency() &&
         one.decider().user() == other.decider().user();
}

bool Has(const std::vector<RecordId>& records, const RecordId& record) {
  return std::ranges::binary_search(records, record);
}

}  // namespace

StatusOr<v1::ReviewReason> WhyTheyWait(const ViewSnapshot& views, const Pair& pair) {
  GT_ASSIGN_OR_RETURN(const auto waiting, WaitingFrom(views, pair.first));
  const auto found = std::ranges::find(waiting, pair.second, &identity::ReviewPair::second);
  return found == waiting.end() ? v1::REVIEW_REASON_UNSPECIFIED
                                : static_cast<v1::ReviewReason>(found->reason);
}

StatusOr<std::vector<v1::Event>> AnswerFacts(const ViewSnapshot& views, const Pair& pair,
                                             const PairState& state, v1::MatchAnswer answer,
                                             const Deciding& deciding) {
  std::vector<v1::Event> facts;
  GT_ASSIGN_OR_RETURN(facts.emplace_back(), AnswerOn(views, pair, answer, deciding));
  if (answer != v1::MATCH_ANSWER_SAME || state.one_person()) return facts;
  for (const auto* side : {&state.first, &state.second}) {
    const auto& others = side == &state.first ? state.second.records : state.first.records;
    for (const RecordId& record : side->records) {
      GT_ASSIGN_OR_RETURN(const auto waiting, WaitingFrom(views, record));
      for (const identity::ReviewPair& each : waiting) {
        const bool named = each.first == pair.first && each.second == pair.second;
        if (named || !Has(others, each.second) || facts.size() == kActFactsMax) continue;
        GT_ASSIGN_OR_RETURN(facts.emplace_back(),
                            AnswerOn(views, {each.first, each.second}, answer, deciding));
      }
    }
  }
  return facts;
}

StatusOr<std::vector<v1::Event>> SeparationFacts(const ViewSnapshot& views, const RecordId& record,
                                                 const std::vector<RecordId>& others,
                                                 const Deciding& deciding) {
  std::vector<v1::Event> facts;
  for (const RecordId& other : others) {
    GT_ASSIGN_OR_RETURN(facts.emplace_back(), AnswerOn(views, PairOf(record, other),
                                                       v1::MATCH_ANSWER_DIFFERENT, deciding));
  }
  return facts;
}

StatusOr<std::vector<v1::Event>> UndoFacts(const ViewSnapshot& views,
                                           const v1::MatchDecision& decision,
                                           const Deciding& deciding) {
  std::set<RecordId> records;
  for (const auto& ref : {decision.first(), decision.second()}) {
    GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(views, FromRef(ref), std::nullopt));
    records.insert(person.records.begin(), person.records.end());
  }
  std::vector<v1::MatchDecision> act = {decision};
  std::set<std::string> ids = {decision.id()};
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto decisions, DecisionsOn(views, record, {}, std::nullopt));
    for (const v1::MatchDecision& each : decisions) {
      if (IsOfOneAct(decision, each) && ids.insert(each.id()).second) act.push_back(each);
    }
  }
  std::vector<v1::Event> facts;
  for (const v1::MatchDecision& each : act) {
    const Pair pair{FromRef(each.first()), FromRef(each.second())};
    GT_ASSIGN_OR_RETURN(const auto decisions,
                        DecisionsOn(views, pair.first, pair.second, std::nullopt));
    facts.push_back(UndoOf(pair, each.id(), FactsIn(decisions), deciding));
  }
  return facts;
}

}  // namespace goldthread::reviews
