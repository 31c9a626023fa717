#include <algorithm>

#include "eventstore/log/event_log.h"
#include "services/ingest/rules.h"
#include "services/ingest/syntax.h"

namespace goldthread::ingest {
namespace {

using Kind = v1::Event::PayloadCase;

// The header and what the registry fills in, at most: five names of 100 bytes, an id of 200
// bytes, a digest, a stamp and their tags.
constexpr size_t kHeaderBytesMax = 1024;
constexpr size_t kEventBytesMax = kRecordBytesMax - kHeaderBytesMax;

void BreakIf(bool wrong, std::string_view field, Fields& broken) {
  if (wrong) broken.emplace_back(field);
}

// At any depth: a newer marking may sit inside a subject as well.
bool HasUnknownFields(const google::protobuf::Message& message) {
  const auto* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const auto& inner = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                               : reflection->GetMessage(message, field);
      if (HasUnknownFields(inner)) return true;
    }
  }
  return false;
}

}  // namespace

bool IsDecision(Kind kind) {
  switch (kind) {
    case Kind::kEventCorrected:
    case Kind::kEventWithdrawn:
    case Kind::kRecordsLinked:
    case Kind::kRecordsSeparated:
    case Kind::kAlertAcknowledged:
    case Kind::kAlertClosed:
    case Kind::kAlertAssessed:
    case Kind::kAlertSuppressionProposed:
    case Kind::kAlertSuppressionAnswered:
    case Kind::kAlertDelivered:
    case Kind::kAlertUndeliverable:
    case Kind::kAlertDeliveryAskedAgain:
    case Kind::kAdultKnownElsewhere:
    case Kind::kMatchLeftOpen:
    case Kind::kMatchingModelAdopted:
      return true;
    case Kind::kPersonDescribed:
    case Kind::kAddressObserved:
    case Kind::kRelationshipObserved:
    case Kind::kPregnancyRecorded:
    case Kind::kBirthRecorded:
    case Kind::kPersonDied:
    case Kind::kContactReceived:
    case Kind::kReferralMade:
    case Kind::kReferralDecided:
    case Kind::kAssessmentStarted:
    case Kind::kAssessmentCompleted:
    case Kind::kStrategyDiscussionHeld:
    case Kind::kSection47Started:
    case Kind::kSection47Concluded:
    case Kind::kConferenceHeld:
    case Kind::kPlanStarted:
    case Kind::kPlanEnded:
    case Kind::kReviewHeld:
    case Kind::kCaseClosed:
    case Kind::kIncidentAttended:
    case Kind::kMissingEpisodeStarted:
    case Kind::kMissingEpisodeEnded:
    case Kind::kOrderMade:
    case Kind::kOrderEnded:
    case Kind::kAttendanceRecorded:
    case Kind::kAppointmentMissed:
    case Kind::kConcernRecorded:
    case Kind::kExclusionRecorded:
    case Kind::kAttendanceConcern:
    case Kind::kTenancyStarted:
    case Kind::kTenancyEnded:
    case Kind::kRiskAsserted:
    case Kind::kRiskReviewed:
    case Kind::kRiskWithdrawn:
    case Kind::PAYLOAD_NOT_SET:
      return false;
  }
  return false;
}

void IdIsWellFormed(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(!IsId(sent.event.id(), kEventIdBytesMax), field, broken);
}

void FeedIsWellFormed(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(!IsName(sent.event.feed()), field, broken);
}

void FeedIsKnown(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(IsName(sent.event.feed()) && !sent.feed.has_value(), field, broken);
}

void SequenceIsInRange(const Submission& sent, std::string_view field, Fields& broken) {
  // One number far out would fill the feed's hole report for ever.
  constexpr int64_t kSequenceMax = 1'000'000'000'000'000;
  BreakIf(sent.event.feed_sequence() < 0 || sent.event.feed_sequence() > kSequenceMax, field,
          broken);
}

void AgencyIsTheFeeds(const Submission& sent, std::string_view field, Fields& broken) {
  const std::string& agency = sent.event.agency();
  BreakIf(!agency.empty() && sent.feed.has_value() && agency != sent.feed->agency, field, broken);
}

void PartnershipIsOurs(const Submission& sent, std::string_view field, Fields& broken) {
  const std::string& partnership = sent.event.partnership();
  BreakIf(!partnership.empty() && partnership != sent.registry.partnership(), field, broken);
}

void CategoryIsGiven(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(sent.event.category() == v1::INFORMATION_CATEGORY_UNSPECIFIED, field, broken);
}

void CategoryIsAllowed(const Submission& sent, std::string_view field, Fields& broken) {
  const v1::InformationCategory category = sent.event.category();
  if (category == v1::INFORMATION_CATEGORY_UNSPECIFIED || !sent.feed.has_value()) return;
  const auto& allowed = sent.feed->rule->categories;
  BreakIf(std::ranges::find(allowed, category) == allowed.end(), field, broken);
}

void ReceivedAtIsUnset(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(sent.event.has_received_at(), field, broken);
}

// A newer sender's kind, marking or field: what the hub does not understand it must not take,
// for it could show what it may not (CloudEvents data-classification).
void KindIsKnown(const Submission& sent, std::string_view field, Fields& broken) {
  const v1::Event& event = sent.event;
  BreakIf(event.payload_case() == Kind::PAYLOAD_NOT_SET || HasUnknownFields(event), field, broken);
}

void FitsARecord(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(sent.event.ByteSizeLong() > kEventBytesMax, field, broken);
}

void ReferencesAreWellFormed(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Event& event = sent.event;
  const auto wrong = [](const std::string& id) {
    return !id.empty() && !IsId(id, kEventIdBytesMax);
  };
  BreakIf(wrong(event.corrects()), "corrects", broken);
  BreakIf(wrong(event.withdraws()), "withdraws", broken);
}

void DoesNotAmendItself(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Event& event = sent.event;
  if (event.id().empty()) return;
  BreakIf(event.corrects() == event.id(), "corrects", broken);
  BreakIf(event.withdraws() == event.id(), "withdraws", broken);
}

void AmendsInOneWay(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(!sent.event.corrects().empty() && !sent.event.withdraws().empty(), field, broken);
}

void WithdrawsOnlyAsADecision(const Submission& sent, std::string_view field, Fields& broken) {
  BreakIf(!sent.event.withdraws().empty() && !sent.event.has_event_withdrawn(), field, broken);
}

void EnvelopeHas(const Submission& sent, std::string_view field, Fields& broken) {
  const auto* descriptor = v1::Event::descriptor()->FindFieldByName(std::string(field));
  BreakIf(!sent.event.GetReflection()->HasField(sent.event, descriptor), field, broken);
}

}  // namespace goldthread::ingest
