#include "connectors/adults/facts.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <chrono>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/fact_reading.h"
#include "connectors/adults/places.h"
#include "connectors/adults/worries.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::adults {
namespace {

using google::protobuf::util::TimeUtil;

std::optional<int> NumberOf(const std::string& text) {
  const std::optional<Day> day = ParseDay(text);
  if (!day.has_value()) return std::nullopt;
  return DayNumber(*day);
}

// "YYYY-MM" and "YYYY": the first day of it.
std::optional<int> PartialNumberOf(std::string text) {
  if (text.size() == 4) text += "-01";
  if (text.size() == 7) text += "-01";
  return NumberOf(text);
}

bool IsWorry(const EventSays::OfRecord& of) { return of.fact.kind() == v1::ADULT_FACT_KIND_WORRY; }

bool NamesMarac(std::string_view text) {
  return text.find("marac") != std::string_view::npos ||
         text.find("MARAC") != std::string_view::npos;
}

}  // namespace

Status Reading::ReadDay() {
  GT_ASSIGN_OR_RETURN(const Day day, StartDay(event_.occurred()));
  day_ = DayNumber(day);
  if (event_.occurred().has_end_instant()) {
    end_ = DayNumber(DayInLondon(Instant(std::chrono::microseconds(
        TimeUtil::TimestampToMicroseconds(event_.occurred().end_instant())))));
  } else if (!event_.occurred().end_date().empty()) {
    end_ = NumberOf(event_.occurred().end_date());
  }
  return OkStatus();
}

v1::AdultFact Reading::Fact(v1::AdultFactKind kind) const {
  v1::AdultFact fact;
  fact.set_event_id(event_.id());
  fact.set_kind(kind);
  fact.set_day(day_);
  if (end_.has_value()) fact.set_end(*end_);
  fact.set_recorded_us(TimeUtil::TimestampToMicroseconds(event_.recorded_at()));
  fact.set_received_us(received_us_);
  fact.set_category(event_.category());
  return fact;
}

void Reading::Add(const v1::Subject& subject, v1::AdultFact fact) {
  if (IsYoung(subject.role())) fact.set_as_child(true);
  says_.facts.push_back({{event_.feed(), subject.record()}, std::move(fact)});
}

void Reading::AddResidence(const v1::Subject& subject, const v1::Address& address,
                           v1::Residence how) {
  const Property property = PropertyAt(address);
  v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_RESIDENCE);
  fact.set_uprn(property.uprn);
  fact.set_address(property.spelling);
  fact.set_shared(property.shared);
  fact.set_residence(how == v1::RESIDENCE_UNSPECIFIED ? v1::RESIDENCE_LIVES : how);
  Add(subject, std::move(fact));
}

// Begun, at the address that is described; or ended, at that one or at the record's last.
void Reading::AddTenancy(v1::AdultFactKind kind) {
  const bool begins = kind == v1::ADULT_FACT_KIND_RESIDENCE;
  for (const v1::Subject& subject : event_.subjects()) {
    v1::AdultFact fact = Fact(kind);
    fact.set_tenancy(begins);
    if (begins) fact.set_residence(v1::RESIDENCE_LIVES);
    const auto& addresses = subject.described().addresses();
    if (begins && addresses.empty()) continue;
    if (!addresses.empty()) {
      const Property property = PropertyAt(addresses[0]);
      fact.set_uprn(property.uprn);
      fact.set_address(property.spelling);
      fact.set_shared(property.shared);
    }
    Add(subject, std::move(fact));
  }
}

void Reading::AddAssertion() {
  const v1::RiskAsserted& asserted = event_.risk_asserted();
  v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_ASSERTION);
  fact.set_words(asserted.kind());
  fact.set_evidence(asserted.evidence());
  fact.set_disputed(asserted.disputed());
  fact.set_by_conference(NamesMarac(event_.feed()) || NamesMarac(event_.agency()) ||
                         NamesMarac(asserted.assessor()));
  if (const auto due = NumberOf(asserted.review_due())) fact.set_due(*due);
  for (const v1::Subject& subject : event_.subjects()) Add(subject, fact);
}

// Of the first subject: others are those whom it protects.
void Reading::AddOrder() {
  if (event_.subjects_size() == 0) return;
  v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_ORDER);
  fact.set_words(v1::OrderKind_Name(event_.order_made().kind()));
  if (const auto due = PartialNumberOf(event_.order_made().expected_end())) fact.set_due(*due);
  Add(event_.subjects(0), std::move(fact));
}

void Reading::AddPlan(v1::PlanKind kind, bool starts) {
  v1::AdultFactKind is = v1::ADULT_FACT_KIND_UNSPECIFIED;
  if (kind == v1::PLAN_KIND_CHILD_PROTECTION) {
    is = starts ? v1::ADULT_FACT_KIND_PLAN_STARTED : v1::ADULT_FACT_KIND_PLAN_ENDED;
  } else if (kind == v1::PLAN_KIND_LOOKED_AFTER && starts) {
    is = v1::ADULT_FACT_KIND_TAKEN_INTO_CARE;
  } else {
    return;
  }
  for (const v1::Subject& subject : event_.subjects()) {
    if (IsYoung(subject.role())) Add(subject, Fact(is));
  }
}

v1::AdultSequel Reading::Sequel() const {
  v1::AdultSequel sequel;
  sequel.set_event_id(event_.id());
  sequel.set_day(day_);
  sequel.set_recorded_us(TimeUtil::TimestampToMicroseconds(event_.recorded_at()));
  sequel.set_received_us(received_us_);
  sequel.set_category(event_.category());
  return sequel;
}

void Reading::AddReview() {
  v1::AdultSequel sequel = Sequel();
  const v1::RiskReviewed& reviewed = event_.risk_reviewed();
  sequel.set_ends(reviewed.outcome() == "none" || reviewed.outcome() == "no-longer");
  if (const auto due = NumberOf(reviewed.review_due())) sequel.set_due(*due);
  sequel.set_disputed(reviewed.disputed());
  says_.about = reviewed.asserted_event_id();
  says_.sequel = std::move(sequel);
}

// Said of a record of another feed.
void Reading::AddKnownElsewhere() {
  if (event_.feed() != kDirectoryFeed) return;
  const v1::AdultKnownElsewhere& known = event_.adult_known_elsewhere();
  v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE);
  fact.set_words(known.partnership());
  fact.set_ring(known.ring());
  fact.set_feed(event_.feed());
  says_.facts.push_back({FromRef(known.adult()), std::move(fact)});
}

// Of whoever in it may be a child: its age decides later.
void Reading::AddWorry(v1::AdultWorry worry) {
  for (const v1::Subject& subject : event_.subjects()) {
    const v1::SubjectRole role = subject.role();
    if (role != v1::SUBJECT_ROLE_CHILD && role != v1::SUBJECT_ROLE_SIBLING &&
        role != v1::SUBJECT_ROLE_PRESENT) {
      continue;
    }
    v1::AdultFact fact = Fact(v1::ADULT_FACT_KIND_WORRY);
    fact.set_worry(worry);
    fact.set_agency(event_.agency());
    Add(subject, std::move(fact));
  }
}

// Whoever it describes, or whose address it has: as the chronology hides them.
void Reading::AddShields() {
  const auto& handling = event_.handling();
  if (std::find(handling.begin(), handling.end(), v1::HANDLING_SHIELDED_ADDRESS) ==
      handling.end()) {
    return;
  }
  for (const v1::Subject& subject : event_.subjects()) {
    if (event_.has_address_observed() || event_.has_person_described() ||
        !subject.described().addresses().empty()) {
      Add(subject, Fact(v1::ADULT_FACT_KIND_SHIELDED));
    }
  }
}

void Reading::AddAges() {
  for (const v1::Subject& subject : event_.subjects()) {
    const std::optional<int> birth = NumberOf(subject.described().birth_date());
    const bool as_child = IsYoung(subject.role());
    if (birth.has_value() || as_child) says_.ages.push_back({subject.record(), birth, as_child});
  }
}

Status Reading::AddPayload() {
  switch (event_.payload_case()) {  // No default: a new kind must be decided here.
    case v1::Event::kAddressObserved:
      for (const v1::Subject& subject : event_.subjects()) {
        AddResidence(subject, event_.address_observed().address(),
                     event_.address_observed().residence());
      }
      break;
    case v1::Event::kTenancyStarted:
      AddTenancy(v1::ADULT_FACT_KIND_RESIDENCE);
      break;
    case v1::Event::kTenancyEnded:
      AddTenancy(v1::ADULT_FACT_KIND_TENANCY_ENDED);
      break;
    case v1::Event::kRelationshipObserved:
      AddRelationship(event_.relationship_observed().relationship());
      break;
    case v1::Event::kPregnancyRecorded:
      AddPregnancy();
      break;
    case v1::Event::kBirthRecorded:
      AddBirth();
      break;
    case v1::Event::kPersonDied:
      if (event_.subjects_size() > 0) {
        Add(event_.subjects(0), Fact(v1::ADULT_FACT_KIND_DIED));
      }
      break;
    case v1::Event::kIncidentAttended:
      AddHurt();
      break;
    case v1::Event::kPlanStarted:
      AddPlan(event_.plan_started().kind(), true);
      break;
    case v1::Event::kPlanEnded:
      AddPlan(event_.plan_ended().kind(), false);
      break;
    case v1::Event::kOrderMade:
      AddOrder();
      break;
    case v1::Event::kOrderEnded:
      says_.about = event_.order_ended().order_event_id();
      says_.sequel = Sequel();
      says_.sequel->set_ends(true);
      says_.sequel->set_of_order(true);
      break;
    case v1::Event::kRiskAsserted:
      AddAssertion();
      break;
    case v1::Event::kRiskReviewed:
      AddReview();
      break;
    case v1::Event::kRiskWithdrawn:
      says_.about = event_.risk_withdrawn().asserted_event_id();
      says_.sequel = Sequel();
      says_.sequel->set_withdraws(true);
      break;
    case v1::Event::kAdultKnownElsewhere:
      AddKnownElsewhere();
      break;
    case v1::Event::kEventCorrected:
    case v1::Event::kEventWithdrawn:
    case v1::Event::kPersonDescribed:
    case v1::Event::kContactReceived:
    case v1::Event::kReferralMade:
    case v1::Event::kReferralDecided:
    case v1::Event::kAssessmentStarted:
    case v1::Event::kAssessmentCompleted:
    case v1::Event::kStrategyDiscussionHeld:
    case v1::Event::kSection47Started:
    case v1::Event::kSection47Concluded:
    case v1::Event::kConferenceHeld:
    case v1::Event::kReviewHeld:
    case v1::Event::kCaseClosed:
    case v1::Event::kMissingEpisodeEnded:
    // Worries, if anything (worries.h).
    case v1::Event::kMissingEpisodeStarted:
    case v1::Event::kAttendanceRecorded:
    case v1::Event::kAppointmentMissed:
    case v1::Event::kConcernRecorded:
    case v1::Event::kExclusionRecorded:
    case v1::Event::kAttendanceConcern:
    // Of records, identity announces the outcome; of alerts, another fold keeps it.
    case v1::Event::kRecordsLinked:
    case v1::Event::kRecordsSeparated:
    case v1::Event::kMatchLeftOpen:
    case v1::Event::kMatchingModelAdopted:
    case v1::Event::kAlertAcknowledged:
    case v1::Event::kAlertClosed:
    case v1::Event::kAlertAssessed:
    case v1::Event::kAlertSuppressionProposed:
    case v1::Event::kAlertSuppressionAnswered:
    case v1::Event::kAlertDelivered:
    case v1::Event::kAlertUndeliverable:
    case v1::Event::kAlertDeliveryAskedAgain:
      break;
    case v1::Event::PAYLOAD_NOT_SET:
      return Error(Code::kUnimplemented, "event kind unknown to this build");
  }
  return OkStatus();
}

StatusOr<EventSays> Reading::Run() {
  const Status dated = ReadDay();
  GT_RETURN_IF_ERROR(AddPayload());
  if (const auto worry = WorryIn(event_)) AddWorry(*worry);
  AddShields();
  if (!says_.facts.empty() || says_.sequel.has_value()) GT_RETURN_IF_ERROR(dated);
  AddAges();
  if (event_.has_event_withdrawn()) says_.withdraws = event_.withdraws();
  says_.corrects = event_.corrects();
  return std::move(says_);
}

bool EventSays::MayMove() const {
  return sequel.has_value() || !withdraws.empty() || !corrects.empty() ||
         std::any_of(facts.begin(), facts.end(), [](const OfRecord& of) {
           return of.fact.kind() == v1::ADULT_FACT_KIND_RESIDENCE ||
                  of.fact.kind() == v1::ADULT_FACT_KIND_TENANCY_ENDED ||
                  of.fact.kind() == v1::ADULT_FACT_KIND_DIED;
         });
}

bool EventSays::IsOnlyWorry() const {
  return !facts.empty() && !sequel.has_value() && withdraws.empty() && corrects.empty() &&
         std::all_of(facts.begin(), facts.end(), IsWorry);
}

int EventSays::WorriesSince() const {
  if (!withdraws.empty() || !corrects.empty()) return kEver;
  int since = kNever;
  for (const OfRecord& of : facts) {
    if (of.fact.kind() == v1::ADULT_FACT_KIND_DIED) return kEver;
    if (IsWorry(of)) since = std::min(since, of.fact.day());
  }
  return since;
}

StatusOr<EventSays> ReadEvent(const v1::Event& event, int64_t received_us) {
  return Reading(event, received_us).Run();
}

}  // namespace goldthread::adults
