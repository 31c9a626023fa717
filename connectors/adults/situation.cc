#include "connectors/adults/situation.h"

#include <algorithm>
#include <map>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/facts.h"
#include "connectors/adults/grounds.h"
#include "services/vocabulary/withdrawal.h"

namespace goldthread::adults {
namespace {

bool IsBirth(v1::AdultFactKind kind) {
  return kind == v1::ADULT_FACT_KIND_BORE || kind == v1::ADULT_FACT_KIND_EXPECTS;
}

bool IsParenthood(v1::AdultFactKind kind) {
  return kind == v1::ADULT_FACT_KIND_MOTHER_OF || kind == v1::ADULT_FACT_KIND_FATHER_OF ||
         IsBirth(kind);
}

// What makes an adult one who may pose a risk.
bool IsHarm(v1::AdultFactKind kind) {
  return kind == v1::ADULT_FACT_KIND_ASSERTION || kind == v1::ADULT_FACT_KIND_ORDER ||
         kind == v1::ADULT_FACT_KIND_HURT;
}

// A pregnancy of which nobody has a record of the child, and another word on it, or on the birth.
bool IsKnownBetter(const Held& held, const std::vector<Held>& facts) {
  if (!held.fact->has_due()) return false;
  return std::any_of(facts.begin(), facts.end(), [&](const Held& other) {
    if (!IsBirth(other.fact->kind()) || other.fact->has_due()) return false;
    const bool born = other.fact->kind() == v1::ADULT_FACT_KIND_BORE;
    return other.fact->day() >= held.fact->day() - (born ? 0 : kPregnancyDays);
  });
}

std::vector<std::string> FeedsOf(const v1::AdultHome& home) {
  std::set<std::string> feeds;
  for (const v1::AdultFactRef& fact : home.facts()) feeds.insert(fact.feed());
  return {feeds.begin(), feeds.end()};
}

class Looking {
 public:
  Looking(const RecordId& adult, People& people, KeptRows& rows) : people_(people), rows_(rows) {
    found_.adult = adult;
  }

  StatusOr<Situation> Run();
  StatusOr<Situation> LookAround();

 private:
  // Whether the adult still lives; and what is known of it.
  StatusOr<bool> LearnOfAdult();
  StatusOr<Situation> FindYoung();
  Status SortFacts();
  // Of the event, and of those that it corrects: whoever spoke of these meant the same.
  StatusOr<std::vector<const v1::AdultSequel*>> SequelsOf(const std::string& feed,
                                                          std::string event_id);
  StatusOr<Trigger> TriggerOf(const Held& held);
  Status AddHarm(const Held& held);
  Status AddLoss(const Held& held);
  Status LookAtHome(const v1::AdultHome& home);
  // The children of whom only the mother's place is known, at that place; and by what.
  Status LookAtMother(const RecordId& mother, const Ground& ground);
  Status LookAtKin();
  Status LookAtPartners();
  // Nothing: grown up, or gone.
  StatusOr<Young*> YoungOf(const RecordId& person);
  Status Complete(Young& young);

  People& people_;
  KeptRows& rows_;
  std::vector<Held> facts_;
  std::map<RecordId, std::optional<Young>> young_;
  Situation found_;
};

StatusOr<std::vector<const v1::AdultSequel*>> Looking::SequelsOf(const std::string& feed,
                                                                 std::string event_id) {
  std::vector<const v1::AdultSequel*> sequels;
  for (int step = 0; step <= kWithdrawalStepsMax && !event_id.empty(); ++step) {
    GT_ASSIGN_OR_RETURN(const auto* event, rows_.Get<v1::AdultEventRow>(EventKey(feed, event_id)));
    for (const v1::AdultSequel& sequel : event->sequels()) sequels.push_back(&sequel);
    event_id = event->corrects();
  }
  return sequels;
}

StatusOr<Trigger> Looking::TriggerOf(const Held& held) {
  Trigger trigger;
  trigger.held = held;
  trigger.disputed = held.fact->disputed();
  if (held.fact->has_due()) trigger.due = held.fact->due();
  const v1::AdultFactRef ref = RefOf(held);
  GT_ASSIGN_OR_RETURN(const std::vector<const v1::AdultSequel*> sequels,
                      SequelsOf(ref.feed(), ref.event_id()));
  const v1::AdultSequel* last = nullptr;
  for (const v1::AdultSequel* const sequel : sequels) {
    const bool of_order = held.fact->kind() == v1::ADULT_FACT_KIND_ORDER;
    if (sequel->void_() || sequel->of_order() != of_order) continue;
    trigger.withdrawn = trigger.withdrawn || sequel->withdraws();
    trigger.disputed = trigger.disputed || sequel->disputed();
    const auto key = [](const v1::AdultSequel& one) {
      return std::tuple(one.withdraws(), one.day(), one.recorded_us(),
                        std::string_view(one.event_id()));
    };
    if (last == nullptr || key(*last) < key(*sequel)) last = sequel;
  }
  if (last == nullptr) return trigger;
  if (last->has_due()) trigger.due = last->due();
  trigger.stands = !last->ends() && !last->withdraws();
  trigger.over.set_feed(ref.feed());
  trigger.over.set_category(last->category());
  trigger.over.set_event_id(last->event_id());
  trigger.over.set_day(last->day());
  return trigger;
}

Status Looking::AddHarm(const Held& held) {
  Harm harm;
  harm.held = held;
  GT_ASSIGN_OR_RETURN(harm.victim, people_.PersonOf({held.record->feed, held.fact->other()}));
  GT_ASSIGN_OR_RETURN(harm.victim_records, people_.RecordsOf(harm.victim));
  GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(harm.victim));
  harm.victim_shielded = row->shielded();
  if (!harm.victim_shielded) {
    GT_ASSIGN_OR_RETURN(harm.victim_lived, people_.LivedOn(harm.victim, held.fact->day()));
    for (const v1::AdultHome& home : row->homes()) harm.victim_homes.push_back(home.place());
  }
  found_.harms.push_back(std::move(harm));
  return OkStatus();
}

Status Looking::AddLoss(const Held& held) {
  GT_ASSIGN_OR_RETURN(const RecordId child,
                      people_.PersonOf({held.record->feed, held.fact->other()}));
  GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(child));
  if (!row->lost()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const auto* facts, people_.FactsOf(child));
  GT_ASSIGN_OR_RETURN(const People::Age age, people_.AgeOf(child));
  std::vector<Held> lost;
  for (const Held& fact : *facts) {
    const bool died = fact.fact->kind() == v1::ADULT_FACT_KIND_DIED;
    if (!died && fact.fact->kind() != v1::ADULT_FACT_KIND_TAKEN_INTO_CARE) continue;
    if (died && age.adult_from.has_value() && *age.adult_from <= fact.fact->day()) continue;
    lost.push_back(fact);
  }
  std::sort(lost.begin(), lost.end(), Earlier);
  for (const Held& fact : lost) {
    const bool died = fact.fact->kind() == v1::ADULT_FACT_KIND_DIED;
    found_.losses.push_back({child, held, RefOf(fact), died});
  }
  return OkStatus();
}

Status Looking::SortFacts() {
  GT_ASSIGN_OR_RETURN(const auto* facts, people_.FactsOf(found_.adult));
  facts_ = *facts;
  std::sort(facts_.begin(), facts_.end(), Earlier);
  GT_ASSIGN_OR_RETURN(const People::Age age, people_.AgeOf(found_.adult));
  found_.grown_up_from = age.adult_from;
  std::map<RecordId, bool> together;
  for (const Held& held : facts_) {
    const v1::AdultFactKind kind = held.fact->kind();
    // Said of a child, and nobody says when it grew up.
    if (held.fact->as_child() && !age.adult_from.has_value() && IsHarm(kind)) continue;
    if (kind == v1::ADULT_FACT_KIND_ASSERTION || kind == v1::ADULT_FACT_KIND_ORDER ||
        kind == v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE) {
      GT_ASSIGN_OR_RETURN(Trigger trigger, TriggerOf(held));
      (kind == v1::ADULT_FACT_KIND_ORDER ? found_.orders : found_.assertions)
          .push_back(std::move(trigger));
    } else if (kind == v1::ADULT_FACT_KIND_HURT) {
      GT_RETURN_IF_ERROR(AddHarm(held));
    } else if (IsParenthood(kind)) {
      GT_RETURN_IF_ERROR(AddLoss(held));
    } else if (kind == v1::ADULT_FACT_KIND_PARTNER || kind == v1::ADULT_FACT_KIND_EX_PARTNER) {
      GT_ASSIGN_OR_RETURN(RecordId other,
                          people_.PersonOf({held.record->feed, held.fact->other()}));
      together[std::move(other)] = kind == v1::ADULT_FACT_KIND_PARTNER;
    }
  }
  for (Harm& harm : found_.harms) harm.of_partner = together.contains(harm.victim);
  for (const auto& [other, are] : together) {
    if (are && other != found_.adult) found_.partners.insert(other);
  }
  return OkStatus();
}

StatusOr<Young*> Looking::YoungOf(const RecordId& person) {
  const auto [at, is_new] = young_.try_emplace(person);
  if (is_new && person != found_.adult) {
    GT_ASSIGN_OR_RETURN(const People::Age age, people_.AgeOf(person));
    GT_ASSIGN_OR_RETURN(const bool died, people_.HasDied(person));
    if (!died && (age.adult_from.has_value() || age.as_child)) {
      at->second.emplace();
      at->second->person = person;
      at->second->adult_from = age.adult_from;
    }
  }
  return at->second.has_value() ? &*at->second : nullptr;
}

Status Looking::LookAtHome(const v1::AdultHome& home) {
  GT_ASSIGN_OR_RETURN(const auto* adult, people_.Row(found_.adult));
  Ground ground;
  ground.place = home.place();
  ground.adult_told = home.facts(0);
  ground.adult_since = home.since();
  if (home.has_until()) ground.until = home.until();
  GT_ASSIGN_OR_RETURN(const People::Household household,
                      people_.HouseholdAt(home.place(), home.since()));
  if (household.crowded && household.with_child) {
    found_.crowds.push_back({home.place(), ground.adult_told, ground.adult_since, ground.until});
  }
  for (const RecordId& other : household.persons) {
    GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(other));
    for (const v1::AdultHome& theirs : row->homes()) {
      if (theirs.place() != home.place()) continue;
      Ground shared = ground;
      shared.weakest = std::max(home.residence(), theirs.residence());
      shared.child_since = theirs.since();
      shared.shielded = adult->shielded() || row->shielded();
      if (shared.shielded) {
        shared.adult_said_by = FeedsOf(home);
        shared.other_said_by = FeedsOf(theirs);
      }
      if (theirs.has_until())
        shared.until = std::min(shared.until.value_or(theirs.until()), theirs.until());
      shared.mother_told = theirs.facts(0);
      GT_RETURN_IF_ERROR(LookAtMother(other, shared));
      GT_ASSIGN_OR_RETURN(Young* const young, YoungOf(other));
      if (young == nullptr) continue;
      shared.child_told.assign(theirs.facts().begin(), theirs.facts().end());
      shared.child_shown = shared.child_told.front();
      AddGround(*young, shared);
    }
  }
  return OkStatus();
}

Status Looking::LookAtMother(const RecordId& mother, const Ground& ground) {
  GT_ASSIGN_OR_RETURN(const auto* facts, people_.FactsOf(mother));
  for (const Held& held : *facts) {
    if (!IsBirth(held.fact->kind()) || IsKnownBetter(held, *facts)) continue;
    GT_ASSIGN_OR_RETURN(const RecordId child,
                        people_.PersonOf({held.record->feed, held.fact->other()}));
    GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(child));
    const bool there =
        std::any_of(row->homes().begin(), row->homes().end(),
                    [&](const v1::AdultHome& home) { return home.place() == ground.place; });
    if (row->has_own_home() && !there) continue;
    GT_ASSIGN_OR_RETURN(Young* const young, YoungOf(child));
    if (young == nullptr) continue;
    Ground through = ground;
    through.through_mother = true;
    // Whether it is there with her, too, must not show.
    through.shielded = ground.shielded || (row->shielded() && row->has_own_home());
    through.two_mothers =
        *held.record != RecordId{ground.mother_told.feed(), ground.mother_told.record()};
    through.child_since = std::max(ground.child_since, held.fact->day());
    v1::AdultFactRef told = RefOf(held);
    told.set_record(held.fact->other());
    through.child_shown = told;
    through.child_told.push_back(std::move(told));
    AddGround(*young, through);
  }
  return OkStatus();
}

Status Looking::LookAtKin() {
  for (const Held& held : facts_) {
    if (!IsParenthood(held.fact->kind())) continue;
    GT_ASSIGN_OR_RETURN(const RecordId child,
                        people_.PersonOf({held.record->feed, held.fact->other()}));
    GT_ASSIGN_OR_RETURN(Young* const young, YoungOf(child));
    if (young == nullptr) continue;
    Ground ground;
    ground.by = Ground::By::kOwnChild;
    ground.adult_told = RefOf(held);
    ground.adult_since = held.fact->day();
    ground.child_since = held.fact->day();
    v1::AdultFactRef told = RefOf(held);
    told.set_record(held.fact->other());
    ground.child_shown = told;
    ground.child_told.push_back(std::move(told));
    AddGround(*young, ground);
  }
  return OkStatus();
}

Status Looking::LookAtPartners() {
  for (const Held& held : facts_) {
    if (held.fact->kind() != v1::ADULT_FACT_KIND_PARTNER) continue;
    GT_ASSIGN_OR_RETURN(const RecordId partner,
                        people_.PersonOf({held.record->feed, held.fact->other()}));
    if (!found_.partners.contains(partner)) continue;
    GT_ASSIGN_OR_RETURN(const auto* theirs, people_.FactsOf(partner));
    for (const Held& kinship : *theirs) {
      if (!IsParenthood(kinship.fact->kind())) continue;
      GT_ASSIGN_OR_RETURN(const RecordId child,
                          people_.PersonOf({kinship.record->feed, kinship.fact->other()}));
      GT_ASSIGN_OR_RETURN(Young* const young, YoungOf(child));
      if (young == nullptr) continue;
      Ground ground;
      ground.by = Ground::By::kPartner;
      ground.adult_told = RefOf(held);
      ground.adult_since = held.fact->day();
      ground.child_since = kinship.fact->day();
      v1::AdultFactRef told = RefOf(kinship);
      told.set_record(kinship.fact->other());
      ground.child_shown = told;
      ground.child_told.push_back(std::move(told));
      AddGround(*young, ground);
    }
  }
  return OkStatus();
}

Status Looking::Complete(Young& young) {
  GT_ASSIGN_OR_RETURN(young.records, people_.RecordsOf(young.person));
  GT_ASSIGN_OR_RETURN(young.parents, people_.ParentsOf(young.person));
  GT_ASSIGN_OR_RETURN(const auto* told, people_.FactsOf(young.person));
  std::vector<Held> facts = *told;
  std::sort(facts.begin(), facts.end(), Earlier);
  bool expected = false;
  std::optional<int> awaited_until;
  for (const Held& held : facts) {
    const v1::AdultFactKind kind = held.fact->kind();
    expected = expected || kind == v1::ADULT_FACT_KIND_EXPECTED_BY;
    if (kind == v1::ADULT_FACT_KIND_EXPECTED_BY && held.fact->has_due()) {
      awaited_until = held.fact->due();
    }
    if (kind == v1::ADULT_FACT_KIND_PLAN_STARTED) young.plan = RefOf(held);
    if (kind == v1::ADULT_FACT_KIND_PLAN_ENDED) young.plan.reset();
  }
  young.born = !expected || young.adult_from.has_value();
  if (!young.born) young.adult_from = awaited_until;
  return OkStatus();
}

StatusOr<bool> Looking::LearnOfAdult() {
  GT_ASSIGN_OR_RETURN(found_.records, people_.RecordsOf(found_.adult));
  GT_RETURN_IF_ERROR(SortFacts());
  GT_ASSIGN_OR_RETURN(const bool died, people_.HasDied(found_.adult));
  return !died;
}

StatusOr<Situation> Looking::Run() {
  GT_ASSIGN_OR_RETURN(const bool lives, LearnOfAdult());
  GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(found_.adult));
  if (!lives) return Situation{};
  if (!row->watched()) return std::move(found_);
  // A pattern of harm is one whoever lives with whom.
  if (found_.assertions.empty() && found_.orders.empty() && found_.losses.empty()) {
    return std::move(found_);
  }
  return FindYoung();
}

StatusOr<Situation> Looking::LookAround() {
  GT_ASSIGN_OR_RETURN(const bool lives, LearnOfAdult());
  return lives ? FindYoung() : Situation{};
}

StatusOr<Situation> Looking::FindYoung() {
  GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(found_.adult));
  for (const v1::AdultHome& home : row->homes()) GT_RETURN_IF_ERROR(LookAtHome(home));
  GT_RETURN_IF_ERROR(LookAtKin());
  GT_RETURN_IF_ERROR(LookAtPartners());
  for (auto& [person, young] : young_) {
    if (!young.has_value() || young->grounds.empty()) continue;
    GT_RETURN_IF_ERROR(Complete(*young));
    for (Young& each : ApartByShield(std::move(*young))) found_.young.push_back(std::move(each));
  }
  return std::move(found_);
}

}  // namespace

StatusOr<Situation> SituationOf(const RecordId& adult, People& people, KeptRows& rows) {
  return Looking(adult, people, rows).Run();
}

StatusOr<Situation> SurroundingsOf(const RecordId& adult, People& people, KeptRows& rows) {
  return Looking(adult, people, rows).LookAround();
}

}  // namespace goldthread::adults
