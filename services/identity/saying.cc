#include "services/identity/saying.h"

#include "goldthread/v1/identity_rows.pb.h"
#include "services/identity/identity_rows.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/identifiers.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

// The token of an identifier that may join, or nothing. A UPN is one number whether current
// or former. A council's child id has no check digit, but is never reused by its council
// (domain/identifiers.md §9).
std::optional<std::string> TokenOf(const v1::Identifier& identifier) {
  char kind = 0;
  switch (identifier.type()) {
    case v1::IDENTIFIER_TYPE_NHS_NUMBER:
      kind = 'N';
      break;
    case v1::IDENTIFIER_TYPE_UPN:
    case v1::IDENTIFIER_TYPE_FORMER_UPN:
      kind = 'U';
      break;
    case v1::IDENTIFIER_TYPE_LA_CHILD_ID:
      kind = 'L';
      break;
    default:
      return std::nullopt;  // A number that is no child's, or no proof.
  }
  const CheckedIdentifier checked = CheckIdentifier(identifier, 0);  // None holds a year.
  const bool joins = checked.status == IdentifierStatus::kValid ||
                     (kind == 'L' && checked.status == IdentifierStatus::kUnchecked);
  if (!joins) return std::nullopt;
  if (kind != 'L') return kind + checked.canonical;
  return kind + checked.issuer + '\n' + checked.canonical;
}

v1::IdentitySaying SayingOf(const v1::PersonDescription& described, std::set<std::string>* tokens) {
  v1::IdentitySaying saying;
  if (ParseDay(described.birth_date()).has_value()) saying.set_birth_date(described.birth_date());
  if (described.sex() == v1::SEX_MALE || described.sex() == v1::SEX_FEMALE) {
    saying.set_sex(described.sex());
  }
  for (const v1::Identifier& identifier : described.identifiers()) {
    if (const auto token = TokenOf(identifier)) tokens->insert(*token);
  }
  return saying;
}

// `unborn`: the record that the event's birth names, or empty.
void ReadSubjects(const v1::Event& event, const std::string& unborn, EventSays* says) {
  for (const v1::Subject& subject : event.subjects()) {
    const bool born =
        !unborn.empty() && subject.role() == v1::SUBJECT_ROLE_CHILD && subject.record() != unborn;
    if (!subject.has_described() && !born) continue;
    std::set<std::string> tokens;
    v1::IdentitySaying saying = SayingOf(subject.described(), &tokens);
    if (born) tokens.insert(BirthToken({event.feed(), unborn}));
    for (const std::string& token : tokens) saying.add_tokens(token);
    std::string bytes = saying.SerializeAsString();
    if (!bytes.empty()) says->sayings[subject.record()].insert(std::move(bytes));
  }
}

std::optional<Decision> DecisionOn(const v1::RecordRef& first, const v1::RecordRef& second,
                                   bool linked) {
  Decision decision{FromRef(first), FromRef(second), linked};
  if (decision.first == decision.second) return std::nullopt;
  return decision;
}

}  // namespace

StatusOr<EventSays> ReadEvent(const v1::Event& event) {
  EventSays says;
  if (event.corrects() != event.id()) says.corrects = event.corrects();
  std::string unborn;
  switch (event.payload_case()) {
    case v1::Event::kRecordsLinked:
      says.decision =
          DecisionOn(event.records_linked().first(), event.records_linked().second(), true);
      break;
    case v1::Event::kRecordsSeparated:
      says.decision =
          DecisionOn(event.records_separated().first(), event.records_separated().second(), false);
      break;
    case v1::Event::kEventWithdrawn:
      if (event.withdraws() != event.id()) says.withdraws = event.withdraws();
      break;
    case v1::Event::kBirthRecorded:
      unborn = event.birth_recorded().unborn_record();
      break;
    case v1::Event::kEventCorrected:
    case v1::Event::kPersonDescribed:
    case v1::Event::kAddressObserved:
    case v1::Event::kRelationshipObserved:
    case v1::Event::kPregnancyRecorded:
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
      break;  // Says no more than its subjects do.
    case v1::Event::PAYLOAD_NOT_SET:
      return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  ReadSubjects(event, unborn, &says);
  return says;
}

}  // namespace goldthread::identity
