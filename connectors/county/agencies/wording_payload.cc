#include <iterator>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/agencies/description.h"
#include "connectors/county/agencies/ids.h"
#include "connectors/county/agencies/rates.h"
#include "connectors/county/agencies/services.h"
#include "connectors/county/agencies/wording.h"

namespace goldthread::county {
namespace {

template <class Texts>
const char* One(const Texts& texts, uint32_t code) {
  return texts[code % std::size(texts)];
}

constexpr const char* kIncidentSummaries[] = {
    "Shouting reported by a neighbour. No complaint made.",
    "Argument over money. Separated for the night.",
    "Caller said she had been pushed. No injury seen.",
    "Damage to a door. One party left before arrival.",
    "Third call to the address this year. Advice given.",
    "Bruising to the arm. Complaint made and withdrawn.",
};
constexpr const char* kGradings[] = {"standard", "standard", "standard",
                                     "medium",   "medium",   "high"};
constexpr const char* kComplaints[] = {
    "fall from a bed",      "fever",          "injury to the arm", "cut to the head",
    "breathing difficulty", "abdominal pain", "swallowed object",  "bruising, said to be a fall",
    "burn, said to be tea", "low mood",
};
constexpr const char* kBroughtBy[] = {"mother",      "mother",           "father",
                                      "grandmother", "mother's partner", "teacher"};
constexpr const char* kCameWith[] = {"alone", "partner", "alone", "friend", "alone"};
constexpr int kGoesAlone = 13;  // From that age a child now and then comes alone.
constexpr const char* kDischarges[] = {"home, no follow-up", "home, GP to follow up", "admitted",
                                       "left before being seen"};
constexpr const char* kAbsenceConcerns[] = {"unexplained-absence", "unexplained-absence",
                                            "persistent-absence", "unexplained-absence",
                                            "severe-absence"};
constexpr const char* kExclusionReasons[] = {"DB", "PP", "VA", "VP", "PA", "DM", "DA"};
constexpr const char* kConcernWords[] = {"neglect",     "unexplained-injury",
                                         "disclosure",  "substance-use-in-treatment",
                                         "marac-heard", "domestic-abuse"};
constexpr const char* kRelations[] = {"partner", "ex-partner", "mother", "father"};
// Only the police say so, and only of whom a court or a caution made one (adults-posing-risk.md
// §1, §3).
const char* RiskKindOf(const Observation& seen) {
  const bool sentenced = seen.more_code == v1::EVIDENCE_CLASS_CONVICTION ||
                         seen.more_code == v1::EVIDENCE_CLASS_CAUTION;
  if (seen.feed == Feed::kPolice && sentenced) return "registered-sex-offender";
  return seen.feed <= Feed::kWestmereCouncil ? "person-posing-risk-to-children"
                                             : "domestic-abuse-perpetrator";
}
const char* AssessorOf(Feed feed) {
  switch (feed) {
    case Feed::kPolice:
      return "detective sergeant, public protection";
    case Feed::kProbation:
      return "probation officer";
    case Feed::kMarac:
      return "MARAC chair";
    default:
      return "social work team manager";
  }
}

// Who makes it, and a condition; both may be none.
struct OrderWords {
  const char* made_by;
  const char* condition;
};
OrderWords WordsOf(v1::OrderKind kind) {
  switch (kind) {
    case v1::ORDER_KIND_POLICE_BAIL:
      return {"northmere police", "no contact with the complainant"};
    case v1::ORDER_KIND_DOMESTIC_VIOLENCE_PROTECTION_ORDER:
      return {"northmere magistrates", "not to enter the home"};
    case v1::ORDER_KIND_RESTRAINING_ORDER:
      return {"northmere magistrates", "no contact with the victim"};
    case v1::ORDER_KIND_LICENCE:
      return {"northmere probation", "to live as approved"};
    default:
      return {"northmere crown court", nullptr};
  }
}

void Family(const World& world, const Observation& seen, v1::Event* event) {
  switch (seen.seen) {
    case Seen::kDescribed:
      event->mutable_person_described();
      break;
    case Seen::kAddress:
      FillAddress(world.places().At(seen.address),
                  event->mutable_address_observed()->mutable_address());
      event->mutable_address_observed()->set_residence(seen.code == kLives ? v1::RESIDENCE_LIVES
                                                                           : v1::RESIDENCE_STAYS);
      break;
    case Seen::kRelationship:
      event->mutable_relationship_observed()->set_relationship(One(kRelations, seen.code));
      event->mutable_relationship_observed()->set_parental_responsibility(seen.code == 2);
      break;
    case Seen::kPregnancy:
      event->mutable_pregnancy_recorded()->set_expected_birth_date(DateText(seen.other_day));
      break;
    case Seen::kBirth:
      event->mutable_birth_recorded()->set_unborn_record(
          RecordOf(world, seen.feed, seen.subject, 0));
      break;
    case Seen::kDeath:
      event->mutable_person_died();
      break;
    case Seen::kTenancyStarted:
      event->mutable_tenancy_started()->set_tenancy_type("secure");
      break;
    case Seen::kTenancyEnded:
      event->mutable_tenancy_ended()->set_reason(seen.code == 1 ? "tenant died" : "moved out");
      break;
    default:
      break;
  }
}

const char* CameWith(const World& world, const Observation& seen) {
  const int age = world.AgeOn(seen.subject, DayAt(seen.occurred));
  if (age >= 18 || (age >= kGoesAlone && seen.code % 6 == 0)) {
    return One(kCameWith, age >= 18 ? seen.code * 3U + 1 : 0);
  }
  return One(kBroughtBy, seen.code * 5U + 3);
}

void Incidents(const World& world, const Observation& seen, v1::Event* event) {
  switch (seen.seen) {
    case Seen::kIncident: {
      v1::IncidentAttended& incident = *event->mutable_incident_attended();
      incident.set_incident_type("domestic-abuse");
      incident.set_summary(One(kIncidentSummaries, seen.code));
      incident.set_child_present(seen.more[0] != kNobody);
      incident.mutable_risk_tool()->set_name("DASH");
      incident.mutable_risk_tool()->set_version("2009");
      incident.mutable_risk_tool()->set_grading(One(kGradings, seen.code));
      break;
    }
    case Seen::kMissingStarted:
      event->mutable_missing_episode_started()->set_kind("M");
      break;
    case Seen::kMissingEnded:
      event->mutable_missing_episode_ended()->set_kind("M");
      event->mutable_missing_episode_ended()->set_return_interview_offered(true);
      event->mutable_missing_episode_ended()->set_return_interview_accepted(seen.code % 3 == 0);
      break;
    case Seen::kAttendance: {
      v1::AttendanceRecorded& attendance = *event->mutable_attendance_recorded();
      attendance.set_setting("emergency-department");
      attendance.set_site(seen.feed == Feed::kNorthmereEd ? "QN001" : "XW001");
      attendance.set_presenting_complaint(One(kComplaints, seen.code));
      attendance.set_accompanied_by(CameWith(world, seen));
      attendance.set_discharge(One(kDischarges, seen.code * 3U + 1));
      break;
    }
    case Seen::kMissedAppointment:
      event->mutable_appointment_missed()->set_service("health-visitor");
      event->mutable_appointment_missed()->set_was_not_brought(true);
      break;
    case Seen::kConcern:
      event->mutable_concern_recorded()->set_concern(One(kConcernWords, seen.code));
      break;
    case Seen::kExclusion:
      event->mutable_exclusion_recorded()->set_category(seen.code == 0 ? "PERM" : "SUSP");
      event->mutable_exclusion_recorded()->add_reasons(One(kExclusionReasons, seen.code));
      event->mutable_exclusion_recorded()->set_sessions(2 + seen.code % 9);
      break;
    case Seen::kAbsence: {
      v1::AttendanceConcern& absence = *event->mutable_attendance_concern();
      absence.set_concern(One(kAbsenceConcerns, seen.code));
      absence.add_codes("N");
      absence.set_sessions_missed(1 + seen.code % 10);
      absence.set_sessions_possible(10);
      break;
    }
    default:
      break;
  }
}

void FrontDoor(const Observation& seen, v1::Event* event) {
  switch (seen.seen) {
    case Seen::kContact:
      event->mutable_contact_received()->set_source(kSourceCodes[seen.code]);
      event->mutable_contact_received()->set_reason("worry about a child at home");
      break;
    case Seen::kReferral:
      event->mutable_referral_made()->set_source(kSourceCodes[seen.code]);
      // First entered as "not stated", when it was wrong.
      event->mutable_referral_made()->set_primary_need(
          kNeedCodes[seen.flaw == Flaw::kWrongCode ? 0 : seen.more_code]);
      break;
    case Seen::kDecision:
      event->mutable_referral_decided()->set_no_further_action(seen.code == 1);
      break;
    case Seen::kClosed:
      event->mutable_case_closed()->set_reason("RC" + std::to_string(seen.code));
      event->mutable_case_closed()->set_referred_on(DateText(seen.other_day));
      break;
    default:
      break;
  }
}

v1::AssessmentKind AssessmentKindOf(uint16_t code) {
  if (code >= 2) return v1::ASSESSMENT_KIND_SINGLE;
  return code == 0 ? v1::ASSESSMENT_KIND_INITIAL : v1::ASSESSMENT_KIND_CORE;
}

constexpr v1::PlanKind kPlanKinds[] = {v1::PLAN_KIND_CHILD_PROTECTION, v1::PLAN_KIND_CHILD_IN_NEED,
                                       v1::PLAN_KIND_LOOKED_AFTER};

void Plans(const Observation& seen, v1::Event* event) {
  switch (seen.seen) {
    case Seen::kAssessmentStarted:
      event->mutable_assessment_started()->set_kind(AssessmentKindOf(seen.code));
      break;
    case Seen::kAssessmentCompleted: {
      v1::AssessmentCompleted& completed = *event->mutable_assessment_completed();
      completed.set_kind(AssessmentKindOf(seen.code));
      completed.set_started_on(DateText(seen.other_day));
      for (const char* factor : FactorCodes(seen.more_code)) completed.add_factors(factor);
      break;
    }
    case Seen::kStrategy:
      for (const char* agency : {"social care", "police", "health"}) {
        event->mutable_strategy_discussion_held()->add_agencies(agency);
      }
      event->mutable_strategy_discussion_held()->set_section47_decided(true);
      break;
    case Seen::kSection47Started:
      event->mutable_section47_started()->set_conference_target_date(DateText(seen.other_day));
      event->mutable_section47_started()->set_conference_not_required(seen.code == 1);
      break;
    case Seen::kSection47Concluded:
      event->mutable_section47_concluded()->set_conference_required(seen.code == 1);
      event->mutable_section47_concluded()->add_outcomes(seen.code == 1 ? "CpConference" : "Nfa");
      break;
    case Seen::kConference:
      event->mutable_conference_held()->set_kind(v1::CONFERENCE_KIND_INITIAL);
      event->mutable_conference_held()->set_transfer_in(seen.code == 1);
      event->mutable_conference_held()->set_quorate(true);
      event->mutable_conference_held()->add_outcomes(seen.more_code == 1 ? "Cp" : "Nfa");
      break;
    case Seen::kPlanStarted:
      event->mutable_plan_started()->set_kind(kPlanKinds[seen.code]);
      if (seen.code != 0) break;
      event->mutable_plan_started()->set_category_of_abuse(kPlanCategoryCodes[seen.more_code / 16]);
      event->mutable_plan_started()->set_previous_plans(seen.more_code % 16);
      break;
    case Seen::kPlanEnded:
      event->mutable_plan_ended()->set_kind(kPlanKinds[seen.code]);
      event->mutable_plan_ended()->set_started_on(DateText(seen.other_day));
      if (seen.code != 0) break;
      event->mutable_plan_ended()->set_latest_category_of_abuse(kPlanCategoryCodes[seen.more_code]);
      break;
    case Seen::kReview:
      event->mutable_review_held()->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
      event->mutable_review_held()->set_plan_started_on(DateText(seen.other_day));
      break;
    default:
      break;
  }
}

void Adults(const World& world, const Observation& seen, v1::Event* event) {
  const std::string asserted = EventIdOf(world.mark(), seen.feed, seen.about);
  switch (seen.seen) {
    case Seen::kRiskAsserted:
      event->mutable_risk_asserted()->set_kind(RiskKindOf(seen));
      event->mutable_risk_asserted()->set_evidence(static_cast<v1::EvidenceClass>(seen.more_code));
      event->mutable_risk_asserted()->set_assessor(AssessorOf(seen.feed));
      event->mutable_risk_asserted()->set_review_due(DateText(seen.other_day));
      break;
    case Seen::kRiskReviewed:
      event->mutable_risk_reviewed()->set_asserted_event_id(asserted);
      event->mutable_risk_reviewed()->set_outcome(seen.code == 1 ? "no-longer" : "confirmed");
      if (seen.code != 1) event->mutable_risk_reviewed()->set_review_due(DateText(seen.other_day));
      break;
    case Seen::kRiskWithdrawn:
      event->mutable_risk_withdrawn()->set_asserted_event_id(asserted);
      event->mutable_risk_withdrawn()->set_reason("mistaken identity");
      break;
    case Seen::kOrderMade: {
      v1::OrderMade& order = *event->mutable_order_made();
      order.set_kind(static_cast<v1::OrderKind>(seen.code));
      const OrderWords words = WordsOf(order.kind());
      order.set_made_by(words.made_by);
      if (words.condition != nullptr) order.add_conditions(words.condition);
      // "YYYY-MM" of what is known to the month.
      order.set_expected_end(DateText(seen.other_day).substr(0, seen.more_code == 1 ? 7 : 10));
      break;
    }
    case Seen::kOrderEnded:
      event->mutable_order_ended()->set_order_event_id(asserted);
      event->mutable_order_ended()->set_reason(static_cast<v1::OrderEndReason>(seen.code));
      break;
    case Seen::kWithdrawn:
      event->mutable_event_withdrawn()->set_reason("entered for the wrong person");
      break;
    default:
      break;
  }
}

}  // namespace

void FillPayload(const World& world, const Observation& seen, v1::Event* event) {
  if (seen.seen <= Seen::kDeath || seen.seen == Seen::kTenancyStarted ||
      seen.seen == Seen::kTenancyEnded) {
    Family(world, seen, event);
  } else if (seen.seen <= Seen::kDecision || seen.seen == Seen::kClosed) {
    FrontDoor(seen, event);
  } else if (seen.seen < Seen::kClosed) {
    Plans(seen, event);
  } else if (seen.seen < Seen::kTenancyStarted) {
    Incidents(world, seen, event);
  } else {
    Adults(world, seen, event);
  }
}

}  // namespace goldthread::county
