#include "services/alerts/households.h"

#include <algorithm>
#include <utility>

#include "services/alerts/alert_questions.h"
#include "services/identity/person.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::alerts {
namespace {

using adults::Companion;
using adults::Kinship;
using adults::PastStay;
using adults::ToldFact;

constexpr const char* kAtTheAddress = "is recorded at the address";
constexpr const char* kAtTheSame = "is recorded at the same address";
constexpr const char* kSaysLives = "is said to live at the address";
constexpr const char* kParent = "is recorded as the child's parent";
constexpr const char* kPartner = "is recorded as the partner";
constexpr const char* kProtects = "is recorded as an adult who protects the child";

std::string DayOr(const std::optional<Day>& day) { return day.has_value() ? DayText(*day) : ""; }

}  // namespace

SeenHouseholds::SeenHouseholds(const Reading& reading, std::optional<Day> known_on)
    : reading_(reading),
      known_on_(known_on),
      known_before_(known_on.has_value() ? std::optional(EndOfDayInLondon(*known_on))
                                         : std::nullopt),
      may_see_([this](const ToldFact& fact) { return MaySee(fact); }),
      person_with_([this](const RecordId& record) { return PersonWith(record); }),
      households_({reading.views, known_before_, may_see_, person_with_}),
      shields_(reading.views) {}

Status SeenHouseholds::Open(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(sight_, SightOf(record));
  GT_ASSIGN_OR_RETURN(records_, PersonWith(record));
  people_.insert(records_.begin(), records_.end());
  return OkStatus();
}

StatusOr<SeenHouseholds::Records> SeenHouseholds::PersonWith(const RecordId& record) {
  const auto known = persons_.find(record);
  if (known != persons_.end()) return known->second;
  GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(reading_.views, record, known_before_));
  for (const RecordId& each : person.records) persons_[each] = person.records;
  return person.records;
}

// Rights are those of today.
StatusOr<access::Sight> SeenHouseholds::SightOf(const RecordId& record) {
  const auto known = sights_.find(record);
  if (known != sights_.end()) return known->second;
  GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(reading_.views, record, std::nullopt));
  const access::Sight sight = reading_.door.SightOf(reading_.caller, person.records);
  for (const RecordId& each : person.records) sights_[each] = sight;
  return sight;
}

StatusOr<bool> SeenHouseholds::MaySee(const ToldFact& fact) {
  GT_ASSIGN_OR_RETURN(const access::Sight sight, SightOf(fact.record));
  const std::string agency = reading_.door.OwnerOf(fact.feed);
  const access::Outcome outcome = sight.Of(fact.category, agency);
  if (outcome == access::Outcome::kNothing) return false;
  if (fact.says_place) {
    GT_ASSIGN_OR_RETURN(const bool shielded, shields_.IsShielded(fact.record));
    if (shielded) return false;
  }
  const bool asked = std::ranges::find(records_, fact.record) != records_.end();
  if (outcome != access::Outcome::kContent) {
    if (asked) withheld_[agency].insert(fact.feed + "/" + fact.event_id);
    return false;
  }
  if (asked) shown_.insert(fact.record);
  return true;
}

v1::AlertStep SeenHouseholds::StepOf(const ToldFact& fact, std::string_view clause) {
  v1::AlertStep step;
  step.set_feed(fact.feed);
  step.set_event_id(fact.event_id);
  step.set_agency(reading_.door.OwnerOf(fact.feed));
  step.set_category(fact.category);
  step.set_clause(std::string(clause));
  *step.mutable_record() = ToRef(fact.record);
  people_.insert(fact.record);
  return step;
}

void SeenHouseholds::AddStep(const ToldFact& fact, std::string_view clause,
                             google::protobuf::RepeatedPtrField<v1::AlertStep>* path) {
  *path->Add() = StepOf(fact, clause);
}

StatusOr<bool> SeenHouseholds::HasLiveRisk(const Records& person) {
  GT_ASSIGN_OR_RETURN(const auto risks, households_.RisksOf(person));
  return std::ranges::any_of(risks, [](const auto& risk) { return risk.live; });
}

Status SeenHouseholds::AddRisks(v1::GetAdultResponse* response) {
  GT_ASSIGN_OR_RETURN(const auto risks, households_.RisksOf(records_));
  const Day today = known_on_.value_or(DayInLondon(reading_.now));
  for (const adults::AssertedRisk& risk : risks) {
    v1::AssertedRisk& shown = *response->add_risks();
    *shown.mutable_fact() = StepOf(risk.fact, "a risk is asserted of the adult");
    shown.set_kind(risk.kind);
    shown.set_review_due(DayOr(risk.review_due));
    shown.set_live(risk.live);
    shown.set_disputed(risk.disputed);
    shown.set_review_overdue(risk.live && risk.review_due.has_value() && *risk.review_due < today);
  }
  return OkStatus();
}

Status SeenHouseholds::AddStays(v1::GetAdultResponse* response) {
  GT_ASSIGN_OR_RETURN(const auto stays, households_.StaysOf(records_));
  GT_ASSIGN_OR_RETURN(const auto companions, households_.CompanionsOf(records_));
  for (const PastStay& stay : stays) {
    v1::HouseholdStay& shown = *response->add_stays();
    shown.set_place(stay.place);
    shown.set_from(DayText(stay.from));
    shown.set_to(DayOr(stay.to));
    shown.set_end_inferred(stay.end_inferred);
    for (const ToldFact& fact : stay.facts) AddStep(fact, kAtTheAddress, shown.mutable_facts());
  }
  for (const Companion& one : companions) {
    v1::HouseholdMember& member =
        *response->mutable_stays(static_cast<int>(one.stay))->add_members();
    *member.mutable_record() = ToRef(one.fact.record);
    member.set_child(one.as_child);
    member.set_from(DayText(one.from));
    member.set_to(DayOr(one.to));
    people_.insert(one.fact.record);
    if (!one.as_child) continue;
    v1::ChildOfAdult& child = *response->add_children();
    *child.mutable_child() = ToRef(one.fact.record);
    child.set_how("same household");
    child.set_from(DayText(one.from));
    child.set_to(DayOr(one.to));
    AddStep(stays[one.stay].facts.front(), kAtTheAddress, child.mutable_path());
    AddStep(one.fact, kAtTheSame, child.mutable_path());
  }
  return OkStatus();
}

Status SeenHouseholds::AddOwnChildren(v1::GetAdultResponse* response) {
  const auto add = [&](const Kinship& kin, const char* how) -> v1::ChildOfAdult& {
    v1::ChildOfAdult& child = *response->add_children();
    *child.mutable_child() = ToRef(kin.other);
    child.set_unborn(kin.unborn);
    child.set_how(how);
    child.set_from(DayText(kin.from));
    people_.insert(kin.other);
    return child;
  };
  GT_ASSIGN_OR_RETURN(const auto kin, households_.KinOf(records_));
  for (const Kinship& one : kin) {
    if (one.how == Kinship::How::kChild) {
      AddStep(one.fact, kParent, add(one, "parent").mutable_path());
    }
    if (one.how != Kinship::How::kPartner) continue;
    GT_ASSIGN_OR_RETURN(const Records partner, PersonWith(one.other));
    GT_ASSIGN_OR_RETURN(const auto theirs, households_.KinOf(partner));
    for (const Kinship& other : theirs) {
      if (other.how != Kinship::How::kChild) continue;
      v1::ChildOfAdult& child = add(other, "partner's child");
      child.set_from(DayText(std::max(one.from, other.from)));
      AddStep(one.fact, kPartner, child.mutable_path());
      AddStep(other.fact, kParent, child.mutable_path());
    }
  }
  return OkStatus();
}

Status SeenHouseholds::AddHousehold(v1::GetChildAdultsResponse* response) {
  GT_ASSIGN_OR_RETURN(const auto stays, households_.StaysOf(records_));
  GT_ASSIGN_OR_RETURN(const auto companions, households_.CompanionsOf(records_));
  for (const Companion& one : companions) {
    if (one.as_child) continue;
    v1::AdultOfChild& adult = *response->add_adults();
    *adult.mutable_adult() = ToRef(one.fact.record);
    adult.set_how("same household");
    adult.set_from(DayText(one.from));
    adult.set_to(DayOr(one.to));
    GT_ASSIGN_OR_RETURN(const bool risk, HasLiveRisk(one.person));
    adult.set_live_risk(risk);
    AddStep(one.fact, kAtTheAddress, adult.mutable_path());
    AddStep(stays[one.stay].facts.front(), kAtTheSame, adult.mutable_path());
  }
  return OkStatus();
}

Status SeenHouseholds::AddParents(v1::GetChildAdultsResponse* response) {
  const auto add = [&](const Kinship& kin, const Records& person,
                       const char* how) -> StatusOr<v1::AdultOfChild*> {
    v1::AdultOfChild* const adult = response->add_adults();
    *adult->mutable_adult() = ToRef(kin.other);
    adult->set_how(how);
    adult->set_from(DayText(kin.from));
    GT_ASSIGN_OR_RETURN(const bool risk, HasLiveRisk(person));
    adult->set_live_risk(risk);
    people_.insert(kin.other);
    return adult;
  };
  GT_ASSIGN_OR_RETURN(const auto kin, households_.KinOf(records_));
  for (const Kinship& one : kin) {
    if (one.how == Kinship::How::kProtector) {
      GT_ASSIGN_OR_RETURN(const Records person, PersonWith(one.other));
      GT_ASSIGN_OR_RETURN(auto* const shown, add(one, person, "protective adult"));
      AddStep(one.fact, kProtects, shown->mutable_path());
    }
    if (one.how != Kinship::How::kParent) continue;
    GT_ASSIGN_OR_RETURN(const Records parent, PersonWith(one.other));
    GT_ASSIGN_OR_RETURN(auto* const shown, add(one, parent, "parent"));
    AddStep(one.fact, kParent, shown->mutable_path());
    GT_ASSIGN_OR_RETURN(const auto theirs, households_.KinOf(parent));
    for (const Kinship& other : theirs) {
      if (other.how != Kinship::How::kPartner) continue;
      GT_ASSIGN_OR_RETURN(const Records partner, PersonWith(other.other));
      GT_ASSIGN_OR_RETURN(auto* const adult, add(other, partner, "partner of a parent"));
      adult->set_from(DayText(std::max(one.from, other.from)));
      AddStep(other.fact, kPartner, adult->mutable_path());
      AddStep(one.fact, kParent, adult->mutable_path());
    }
  }
  return OkStatus();
}

template <class Response>
Status SeenHouseholds::AddConflictingHomes(Response* response) {
  GT_ASSIGN_OR_RETURN(const auto said, households_.ConflictingHomesOf(records_));
  for (const adults::HomeSaid& one : said) {
    v1::HomeSaid& shown = *response->add_conflicting_homes();
    shown.set_place(one.place);
    shown.set_on(DayText(one.on));
    *shown.mutable_fact() = StepOf(one.fact, kSaysLives);
  }
  return OkStatus();
}

template <class Response>
Status SeenHouseholds::AddRest(Response* response) {
  for (const RecordId& record : records_) {
    const bool own = reading_.door.OwnerOf(record.feed) == reading_.caller.agency();
    if (own || shown_.contains(record)) *response->add_records() = ToRef(record);
  }
  std::set<std::string> ids;
  for (const RecordId& record : records_) {
    if (known_on_.has_value()) break;  // How alerts stood on a day is in their history.
    GT_ASSIGN_OR_RETURN(const auto alerts, adults::AlertsAbout(reading_.views, record));
    for (const adults::Alert& alert : alerts) {
      if (!ids.insert(alert.id).second) continue;
      GT_ASSIGN_OR_RETURN(auto seen, SeeAlert(reading_, alert));
      if (!seen.has_value()) continue;
      *response->add_alerts() = WithoutPath(std::move(seen->alert));
      people_.insert(seen->records.begin(), seen->records.end());
    }
  }
  for (const auto& [agency, facts] : withheld_) {
    v1::AlertWithheld& each = *response->add_withheld();
    each.set_agency(agency);
    each.set_ring(reading_.door.policy().RingOf(agency));
    each.set_steps(static_cast<int>(facts.size()));
  }
  return OkStatus();
}

Status SeenHouseholds::Fill(v1::GetAdultResponse* response) {
  GT_RETURN_IF_ERROR(AddRisks(response));
  GT_RETURN_IF_ERROR(AddStays(response));
  GT_RETURN_IF_ERROR(AddOwnChildren(response));
  GT_RETURN_IF_ERROR(AddConflictingHomes(response));
  return AddRest(response);
}

Status SeenHouseholds::Fill(v1::GetChildAdultsResponse* response) {
  GT_RETURN_IF_ERROR(AddHousehold(response));
  GT_RETURN_IF_ERROR(AddParents(response));
  GT_RETURN_IF_ERROR(AddConflictingHomes(response));
  return AddRest(response);
}

}  // namespace goldthread::alerts
