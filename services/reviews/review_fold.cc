#include "services/reviews/review_fold.h"

#include <string>

#include "goldthread/v1/matching_rows.pb.h"
#include "services/reviews/models_adopted.h"
#include "services/reviews/review_rows.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::reviews {
namespace {

// Under both records. A pair of one record is none.
template <class Payload>
void AddDecision(const Arrival& arrival, const Payload& payload, Answer answer, FoldRows& rows) {
  const RecordId first{payload.first().feed(), payload.first().record()};
  const RecordId second{payload.second().feed(), payload.second().record()};
  if (first == second) return;
  v1::MatchDecisionRow row;
  row.set_answer(static_cast<int32_t>(answer));
  row.set_reason(payload.reason());
  row.set_decided_by(payload.decided_by());
  const auto& decided_at = arrival.event.recorded_at();
  row.set_decided_at_us(decided_at.seconds() * 1'000'000 + decided_at.nanos() / 1'000);
  if (payload.has_decider()) *row.mutable_decider() = payload.decider();
  const DecisionPlace place{arrival.header.received_at_us(), arrival.event.feed(),
                            arrival.event.id()};
  *row.mutable_other() = payload.second();
  rows.Append(DecisionKey(first, place), row.SerializeAsString());
  *row.mutable_other() = payload.first();
  rows.Append(DecisionKey(second, place), row.SerializeAsString());
}

Status AddModel(const Arrival& arrival, FoldRows& rows) {
  GT_ASSIGN_OR_RETURN(const bool adoption, IsAdoption(arrival.event));
  if (!adoption) return OkStatus();
  v1::ModelAdoptedRow row;
  *row.mutable_adopted() = arrival.event.matching_model_adopted();
  row.set_received_us(arrival.header.received_at_us());
  row.set_event_id(arrival.event.id());
  rows.Append(ModelKey(row.received_us(), row.event_id()), row.SerializeAsString());
  return OkStatus();
}

// Of the hub's own feed alone: elsewhere an event is withdrawn by its agency, which says itself.
void AddUndo(const v1::Event& event, FoldRows& rows) {
  if (event.feed() != kDecisionsFeed) return;
  v1::MatchUndoRow row;
  row.set_reason(event.event_withdrawn().reason());
  *row.mutable_decider() = event.event_withdrawn().decider();
  rows.Append(UndoKey(event.feed(), event.withdraws(), event.id()), row.SerializeAsString());
}

void AddChildren(const v1::Event& event, FoldRows& rows) {
  for (const v1::Subject& subject : event.subjects()) {
    if (subject.role() != v1::SUBJECT_ROLE_CHILD &&
        subject.role() != v1::SUBJECT_ROLE_UNBORN_CHILD) {
      continue;
    }
    rows.Append(ChildKey({event.feed(), subject.record()}, event.category()), "");
  }
}

void AddRisk(const v1::Event& event, FoldRows& rows) {
  for (const v1::Subject& subject : event.subjects()) {
    rows.Append(RiskKey({event.feed(), subject.record()}, event.category(), event.id()), "");
  }
}

void EndRisk(const v1::Event& event, const std::string& asserted, FoldRows& rows) {
  rows.Append(RiskEndKey(event.feed(), asserted, event.id()), "");
}

}  // namespace

char ReviewFold::Space() const { return kSpace; }

StatusOr<Onward> ReviewFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  const v1::Event& event = arrival.event;
  AddChildren(event, rows);
  switch (event.payload_case()) {  // No default: a new kind must be decided here.
    case v1::Event::kRecordsLinked:
      AddDecision(arrival, event.records_linked(), Answer::kSame, rows);
      break;
    case v1::Event::kRecordsSeparated:
      AddDecision(arrival, event.records_separated(), Answer::kDifferent, rows);
      break;
    case v1::Event::kMatchLeftOpen:
      AddDecision(arrival, event.match_left_open(), Answer::kNotSure, rows);
      break;
    case v1::Event::kMatchingModelAdopted:
      GT_RETURN_IF_ERROR(AddModel(arrival, rows));
      break;
    case v1::Event::kEventWithdrawn:
      AddUndo(event, rows);
      break;
    case v1::Event::kRiskAsserted:
      AddRisk(event, rows);
      break;
    case v1::Event::kRiskWithdrawn:
      EndRisk(event, event.risk_withdrawn().asserted_event_id(), rows);
      break;
    case v1::Event::kRiskReviewed:
      if (event.risk_reviewed().outcome() == "none" ||
          event.risk_reviewed().outcome() == "no-longer") {
        EndRisk(event, event.risk_reviewed().asserted_event_id(), rows);
      }
      break;
    case v1::Event::kPersonDescribed:
    case v1::Event::kAddressObserved:
    case v1::Event::kRelationshipObserved:
    case v1::Event::kPregnancyRecorded:
    case v1::Event::kBirthRecorded:
    case v1::Event::kPersonDied:
    case v1::Event::kContactReceived:
    case v1::Event::kReferralMade:
    case v1::Event::kReferralDecided:
    case v1::Event::kAssessmentStarted:
    case v1::Event::kAssessmentCompleted:
    case v1::Event::kStrategyDiscussionHeld:
    case v1::Event::kSection47Started:
    case v1::Event::kSection47Concluded:
    case v1::Event::kConferenceHeld:
    case v1::Event::kPlanStarted:
    case v1::Event::kPlanEnded:
    case v1::Event::kReviewHeld:
    case v1::Event::kCaseClosed:
    case v1::Event::kIncidentAttended:
    case v1::Event::kMissingEpisodeStarted:
    case v1::Event::kMissingEpisodeEnded:
    case v1::Event::kOrderMade:
    case v1::Event::kOrderEnded:
    case v1::Event::kAttendanceRecorded:
    case v1::Event::kAppointmentMissed:
    case v1::Event::kConcernRecorded:
    case v1::Event::kExclusionRecorded:
    case v1::Event::kAttendanceConcern:
    case v1::Event::kTenancyStarted:
    case v1::Event::kTenancyEnded:
    case v1::Event::kEventCorrected:
    case v1::Event::kAlertAcknowledged:
    case v1::Event::kAlertClosed:
    case v1::Event::kAlertAssessed:
    case v1::Event::kAlertSuppressionProposed:
    case v1::Event::kAlertSuppressionAnswered:
    case v1::Event::kAlertDelivered:
    case v1::Event::kAlertUndeliverable:
    case v1::Event::kAlertDeliveryAskedAgain:
    case v1::Event::kAdultKnownElsewhere:
      break;  // Decides nothing, and presses by its subjects alone.
    case v1::Event::PAYLOAD_NOT_SET:
      return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  return Onward::kNextFold;
}

}  // namespace goldthread::reviews
