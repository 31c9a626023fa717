#include "services/identity/saying.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "eventstore/base/digest.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/blocks.h"
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

// Of what matters here alone, so that an agency that adds a word elsewhere says nothing new. Who
// made two of their own record's sayings collide would but lose one: no need of SHA-256.
class Naming {
 public:
  std::string NameOf(const Said& said) {
    if (said.described != nullptr) Add(*said.described);
    if (said.observed != nullptr) Add('o', *said.observed);
    if (!said.birth_token.empty()) Add('u', said.birth_token);
    if (bytes_.empty()) return "";
    if (said.shielded) Add('s', "");
    const std::array<uint64_t, 2> halves = {Checksum(bytes_, 0), Checksum(bytes_, 1)};
    return std::string(reinterpret_cast<const char*>(halves.data()), sizeof(halves));
  }

 private:
  void Add(char kind, std::string_view text) {
    bytes_.push_back(kind);
    const auto size = static_cast<uint32_t>(text.size());
    bytes_.append(reinterpret_cast<const char*>(&size), sizeof(size)).append(text);
  }
  void Add(char kind, const v1::Address& address) {
    Add(kind, address.postcode());
    for (const std::string& line : address.lines()) Add('l', line);
    if (address.uprn() != 0) Add('r', std::to_string(address.uprn()));
  }
  void Add(const v1::PersonDescription& described) {
    for (const v1::PersonName& name : described.names()) {
      Add('g', name.given());
      Add('f', name.family());
    }
    if (!described.birth_date().empty()) Add('b', described.birth_date());
    if (described.sex() == v1::SEX_MALE) Add('x', "m");
    if (described.sex() == v1::SEX_FEMALE) Add('x', "f");
    for (const v1::Identifier& identifier : described.identifiers()) {
      Add(static_cast<char>('A' + identifier.type()), identifier.value());
      Add('i', identifier.issuer());
    }
    for (const v1::Address& address : described.addresses()) Add('a', address);
    for (const std::string& phone : described.phones()) Add('t', phone);
    for (const std::string& email : described.emails()) Add('e', email);
  }

  std::string bytes_;
};

bool LivesThere(const v1::AddressObserved& observed) {
  return observed.residence() != v1::RESIDENCE_VISITS && observed.residence() != v1::RESIDENCE_SEEN;
}

bool IsShielded(const v1::Event& event) {
  return std::ranges::find(event.handling(), v1::HANDLING_SHIELDED_ADDRESS) !=
         event.handling().end();
}

// `unborn`: the record that the event's birth names, or empty.
void ReadSubjects(const v1::Event& event, const std::string& unborn, EventSays* says) {
  const bool observed = event.has_address_observed() && LivesThere(event.address_observed());
  for (const v1::Subject& subject : event.subjects()) {
    const bool born =
        !unborn.empty() && subject.role() == v1::SUBJECT_ROLE_CHILD && subject.record() != unborn;
    Said said;
    if (subject.has_described()) said.described = &subject.described();
    if (observed) said.observed = &event.address_observed().address();
    if (born) said.birth_token = BirthToken({event.feed(), unborn});
    said.shielded = IsShielded(event);
    std::string name = Naming().NameOf(said);
    if (!name.empty()) says->sayings[subject.record()].emplace(std::move(name), std::move(said));
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
    case v1::Event::kMatchingModelAdopted:
      break;  // Says no more than its subjects do.
    case v1::Event::PAYLOAD_NOT_SET:
      return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  ReadSubjects(event, unborn, &says);
  return says;
}

v1::IdentitySaying SayingOf(const Said& said) {
  v1::IdentitySaying saying;
  matching::Portrait portrait;
  std::set<std::string> tokens;
  if (said.described != nullptr) {
    const v1::PersonDescription& described = *said.described;
    if (ParseDay(described.birth_date()).has_value()) {
      saying.set_birth_date(described.birth_date());
    }
    if (described.sex() == v1::SEX_MALE || described.sex() == v1::SEX_FEMALE) {
      saying.set_sex(described.sex());
    }
    for (const v1::Identifier& identifier : described.identifiers()) {
      if (const auto token = TokenOf(identifier)) tokens.insert(*token);
    }
    matching::AddTo(portrait, described);
  }
  if (said.observed != nullptr) matching::AddPlace(portrait, *said.observed);
  matching::Settle(portrait);
  if (!said.birth_token.empty()) tokens.insert(said.birth_token);
  for (const std::string& token : tokens) saying.add_tokens(token);
  for (const uint64_t block : matching::NarrowBlocksOf(portrait)) saying.add_blocks(block);
  *saying.mutable_portrait() = ToRow(portrait);
  saying.set_shielded(said.shielded);
  return saying;
}

}  // namespace goldthread::identity
