#include "services/alerts/life_fold.h"

#include <google/protobuf/util/time_util.h>

#include <set>
#include <string>

#include "goldthread/v1/alert_rows.pb.h"
#include "services/alerts/life_rows.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::alerts {
namespace {

template <class Payload>
v1::AlertDecisionRow RowOf(const Arrival& arrival, const Payload& payload, v1::AlertAct act) {
  v1::AlertDecisionRow row;
  v1::AlertDecision& decision = *row.mutable_decision();
  decision.set_id(arrival.event.id());
  decision.set_act(act);
  decision.set_reason(payload.reason());
  *decision.mutable_decider() = payload.decider();
  *decision.mutable_received_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(arrival.header.received_at_us());
  *row.mutable_causes() = payload.causes();
  return row;
}

// Under each cause that it was made on: when one of them ends, or is another alert's, the alert
// goes on under the others.
void Keep(const Arrival& arrival, const std::string& alert, const v1::AlertDecisionRow& row,
          FoldRows& rows) {
  std::set<std::string> ids(row.causes().begin(), row.causes().end());
  ids.insert(alert);
  const std::string bytes = row.SerializeAsString();
  for (const std::string& id : ids) {
    rows.Append(DecisionKey(id, arrival.header.received_at_us(), arrival.event.id()), bytes);
  }
}

template <class Payload>
void KeepPlain(const Arrival& arrival, const Payload& payload, v1::AlertAct act, FoldRows& rows) {
  Keep(arrival, payload.alert_id(), RowOf(arrival, payload, act), rows);
}

void KeepAssessed(const Arrival& arrival, const v1::AlertAssessed& payload, FoldRows& rows) {
  v1::AlertDecisionRow row = RowOf(arrival, payload, v1::ALERT_ACT_ASSESSED);
  row.mutable_decision()->set_outcome(payload.outcome());
  Keep(arrival, payload.alert_id(), row, rows);
}

void KeepProposed(const Arrival& arrival, const v1::AlertSuppressionProposed& payload,
                  FoldRows& rows) {
  v1::AlertDecisionRow row = RowOf(arrival, payload, v1::ALERT_ACT_SUPPRESSION_PROPOSED);
  row.mutable_decision()->set_until(payload.until());
  Keep(arrival, payload.alert_id(), row, rows);
}

void KeepAnswered(const Arrival& arrival, const v1::AlertSuppressionAnswered& payload,
                  FoldRows& rows) {
  v1::AlertDecisionRow row = RowOf(
      arrival, payload,
      payload.agreed() ? v1::ALERT_ACT_SUPPRESSION_AGREED : v1::ALERT_ACT_SUPPRESSION_REFUSED);
  row.set_answers(payload.proposal_event_id());
  Keep(arrival, payload.alert_id(), row, rows);
}

template <class Payload>
std::string KeepTold(const Arrival& arrival, const Payload& payload, Fate what,
                     const v1::AlertDeliveryRow& row, FoldRows& rows) {
  std::string bytes = row.SerializeAsString();
  rows.Append(FateKey(what, payload.change(), payload.subscriber(), arrival.event.id()), bytes);
  return bytes;
}

void KeepDelivered(const Arrival& arrival, const v1::AlertDelivered& payload, FoldRows& rows) {
  v1::AlertDeliveryRow row;
  row.set_alert_id(payload.alert_id());
  row.set_attempts(payload.attempts());
  KeepTold(arrival, payload, Fate::kDelivered, row, rows);
}

void KeepGivenUp(const Arrival& arrival, const v1::AlertUndeliverable& payload, FoldRows& rows) {
  v1::AlertDeliveryRow row;
  row.set_alert_id(payload.alert_id());
  row.set_attempts(payload.attempts());
  row.set_cause(payload.cause());
  const std::string bytes = KeepTold(arrival, payload, Fate::kGivenUp, row, rows);
  rows.Append(GivenUpKey(arrival.header.received_at_us(), payload.change(), payload.subscriber(),
                         arrival.event.id()),
              bytes);
}

void KeepAsked(const Arrival& arrival, const v1::AlertDeliveryAskedAgain& payload, FoldRows& rows) {
  v1::AlertDeliveryRow row;
  row.set_alert_id(payload.alert_id());
  KeepTold(arrival, payload, Fate::kAskedAgain, row, rows);
  rows.Append(AskedKey(payload.subscriber(), payload.change(), arrival.event.id()), "");
}

}  // namespace

char LifeFold::Space() const { return kSpace; }

StatusOr<Onward> LifeFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  const v1::Event& event = arrival.event;
  // Nobody else says what was done about alerts, whatever older hubs took in.
  if (event.feed() != kAlertsFeed) return Onward::kNextFold;
  switch (event.payload_case()) {  // No default: a new kind must be decided here.
    case v1::Event::kAlertAcknowledged:
      KeepPlain(arrival, event.alert_acknowledged(), v1::ALERT_ACT_ACKNOWLEDGED, rows);
      break;
    case v1::Event::kAlertAssessed:
      KeepAssessed(arrival, event.alert_assessed(), rows);
      break;
    case v1::Event::kAlertClosed:
      KeepPlain(arrival, event.alert_closed(), v1::ALERT_ACT_CLOSED, rows);
      break;
    case v1::Event::kAlertSuppressionProposed:
      KeepProposed(arrival, event.alert_suppression_proposed(), rows);
      break;
    case v1::Event::kAlertSuppressionAnswered:
      KeepAnswered(arrival, event.alert_suppression_answered(), rows);
      break;
    case v1::Event::kAlertDelivered:
      KeepDelivered(arrival, event.alert_delivered(), rows);
      break;
    case v1::Event::kAlertUndeliverable:
      KeepGivenUp(arrival, event.alert_undeliverable(), rows);
      break;
    case v1::Event::kAlertDeliveryAskedAgain:
      KeepAsked(arrival, event.alert_delivery_asked_again(), rows);
      break;
    case v1::Event::kRecordsLinked:
    case v1::Event::kRecordsSeparated:
    case v1::Event::kMatchLeftOpen:
    case v1::Event::kMatchingModelAdopted:
    case v1::Event::kEventWithdrawn:
    case v1::Event::kRiskAsserted:
    case v1::Event::kRiskWithdrawn:
    case v1::Event::kRiskReviewed:
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
    case v1::Event::kAdultKnownElsewhere:
      break;  // Not about alerts.
    case v1::Event::PAYLOAD_NOT_SET:
      return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  return Onward::kNextFold;
}

}  // namespace goldthread::alerts
