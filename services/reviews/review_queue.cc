#include "services/reviews/review_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "eventstore/base/key.h"
#include "services/chronology/amendments.h"
#include "services/identity/matching/model.h"
#include "services/identity/model_in_use.h"
#include "services/identity/person.h"
#include "services/identity/review_list.h"
#include "services/reviews/decision_history.h"
#include "services/reviews/pair_view.h"
#include "services/reviews/review_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

constexpr int kChildhoodYears = 18;

struct Pressing {
  bool child = false;
  bool risk = false;
};

StatusOr<bool> Stands(const ViewSnapshot& views, std::string_view feed, std::string_view event) {
  const chronology::Question today;
  chronology::Amendments amendments(views, feed, today);
  GT_ASSIGN_OR_RETURN(const auto how, amendments.Standing(event));
  return how.standing == v1::STANDING_STANDS;
}

// Whether an event that stands ended the assertion.
StatusOr<bool> IsEnded(const ViewSnapshot& views, const std::string& feed,
                       const std::string& assertion) {
  const std::string prefix = RiskEndsPrefix(feed, assertion);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    std::string ending;
    KeyReader key(rows->key().substr(prefix.size()));
    if (!key.Text(&ending)) return Error(Code::kDataLoss, "a review row does not parse");
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(views, feed, ending));
    if (stands) return true;
  }
  GT_RETURN_IF_ERROR(rows->status());
  return false;
}

StatusOr<bool> HasOpenRisk(const ViewSnapshot& views, const RecordId& record) {
  const std::string prefix = RisksPrefix(record);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    std::string assertion;
    KeyReader key(rows->key().substr(prefix.size()));
    if (!key.Text(&assertion)) return Error(Code::kDataLoss, "a review row does not parse");
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(views, record.feed, assertion));
    if (!stands) continue;
    GT_ASSIGN_OR_RETURN(const bool ended, IsEnded(views, record.feed, assertion));
    if (!ended) return true;
  }
  GT_RETURN_IF_ERROR(rows->status());
  return false;
}

// By birth date where the person has one; else by the part that an event has them in.
StatusOr<bool> IsChild(const ViewSnapshot& views, const identity::Person& person, Day today) {
  if (const auto birth = ParseDay(person.birth_date); birth.has_value()) {
    const auto age = AgeOn(*birth, today);
    return !age.has_value() || age->years < kChildhoodYears;
  }
  for (const RecordId& record : person.records) {
    GT_ASSIGN_OR_RETURN(const auto row, views.Get(kSpace + ChildKey(record)));
    if (row.has_value()) return true;
  }
  return false;
}

class Queue {
 public:
  Queue(const ViewSnapshot& views, Day today) : views_(views), today_(today) {}

  StatusOr<v1::WaitingPair> Waiting(const identity::ReviewPair& pair) {
    v1::WaitingPair waiting;
    *waiting.mutable_first() = ToRef(pair.first);
    *waiting.mutable_second() = ToRef(pair.second);
    waiting.set_reason(static_cast<v1::ReviewReason>(pair.reason));
    GT_ASSIGN_OR_RETURN(const Pressing first, PressingOf(pair.first));
    GT_ASSIGN_OR_RETURN(const Pressing second, PressingOf(pair.second));
    if (first.child || second.child) waiting.add_presses(v1::MATCH_PRESS_CHILD);
    if (first.risk || second.risk) waiting.add_presses(v1::MATCH_PRESS_OPEN_RISK);
    GT_ASSIGN_OR_RETURN(const auto decisions,
                        DecisionsOn(views_, pair.first, pair.second, std::nullopt));
    const v1::MatchDecision* latest = LatestStanding(decisions);
    waiting.set_left_open(latest != nullptr && latest->answer() == v1::MATCH_ANSWER_NOT_SURE);
    return waiting;
  }

 private:
  StatusOr<Pressing> PressingOf(const RecordId& record) {
    if (const auto known = known_.find(record); known != known_.end()) return known->second;
    GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(views_, record, std::nullopt));
    Pressing pressing;
    GT_ASSIGN_OR_RETURN(pressing.child, IsChild(views_, person, today_));
    for (const RecordId& of_person : person.records) {
      GT_ASSIGN_OR_RETURN(const bool risk, HasOpenRisk(views_, of_person));
      pressing.risk = pressing.risk || risk;
    }
    for (const RecordId& of_person : person.records) known_[of_person] = pressing;
    return known_[record] = pressing;
  }

  const ViewSnapshot& views_;
  const Day today_;
  std::map<RecordId, Pressing> known_;
};

StatusOr<bool> AreLikely(const matching::Model& model, const ViewSnapshot& views,
                         const v1::WaitingPair& pair) {
  GT_ASSIGN_OR_RETURN(const Side first, WholeSideOf(views, FromRef(pair.first())));
  GT_ASSIGN_OR_RETURN(const Side second, WholeSideOf(views, FromRef(pair.second())));
  return WeightOf(model, first, second, pair.first().feed() == pair.second().feed()) >=
         matching::kSameBits;
}

void SetPriority(v1::WaitingPair* pair) {
  pair->set_priority(pair->presses_size() >= 2   ? v1::MATCH_PRIORITY_TODAY
                     : pair->presses_size() == 1 ? v1::MATCH_PRIORITY_THIS_WEEK
                                                 : v1::MATCH_PRIORITY_IN_TURN);
}

}  // namespace

std::string PlaceOf(const v1::WaitingPair& pair) {
  // Ids hold no line breaks; there are three presses, each once.
  return fmt::format("{}{}\n{}\n{}\n{}\n{}", 9 - pair.presses_size(), pair.left_open() ? 1 : 0,
                     pair.first().feed(), pair.first().record(), pair.second().feed(),
                     pair.second().record());
}

StatusOr<std::vector<v1::WaitingPair>> QueueOn(const ViewSnapshot& views, Day today) {
  GT_ASSIGN_OR_RETURN(const auto listed, identity::ListReview(views, kQueueMax));
  Queue queue(views, today);
  std::vector<v1::WaitingPair> pairs;
  for (const identity::ReviewPair& pair : listed) {
    if (pair.reason == identity::ReviewReason::kIdentifierOverused) continue;
    GT_ASSIGN_OR_RETURN(v1::WaitingPair waiting, queue.Waiting(pair));
    pairs.push_back(std::move(waiting));
  }
  const auto sort = [&pairs] { std::ranges::sort(pairs, {}, PlaceOf); };
  sort();
  GT_ASSIGN_OR_RETURN(const auto model, identity::ModelInUse(views));
  for (size_t i = 0; i < std::min(kWeighedMax, pairs.size()); ++i) {
    GT_ASSIGN_OR_RETURN(const bool likely, AreLikely(*model, views, pairs[i]));
    if (likely) pairs[i].add_presses(v1::MATCH_PRESS_LIKELY);
  }
  sort();
  for (v1::WaitingPair& pair : pairs) SetPriority(&pair);
  return pairs;
}

}  // namespace goldthread::reviews
