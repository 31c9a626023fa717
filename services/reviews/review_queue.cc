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
#include "services/identity/review_list.h"
#include "services/reviews/decision_history.h"
#include "services/reviews/pair_view.h"
#include "services/reviews/review_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

constexpr int kChildhoodYears = 18;
constexpr size_t kReadAtOnce = 1'000;

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

Status DoesNotParse() {
  return Error(Code::kDataLoss, "a review row does not parse; rebuild the views");
}

// Whether an event that stands ended the assertion.
StatusOr<bool> IsEnded(const ViewSnapshot& views, const std::string& feed,
                       const std::string& assertion) {
  const std::string prefix = RiskEndsPrefix(feed, assertion);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    std::string ending;
    KeyReader key(rows->key().substr(prefix.size()));
    if (!key.Text(&ending)) return DoesNotParse();
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(views, feed, ending));
    if (stands) return true;
  }
  GT_RETURN_IF_ERROR(rows->status());
  return false;
}

class Queue {
 public:
  Queue(PairSight& sight, Day today)
      : sight_(sight), views_(sight.viewing().views), today_(today) {}

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
    GT_ASSIGN_OR_RETURN(const SeenRecord* const seen, sight_.Of(record));
    Pressing pressing;
    GT_ASSIGN_OR_RETURN(pressing.child, IsChild(*seen));
    for (const RecordId& of_person : seen->person) {
      GT_ASSIGN_OR_RETURN(const bool risk, HasOpenRisk(*seen, of_person));
      pressing.risk = pressing.risk || risk;
    }
    for (const RecordId& of_person : seen->person) known_[of_person] = pressing;
    return known_[record] = pressing;
  }

  // By birth date where one is shown; else by the part that an event has them in.
  StatusOr<bool> IsChild(const SeenRecord& seen) {
    bool dated = false;
    bool part = false;
    for (const RecordId& of_person : seen.person) {
      GT_ASSIGN_OR_RETURN(const SeenRecord* const each, sight_.Of(of_person));
      for (const v1::SearchSaying& saying : each->side.sayings) {
        const auto birth = ParseDay(saying.described().birth_date());
        if (!birth.has_value()) continue;
        const auto age = AgeOn(*birth, today_);
        if (!age.has_value() || age->years < kChildhoodYears) return true;
        dated = true;
      }
      GT_ASSIGN_OR_RETURN(const bool as_child, HasPartOfChild(seen, of_person));
      part = part || as_child;
    }
    return part && !dated;
  }

  StatusOr<bool> HasPartOfChild(const SeenRecord& seen, const RecordId& record) {
    const std::string prefix = ChildrenPrefix(record);
    const auto rows = views_.Scan(PrefixRange(prefix));
    for (; rows->Valid(); rows->Next()) {
      v1::InformationCategory category{};
      if (!ParseChild(rows->key().substr(prefix.size()), &category)) return DoesNotParse();
      if (IsShown(seen, category, record)) return true;
    }
    GT_RETURN_IF_ERROR(rows->status());
    return false;
  }

  // That somebody may be a risk is content of the fact that says so: its description does not tell.
  StatusOr<bool> HasOpenRisk(const SeenRecord& seen, const RecordId& record) {
    const std::string agency = sight_.viewing().door.OwnerOf(record.feed);
    const std::string prefix = RisksPrefix(record);
    const auto rows = views_.Scan(PrefixRange(prefix));
    for (; rows->Valid(); rows->Next()) {
      std::string assertion;
      v1::InformationCategory category{};
      if (!ParseRisk(rows->key().substr(prefix.size()), &category, &assertion)) {
        return DoesNotParse();
      }
      if (!seen.sight.ShowsContent(category, agency)) continue;
      GT_ASSIGN_OR_RETURN(const bool stands, Stands(views_, record.feed, assertion));
      if (!stands) continue;
      GT_ASSIGN_OR_RETURN(const bool ended, IsEnded(views_, record.feed, assertion));
      if (!ended) return true;
    }
    GT_RETURN_IF_ERROR(rows->status());
    return false;
  }

  bool IsShown(const SeenRecord& seen, v1::InformationCategory category,
               const RecordId& record) const {
    const std::string agency = sight_.viewing().door.OwnerOf(record.feed);
    return sight_.OutcomeOf(seen.sight, category, agency) == access::Outcome::kContent;
  }

  PairSight& sight_;
  const ViewSnapshot& views_;
  const Day today_;
  std::map<RecordId, Pressing> known_;
};

StatusOr<std::vector<identity::ReviewPair>> ShownPairs(PairSight& sight) {
  std::vector<identity::ReviewPair> shown;
  std::optional<identity::ReviewPair> after;
  while (true) {
    GT_ASSIGN_OR_RETURN(auto listed,
                        identity::ListReview(sight.viewing().views, kReadAtOnce, after));
    for (identity::ReviewPair& pair : listed) {
      // Numbers come last.
      if (pair.reason == identity::ReviewReason::kIdentifierOverused) return shown;
      GT_ASSIGN_OR_RETURN(const bool shows, sight.Shows({pair.first, pair.second}));
      if (shows) shown.push_back(pair);
      if (shown.size() == kQueueMax) return shown;
    }
    if (listed.size() < kReadAtOnce) return shown;
    after = std::move(listed.back());
  }
}

StatusOr<bool> AreLikely(const matching::Model& model, PairSight& sight,
                         const v1::WaitingPair& pair) {
  GT_ASSIGN_OR_RETURN(const SeenRecord* const first, sight.Of(FromRef(pair.first())));
  GT_ASSIGN_OR_RETURN(const SeenRecord* const second, sight.Of(FromRef(pair.second())));
  const bool one_feed = pair.first().feed() == pair.second().feed();
  return WeightOf(model, first->side, second->side, one_feed) >= matching::kSameBits;
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

StatusOr<std::vector<v1::WaitingPair>> QueueOn(PairSight& sight, Day today) {
  GT_ASSIGN_OR_RETURN(const auto shown, ShownPairs(sight));
  Queue queue(sight, today);
  std::vector<v1::WaitingPair> pairs;
  for (const identity::ReviewPair& pair : shown) {
    GT_ASSIGN_OR_RETURN(v1::WaitingPair waiting, queue.Waiting(pair));
    pairs.push_back(std::move(waiting));
  }
  const auto sort = [&pairs] { std::ranges::sort(pairs, {}, PlaceOf); };
  sort();
  GT_ASSIGN_OR_RETURN(const auto model, identity::ModelInUse(sight.viewing().views));
  for (size_t i = 0; i < std::min(kWeighedMax, pairs.size()); ++i) {
    GT_ASSIGN_OR_RETURN(const bool likely, AreLikely(*model, sight, pairs[i]));
    if (likely) pairs[i].add_presses(v1::MATCH_PRESS_LIKELY);
  }
  sort();
  for (v1::WaitingPair& pair : pairs) SetPriority(&pair);
  return pairs;
}

}  // namespace goldthread::reviews
