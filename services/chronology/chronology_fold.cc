#include "services/chronology/chronology_fold.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "eventstore/base/key.h"
#include "services/chronology/chronology_rows.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::chronology {
namespace {

using google::protobuf::util::TimeUtil;

// Marks `target` as amended by this event. The target may not have arrived yet: then its
// subjects row waits, empty, and the target completes the marks when it comes.
void Amend(const Arrival& arrival, const std::string& target, const AmendmentRow& amendment,
           FoldRows& rows) {
  const v1::Event& event = arrival.event;
  rows.Append(AmendmentKey(event.feed(), target, event.id()), EncodeAmendment(amendment));
  const std::string subjects_key = SubjectsKey(event.feed(), target);
  const std::optional<std::string_view> subjects = rows.Get(subjects_key);
  if (!subjects.has_value()) {
    rows.Put(subjects_key, "");
    return;
  }
  const std::string held(*subjects);
  KeyReader records(held);
  for (std::string record; records.Text(&record);) {
    rows.Append(AmendedKey(event.feed(), record, target), "");
  }
}

AmendmentRow AmendmentBy(const Arrival& arrival, v1::Standing makes_it) {
  AmendmentRow row;
  row.received_us = arrival.header.received_at_us();
  row.recorded_us = TimeUtil::TimestampToMicroseconds(arrival.event.recorded_at());
  row.makes_it = makes_it;
  return row;
}

bool NamedBefore(const v1::Event& event, int index) {
  for (int i = 0; i < index; ++i) {
    if (event.subjects(i).record() == event.subjects(index).record()) return true;
  }
  return false;
}

// Whether the event says that no address of the subject may be shown: it is about where they
// live or who they are, or it has one of theirs.
bool ShieldsSubject(const v1::Event& event, const v1::Subject& subject) {
  const auto& handling = event.handling();
  if (std::find(handling.begin(), handling.end(), v1::HANDLING_SHIELDED_ADDRESS) ==
      handling.end()) {
    return false;
  }
  return event.has_address_observed() || event.has_person_described() ||
         !subject.described().addresses().empty();
}

Status AddFact(const Arrival& arrival, FoldRows& rows) {
  const v1::Event& event = arrival.event;
  FactRow row;
  GT_ASSIGN_OR_RETURN(row.wall_us, WallClockUs(event.occurred()));
  row.received_us = arrival.header.received_at_us();
  row.recorded_us = TimeUtil::TimestampToMicroseconds(event.recorded_at());
  row.kind = event.payload_case();
  row.category = event.category();
  row.agency = event.agency();
  row.event_id = event.id();
  row.body = arrival.body;
  const std::string subjects_key = SubjectsKey(event.feed(), event.id());
  const bool amended = rows.Get(subjects_key).has_value();
  KeyWriter subjects;
  for (int i = 0; i < event.subjects_size(); ++i) {
    const std::string& record = event.subjects(i).record();
    if (ShieldsSubject(event, event.subjects(i))) {
      rows.Append(ShieldKey(event.feed(), record, event.id()), "");
    }
    if (NamedBefore(event, i)) continue;
    row.role = event.subjects(i).role();
    rows.Append(FactKey(event.feed(), record, row.wall_us, event.id()), EncodeFact(row));
    if (amended) rows.Append(AmendedKey(event.feed(), record, event.id()), "");
    subjects.Text(record);
  }
  rows.Put(subjects_key, subjects.view());
  if (!event.corrects().empty()) {
    AmendmentRow amendment = AmendmentBy(arrival, v1::STANDING_CORRECTED);
    amendment.replacement_event_id = event.id();
    Amend(arrival, event.corrects(), amendment, rows);
  }
  return OkStatus();
}

void Correct(const Arrival& arrival, FoldRows& rows) {
  const v1::EventCorrected& corrected = arrival.event.event_corrected();
  AmendmentRow amendment = AmendmentBy(arrival, v1::STANDING_CORRECTED);
  amendment.replacement_event_id = corrected.replacement_event_id();
  amendment.reason = corrected.reason();
  Amend(arrival, arrival.event.corrects(), amendment, rows);
}

void Withdraw(const Arrival& arrival, FoldRows& rows) {
  AmendmentRow amendment = AmendmentBy(arrival, v1::STANDING_WITHDRAWN);
  amendment.reason = arrival.event.event_withdrawn().reason();
  Amend(arrival, arrival.event.withdraws(), amendment, rows);
}

}  // namespace

char ChronologyFold::Space() const { return kSpace; }

StatusOr<Onward> ChronologyFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  switch (arrival.event.payload_case()) {  // No default: a new kind must be decided here.
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
    case v1::Event::kRiskAsserted:
    case v1::Event::kRiskReviewed:
    case v1::Event::kRiskWithdrawn:
      GT_RETURN_IF_ERROR(AddFact(arrival, rows));
      return Onward::kNextFold;
    case v1::Event::kEventCorrected:
      Correct(arrival, rows);
      return Onward::kNextFold;
    case v1::Event::kEventWithdrawn:
      Withdraw(arrival, rows);
      return Onward::kNextFold;
    // Decisions about records and alerts are not part of a child's story.
    case v1::Event::kRecordsLinked:
    case v1::Event::kRecordsSeparated:
    case v1::Event::kAlertAcknowledged:
    case v1::Event::kAlertClosed:
    case v1::Event::kAlertAssessed:
    case v1::Event::kAlertSuppressionProposed:
    case v1::Event::kAlertSuppressionAnswered:
    case v1::Event::kAlertDelivered:
    case v1::Event::kAlertUndeliverable:
    case v1::Event::kAlertDeliveryAskedAgain:
    case v1::Event::kAdultKnownElsewhere:
    case v1::Event::kMatchLeftOpen:
    case v1::Event::kMatchingModelAdopted:
      return Onward::kNextFold;
    case v1::Event::PAYLOAD_NOT_SET:
      break;
  }
  return Error(Code::kUnimplemented, "event kind unknown to this build");
}

}  // namespace goldthread::chronology
