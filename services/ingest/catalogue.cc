#include "services/ingest/catalogue.h"

#include <algorithm>
#include <optional>

#include "services/ingest/rules.h"

namespace goldthread::ingest {
namespace {

using Kind = v1::Event::PayloadCase;

constexpr Kind kEvery = Kind::PAYLOAD_NOT_SET;

enum class Weight { kRefuse, kDoubt };

struct Rule {
  std::string_view name;  // Stable: senders program against it.
  Kind kind;              // Of which payload; kEvery: of all.
  std::string_view field;
  Check check;
  std::string_view remedy;
  Weight weight = Weight::kRefuse;
};

constexpr std::string_view kNeeded = "This kind is not complete without it.";
constexpr std::string_view kNeedDay = "Give the day as YYYY-MM-DD, or leave it out.";
constexpr std::string_view kNeedReason = "Say why, in the decider's words.";

// One row a rule; a rule that many kinds share has one row a kind.
constexpr Rule kRules[] = {
    // Envelope.
    {"ID_MALFORMED", kEvery, "id", IdIsWellFormed,
     "1 to 200 bytes, no control characters; unique in the feed for ever."},
    {"FEED_MALFORMED", kEvery, "feed", FeedIsWellFormed, "1 to 100 of a-z 0-9 . _ / -."},
    {"FEED_UNKNOWN", kEvery, "feed", FeedIsKnown,
     "Ask the partnership to enter the feed in the hub's registry."},
    {"SEQUENCE_OUT_OF_RANGE", kEvery, "feed_sequence", SequenceIsInRange,
     "Count 1, 2, 3 … without gaps, or leave it out."},
    {"AGENCY_NOT_THE_FEEDS", kEvery, "agency", AgencyIsTheFeeds,
     "Leave it out, or name the agency the registry gives for the feed."},
    {"PARTNERSHIP_OTHER", kEvery, "partnership", PartnershipIsOurs,
     "Leave it out, or send to that partnership's hub."},
    {"CATEGORY_REQUIRED", kEvery, "category", CategoryIsGiven,
     "Say what kind of information it is; the sharing policy needs it."},
    {"CATEGORY_NOT_ALLOWED", kEvery, "category", CategoryIsAllowed,
     "The registry does not let the feed publish this category."},
    {"RECEIVED_AT_SET", kEvery, "received_at", ReceivedAtIsUnset, "Leave it out: the hub sets it."},
    {"KIND_UNKNOWN", kEvery, "payload", KindIsKnown,
     "Set one payload; a kind or field newer than this hub needs a newer hub."},
    {"EVENT_TOO_LARGE", kEvery, "", FitsARecord,
     "At most 255 KiB: documents stay with their custodian, refer to them."},
    {"TEXT_NOT_UTF8", kEvery, "", TextsAreUtf8, "Send text as UTF-8."},
    {"TEXT_TOO_LONG", kEvery, "", TextsAreShort, "At most 4,000 bytes: shorten it."},
    {"VALUE_UNKNOWN", kEvery, "", ValuesAreKnown,
     "A value newer than this hub needs a newer hub; it cannot be honoured unknown."},
    // Amendments.
    {"REFERENCE_MALFORMED", kEvery, "", ReferencesAreWellFormed,
     "Name an event of the feed by its id, as it was sent."},
    {"AMENDS_ITSELF", kEvery, "", DoesNotAmendItself, "Name the earlier event."},
    {"AMENDS_TWICE", kEvery, "withdraws", AmendsInOneWay, "Either correct or withdraw."},
    {"WITHDRAWS_WITHOUT_DECISION", kEvery, "withdraws", WithdrawsOnlyAsADecision,
     "Withdraw with the payload EventWithdrawn."},
    {"FIELD_REQUIRED", Kind::kEventCorrected, "corrects", EnvelopeHas, "Name the wrong event."},
    {"FIELD_REQUIRED", Kind::kEventCorrected, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kEventWithdrawn, "withdraws", EnvelopeHas, "Name the wrong event."},
    {"FIELD_REQUIRED", Kind::kEventWithdrawn, "reason", PayloadHas, kNeedReason},
    // Clocks.
    {"OCCURRED_REQUIRED", kEvery, "occurred", OccurredIsGiven,
     "Say when it happened, as an instant or a date, as exactly as it is known."},
    {"OCCURRED_NOT_REAL", kEvery, "", OccurredIsReal,
     "Give a real instant, or a real day as YYYY-MM-DD."},
    {"OCCURRED_IN_FUTURE", kEvery, "", OccurredIsNotInFuture,
     "Send facts, not plans; check the sender's clock."},
    {"PRECISION_NOT_OF_FORM", kEvery, "occurred.precision", PrecisionFitsTheForm,
     "An instant for INSTANT; a date for DAY, its first day for MONTH and YEAR."},
    {"END_NOT_OF_FORM", kEvery, "occurred.end", EndFitsTheStart,
     "Give the end as the start is given: two instants or two dates."},
    {"END_BEFORE_START", kEvery, "occurred.end", EndIsNotBeforeStart,
     "The end must not be before the start."},
    {"RECORDED_AT_REQUIRED", kEvery, "recorded_at", RecordedAtIsGiven,
     "Say when the agency wrote it down."},
    {"RECORDED_AT_NOT_REAL", kEvery, "recorded_at", RecordedAtIsReal, "Give a real instant."},
    {"RECORDED_AT_IN_FUTURE", kEvery, "recorded_at", RecordedAtIsNotInFuture,
     "More than five minutes ahead of the hub: check the sender's clock."},
    // Subjects.
    {"SUBJECTS_REQUIRED", kEvery, "subjects", SubjectsAreGiven, "Say whom it is about."},
    {"SUBJECTS_TOO_MANY", kEvery, "subjects", SubjectsAreFew, "At most 50: send several events."},
    {"SUBJECTS_NOT_ALLOWED", kEvery, "subjects", DecisionsNameNoSubjects,
     "A decision about records names no person of its own."},
    {"RECORD_MALFORMED", kEvery, "", RecordsAreWellFormed,
     "The feed's own id of the person: 1 to 100 bytes, no slash, no control characters."},
    {"RECORD_REPEATED", kEvery, "", RecordsDiffer, "Name each person once."},
    {"ROLE_REQUIRED", kEvery, "", RolesAreGiven, "Say what the person is in this event."},
    {"LIST_TOO_LONG", kEvery, "", ListsAreShort, "At most 20 of each, and 8 lines an address."},
    {"LIST_TOO_LONG", kEvery, "", PayloadListsAreShort,
     "At most 50 codes or conditions, 3 reasons of exclusion, 100 answers of a risk tool."},
    {"IDENTIFIER_TOO_LONG", kEvery, "", IdentifiersAreShort, "At most 64 bytes."},
    // What each kind cannot do without.
    {"ADDRESS_EMPTY", Kind::kAddressObserved, "", AddressSaysWhere,
     "Give lines, a postcode or a UPRN."},
    {"FIELD_REQUIRED", Kind::kRelationshipObserved, "relationship", PayloadHas, kNeeded},
    {"SUBJECTS_NOT_A_PAIR", Kind::kRelationshipObserved, "subjects", RelationshipHasTwoEnds,
     "Two subjects: the first is … of the second."},
    {"FIELD_REQUIRED", Kind::kAssessmentStarted, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAssessmentCompleted, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kConferenceHeld, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kPlanStarted, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kPlanEnded, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kReviewHeld, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kIncidentAttended, "incident_type", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kOrderMade, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kOrderEnded, "order_event_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kOrderEnded, "reason", PayloadHas, kNeeded},
    {"ORDER_END_TWICE", Kind::kOrderMade, "expected_end", OrderHasOneEnd,
     "Give the expected end, or say until further order; not both."},
    {"FIELD_REQUIRED", Kind::kAttendanceRecorded, "setting", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAppointmentMissed, "service", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kConcernRecorded, "concern", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kExclusionRecorded, "category", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAttendanceConcern, "concern", PayloadHas, kNeeded},
    // A risk without assessor, evidence and review would be a label, not an assertion.
    {"FIELD_REQUIRED", Kind::kRiskAsserted, "kind", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kRiskAsserted, "evidence", PayloadHas, "Name the evidence class."},
    {"FIELD_REQUIRED", Kind::kRiskAsserted, "assessor", PayloadHas, "Role and team, no name."},
    {"FIELD_REQUIRED", Kind::kRiskAsserted, "review_due", PayloadHas,
     "Say by which day it will be reviewed."},
    {"DATE_NOT_REAL", Kind::kRiskAsserted, "review_due", PayloadDateIsReal,
     "Give the day as YYYY-MM-DD."},
    {"FIELD_REQUIRED", Kind::kRiskReviewed, "asserted_event_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kRiskReviewed, "outcome", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kRiskReviewed, "", ReviewIsDueUnlessEnded,
     "Unless the outcome is none or no-longer, say by which day it will be reviewed again."},
    {"DATE_NOT_REAL", Kind::kRiskReviewed, "review_due", PayloadDateIsReal, kNeedDay},
    {"FIELD_REQUIRED", Kind::kRiskWithdrawn, "asserted_event_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kRiskWithdrawn, "reason", PayloadHas, kNeedReason},
    {"RECORD_REFERENCE_INCOMPLETE", Kind::kRecordsLinked, "", PairIsComplete,
     "Give feed and record of both."},
    {"RECORDS_THE_SAME", Kind::kRecordsLinked, "", PairIsTwoRecords, "Name two records."},
    {"FIELD_REQUIRED", Kind::kRecordsLinked, "reason", PayloadHas, kNeedReason},
    {"RECORD_REFERENCE_INCOMPLETE", Kind::kRecordsSeparated, "", PairIsComplete,
     "Give feed and record of both."},
    {"RECORDS_THE_SAME", Kind::kRecordsSeparated, "", PairIsTwoRecords, "Name two records."},
    {"FIELD_REQUIRED", Kind::kRecordsSeparated, "reason", PayloadHas, kNeedReason},
    {"RECORD_REFERENCE_INCOMPLETE", Kind::kMatchLeftOpen, "", PairIsComplete,
     "Give feed and record of both."},
    {"RECORDS_THE_SAME", Kind::kMatchLeftOpen, "", PairIsTwoRecords, "Name two records."},
    {"FIELD_REQUIRED", Kind::kMatchLeftOpen, "reason", PayloadHas, kNeedReason},
    {"MODEL_BROKEN", Kind::kMatchingModelAdopted, "", ModelIsWhole,
     "Thirteen comparisons, each with three times ten shares above 0 that add up to 1, and the "
     "hub's own thresholds; 'goldthread match learn' writes such a model."},
    {"MODEL_DIGEST", Kind::kMatchingModelAdopted, "", ModelHasItsDigest,
     "The model is not the one that the digest is of."},
    {"FIELD_REQUIRED", Kind::kMatchingModelAdopted, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kAlertAcknowledged, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertClosed, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertClosed, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kAlertAssessed, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertAssessed, "outcome", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertAssessed, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionProposed, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionProposed, "until", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionProposed, "reason", PayloadHas, kNeedReason},
    {"DATE_NOT_REAL", Kind::kAlertSuppressionProposed, "until", PayloadDateIsReal,
     "Give the day as YYYY-MM-DD."},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionAnswered, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionAnswered, "proposal_event_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertSuppressionAnswered, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kAlertDelivered, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDelivered, "change", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDelivered, "subscriber", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertUndeliverable, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertUndeliverable, "change", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertUndeliverable, "subscriber", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertUndeliverable, "cause", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDeliveryAskedAgain, "alert_id", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDeliveryAskedAgain, "change", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDeliveryAskedAgain, "subscriber", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAlertDeliveryAskedAgain, "reason", PayloadHas, kNeedReason},
    {"FIELD_REQUIRED", Kind::kAdultKnownElsewhere, "adult", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAdultKnownElsewhere, "partnership", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAdultKnownElsewhere, "ring", PayloadHas, kNeeded},
    {"FIELD_REQUIRED", Kind::kAdultKnownElsewhere, "entry", PayloadHas, kNeeded},
    // Doubts: taken as sent, and marked.
    {"IDENTIFIER_CHECK_DIGIT", kEvery, "", CheckDigitsHold,
     "The check digit does not hold: look for a typing error.", Weight::kDoubt},
    {"IDENTIFIER_MALFORMED", kEvery, "", IdentifiersHaveTheirForm,
     "Not of the form this type of number has.", Weight::kDoubt},
    {"IDENTIFIER_PLACEHOLDER", kEvery, "", IdentifiersAreNotFillers,
     "A filler typed in place of a number: leave it out.", Weight::kDoubt},
    {"PERSON_DATE_NOT_REAL", kEvery, "", PersonDatesAreReal, "Give YYYY-MM-DD, YYYY-MM or YYYY.",
     Weight::kDoubt},
    {"CODE_UNKNOWN", kEvery, "", PersonCodesAreKnown, "Not in the census's list.", Weight::kDoubt},
    {"CODE_UNKNOWN", kEvery, "", PayloadCodesAreKnown, "Not in the list of the field's codes.",
     Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kPregnancyRecorded, "expected_birth_date", PayloadDateIsReal, kNeedDay,
     Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kAssessmentStarted, "internal_review_date", PayloadDateIsReal, kNeedDay,
     Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kAssessmentCompleted, "started_on", PayloadDateIsReal, kNeedDay,
     Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kSection47Started, "conference_target_date", PayloadDateIsReal,
     kNeedDay, Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kOrderMade, "expected_end", PayloadPartialDateIsReal,
     "Give YYYY-MM-DD, YYYY-MM or YYYY, or leave it out.", Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kPlanEnded, "started_on", PayloadDateIsReal, kNeedDay, Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kReviewHeld, "plan_started_on", PayloadDateIsReal, kNeedDay,
     Weight::kDoubt},
    {"DATE_NOT_REAL", Kind::kCaseClosed, "referred_on", PayloadDateIsReal, kNeedDay,
     Weight::kDoubt},
};

// Of one event; a sender with more has one mistake many times.
constexpr size_t kViolationsMax = 100;

void Note(const Rule& rule, Fields& broken, std::vector<v1::Violation>& violations) {
  for (std::string& field : broken) {
    if (violations.size() == kViolationsMax) break;
    v1::Violation& violation = violations.emplace_back();
    violation.set_field(std::move(field));
    violation.set_rule(std::string(rule.name));
    violation.set_remedy(std::string(rule.remedy));
  }
  broken.clear();
}

}  // namespace

Verdict Judge(const v1::Event& event, const Registry& registry, Instant now) {
  const std::optional<FeedEntry> feed = registry.Find(event.feed());
  const Submission sent{event, registry, feed, now};
  Verdict verdict;
  Fields broken;
  for (const Rule& rule : kRules) {
    if (rule.kind != kEvery && rule.kind != event.payload_case()) continue;
    rule.check(sent, rule.field, broken);
    if (broken.empty()) continue;
    Note(rule, broken, rule.weight == Weight::kRefuse ? verdict.violations : verdict.quality);
  }
  return verdict;
}

std::vector<std::string_view> RuleNames() {
  std::vector<std::string_view> names;
  for (const Rule& rule : kRules) {
    if (std::ranges::find(names, rule.name) == names.end()) names.push_back(rule.name);
  }
  return names;
}

}  // namespace goldthread::ingest
