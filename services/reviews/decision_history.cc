#include "services/reviews/decision_history.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "goldthread/v1/matching_rows.pb.h"
#include "services/chronology/amendments.h"
#include "services/reviews/review_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

Status DoesNotParse() {
  return Error(Code::kDataLoss, "a review row does not parse; rebuild the views");
}

v1::MatchAnswer ToMessage(Answer answer) {
  switch (answer) {
    case Answer::kSame:
      return v1::MATCH_ANSWER_SAME;
    case Answer::kDifferent:
      return v1::MATCH_ANSWER_DIFFERENT;
    case Answer::kNotSure:
      return v1::MATCH_ANSWER_NOT_SURE;
  }
  return v1::MATCH_ANSWER_UNSPECIFIED;
}

// Who took it back, and when: the last amendment, by whose word it does not stand.
Status AddWhatBecame(const ViewSnapshot& views, const chronology::Question& question,
                     v1::MatchDecision* decision) {
  chronology::Amendments amendments(views, decision->feed(), question);
  GT_ASSIGN_OR_RETURN(const chronology::HowItStands how, amendments.Standing(decision->id()));
  decision->set_stands(how.standing == v1::STANDING_STANDS);
  if (decision->stands() || how.amendments.empty()) return OkStatus();
  const v1::Amendment& by = how.amendments.back();
  v1::MatchUndone& undone = *decision->mutable_undone();
  undone.set_id(by.event_id());
  undone.set_reason(by.reason());
  *undone.mutable_received_at() = by.received_at();
  GT_ASSIGN_OR_RETURN(const auto bytes,
                      views.Get(kSpace + UndoKey(decision->feed(), decision->id(), by.event_id())));
  v1::MatchUndoRow row;
  if (!bytes.has_value()) return OkStatus();
  if (!row.ParseFromString(*bytes)) return DoesNotParse();
  *undone.mutable_decider() = row.decider();
  return OkStatus();
}

}  // namespace

StatusOr<std::vector<v1::MatchDecision>> DecisionsOn(const ViewSnapshot& views,
                                                     const RecordId& record,
                                                     const std::optional<RecordId>& other,
                                                     std::optional<Instant> known_before) {
  std::vector<v1::MatchDecision> decisions;
  chronology::Question question;
  question.known_before = known_before;
  const std::string prefix = DecisionsPrefix(record);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    DecisionPlace place;
    v1::MatchDecisionRow row;
    if (!ParseDecisionPlace(rows->key().substr(prefix.size()), &place) ||
        !row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return DoesNotParse();
    }
    if (known_before.has_value() && place.received_us >= known_before->time_since_epoch().count()) {
      break;
    }
    const RecordId with = FromRef(row.other());
    if (other.has_value() && with != *other) continue;
    v1::MatchDecision& decision = decisions.emplace_back();
    decision.set_feed(place.feed);
    decision.set_id(place.event_id);
    *decision.mutable_first() = ToRef(std::min(record, with));
    *decision.mutable_second() = ToRef(std::max(record, with));
    decision.set_answer(ToMessage(static_cast<Answer>(row.answer())));
    decision.set_reason(row.reason());
    decision.set_decided_by(row.decided_by());
    if (row.has_decider()) *decision.mutable_decider() = row.decider();
    *decision.mutable_received_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(place.received_us);
    *decision.mutable_decided_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.decided_at_us());
    GT_RETURN_IF_ERROR(AddWhatBecame(views, question, &decision));
  }
  GT_RETURN_IF_ERROR(rows->status());
  return decisions;
}

const v1::MatchDecision* LatestStanding(const std::vector<v1::MatchDecision>& decisions) {
  const auto latest = std::find_if(decisions.rbegin(), decisions.rend(),
                                   [](const auto& decision) { return decision.stands(); });
  return latest == decisions.rend() ? nullptr : &*latest;
}

int FactsIn(const std::vector<v1::MatchDecision>& decisions) {
  int facts = static_cast<int>(decisions.size());
  for (const v1::MatchDecision& decision : decisions) facts += decision.has_undone() ? 1 : 0;
  return facts;
}

}  // namespace goldthread::reviews
