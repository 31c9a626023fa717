#include "services/server/describe.h"

#include <fmt/format.h>

#include <cctype>

#include "services/server/console.h"
#include "services/server/words.h"
#include "services/vocabulary/code_lists.h"

namespace goldthread::server {
namespace {

// Free text is cut here: a line is a pointer to the record, not the record.
constexpr size_t kTextMax = 80;

// Joins what is there with commas.
class Phrase {
 public:
  // `name` may be empty.
  Phrase& Add(std::string_view name, std::string_view text) {
    if (text.empty()) return *this;
    if (!phrase_.empty()) phrase_ += ", ";
    phrase_ += name;
    if (!name.empty()) phrase_ += ' ';
    phrase_ += text.size() <= kTextMax ? text : Head(text);
    if (text.size() > kTextMax) phrase_ += "...";
    return *this;
  }
  Phrase& Code(std::string_view name, CodeList list, std::string_view code) {
    const std::string_view label = CodeLabel(list, code);
    return Add(name, label.empty() ? std::string(code) : fmt::format("{} {}", code, label));
  }
  template <class Many>
  Phrase& Codes(CodeList list, const Many& codes) {
    for (const std::string& code : codes) Code("", list, code);
    return *this;
  }
  Phrase& Flag(bool set, std::string_view text) { return Add("", set ? text : ""); }

  std::string Take() const { return Plain(phrase_); }

 private:
  static std::string_view Head(std::string_view text) {
    size_t end = kTextMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
  }

  std::string phrase_;
};

std::string PlanWord(v1::PlanKind kind) { return EnumWord(*v1::PlanKind_descriptor(), kind); }

std::string Say(const v1::ContactReceived& contact) {
  return Phrase()
      .Code("source", CodeList::kReferralSource, contact.source())
      .Add("", contact.reason())
      .Take();
}

std::string Say(const v1::ReferralMade& referral) {
  return Phrase()
      .Code("source", CodeList::kReferralSource, referral.source())
      .Code("need", CodeList::kPrimaryNeed, referral.primary_need())
      .Take();
}

std::string Say(const v1::ReferralDecided& decided) {
  return decided.no_further_action() ? "no further action" : "taken on";
}

std::string Say(const v1::AssessmentStarted& assessment) {
  return EnumWord(*v1::AssessmentKind_descriptor(), assessment.kind());
}

std::string Say(const v1::AssessmentCompleted& assessment) {
  return Phrase()
      .Add("", EnumWord(*v1::AssessmentKind_descriptor(), assessment.kind()))
      .Codes(CodeList::kAssessmentFactor, assessment.factors())
      .Take();
}

std::string Say(const v1::ConferenceHeld& conference) {
  return Phrase()
      .Add("", EnumWord(*v1::ConferenceKind_descriptor(), conference.kind()))
      .Flag(conference.transfer_in(), "transfer in")
      .Take();
}

std::string Say(const v1::PlanStarted& plan) {
  return Phrase()
      .Add("", PlanWord(plan.kind()))
      .Code("", CodeList::kCategoryOfAbuse, plan.category_of_abuse())
      .Take();
}

std::string Say(const v1::PlanEnded& plan) {
  return Phrase()
      .Add("", PlanWord(plan.kind()))
      .Code("", CodeList::kCategoryOfAbuse, plan.latest_category_of_abuse())
      .Take();
}

std::string Say(const v1::ReviewHeld& review) { return PlanWord(review.kind()); }

std::string Say(const v1::CaseClosed& closed) {
  return Phrase().Code("", CodeList::kClosureReason, closed.reason()).Take();
}

std::string Say(const v1::IncidentAttended& incident) {
  return Phrase()
      .Add("", incident.incident_type())
      .Flag(incident.child_present(), "child present")
      .Add("graded", incident.risk_tool().grading())
      .Take();
}

std::string Say(const v1::OrderMade& order) {
  return Phrase()
      .Add("", EnumWord(*v1::OrderKind_descriptor(), order.kind()))
      .Add("expected to end", order.expected_end())
      .Flag(order.until_further_order(), "until further order")
      .Take();
}

std::string Say(const v1::OrderEnded& ended) {
  return EnumWord(*v1::OrderEndReason_descriptor(), ended.reason());
}

std::string Say(const v1::AttendanceRecorded& attendance) {
  return Phrase()
      .Add("", attendance.setting())
      .Add("", attendance.presenting_complaint())
      .Add("with", attendance.accompanied_by())
      .Take();
}

std::string Say(const v1::AppointmentMissed& missed) {
  return Phrase()
      .Add("", missed.service())
      .Flag(missed.was_not_brought(), "was not brought")
      .Take();
}

std::string Say(const v1::ConcernRecorded& concern) {
  return Phrase().Add("", concern.concern()).Take();
}

std::string Say(const v1::ExclusionRecorded& exclusion) {
  return Phrase()
      .Code("", CodeList::kExclusionCategory, exclusion.category())
      .Codes(CodeList::kExclusionReason, exclusion.reasons())
      .Take();
}

std::string Say(const v1::AttendanceConcern& concern) {
  return Phrase().Add("", concern.concern()).Take();
}

std::string Say(const v1::TenancyStarted& tenancy) {
  return Phrase().Add("", tenancy.tenancy_type()).Take();
}

std::string Say(const v1::TenancyEnded& tenancy) {
  return Phrase().Add("", tenancy.reason()).Take();
}

std::string Say(const v1::RelationshipObserved& tie) {
  return Phrase().Add("", tie.relationship()).Take();
}

std::string Say(const v1::RiskAsserted& risk) { return Phrase().Add("", risk.kind()).Take(); }

std::string Say(const v1::RiskReviewed& risk) { return Phrase().Add("", risk.outcome()).Take(); }

}  // namespace

std::string KindWords(std::string_view kind) {
  std::string words;
  for (const char c : kind) {
    const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (upper && !words.empty()) words += ' ';
    words += upper && !words.empty()
                 ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                 : c;
  }
  return words;
}

std::string Describe(const v1::Event& event) {
  switch (event.payload_case()) {  // No default: a new kind must be decided here.
    case v1::Event::kContactReceived:
      return Say(event.contact_received());
    case v1::Event::kReferralMade:
      return Say(event.referral_made());
    case v1::Event::kReferralDecided:
      return Say(event.referral_decided());
    case v1::Event::kAssessmentStarted:
      return Say(event.assessment_started());
    case v1::Event::kAssessmentCompleted:
      return Say(event.assessment_completed());
    case v1::Event::kConferenceHeld:
      return Say(event.conference_held());
    case v1::Event::kPlanStarted:
      return Say(event.plan_started());
    case v1::Event::kPlanEnded:
      return Say(event.plan_ended());
    case v1::Event::kReviewHeld:
      return Say(event.review_held());
    case v1::Event::kCaseClosed:
      return Say(event.case_closed());
    case v1::Event::kIncidentAttended:
      return Say(event.incident_attended());
    case v1::Event::kOrderMade:
      return Say(event.order_made());
    case v1::Event::kOrderEnded:
      return Say(event.order_ended());
    case v1::Event::kAttendanceRecorded:
      return Say(event.attendance_recorded());
    case v1::Event::kAppointmentMissed:
      return Say(event.appointment_missed());
    case v1::Event::kConcernRecorded:
      return Say(event.concern_recorded());
    case v1::Event::kExclusionRecorded:
      return Say(event.exclusion_recorded());
    case v1::Event::kAttendanceConcern:
      return Say(event.attendance_concern());
    case v1::Event::kTenancyStarted:
      return Say(event.tenancy_started());
    case v1::Event::kTenancyEnded:
      return Say(event.tenancy_ended());
    case v1::Event::kRelationshipObserved:
      return Say(event.relationship_observed());
    case v1::Event::kRiskAsserted:
      return Say(event.risk_asserted());
    case v1::Event::kRiskReviewed:
      return Say(event.risk_reviewed());
    // The kind's name says it, or what there is to say is for the record itself.
    case v1::Event::kPersonDescribed:
    case v1::Event::kAddressObserved:
    case v1::Event::kPregnancyRecorded:
    case v1::Event::kBirthRecorded:
    case v1::Event::kPersonDied:
    case v1::Event::kStrategyDiscussionHeld:
    case v1::Event::kSection47Started:
    case v1::Event::kSection47Concluded:
    case v1::Event::kMissingEpisodeStarted:
    case v1::Event::kMissingEpisodeEnded:
    case v1::Event::kRiskWithdrawn:
    case v1::Event::kEventCorrected:
    case v1::Event::kEventWithdrawn:
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
    case v1::Event::PAYLOAD_NOT_SET:
      break;
  }
  return "";
}

}  // namespace goldthread::server
