#include "connectors/county/watch.h"

#include <algorithm>

namespace goldthread::county {
template <class Visit>
void Watch::EachOf(PersonIndex person, Visit visit) {
  for (auto* cases : {&open_, &ended_}) {
    for (auto at = cases->lower_bound({person, 0}); at != cases->end() && at->first.first == person;
         ++at) {
      visit(at->second);
    }
    const auto adults = adults_of_.find(person);
    if (adults == adults_of_.end()) continue;
    for (const PersonIndex adult : adults->second) {
      const auto found = cases->find({adult, person});
      if (found != cases->end()) visit(found->second);
    }
  }
}

void Watch::Saw(const Happening& happening) {
  if (happening.change == Change::kConceived) {
    unborn_[happening.person].push_back(happening.other);
  }
  if (happening.change == Change::kBorn || happening.change == Change::kNeverBorn) {
    unborn_.erase(happening.other);
  }
}

std::vector<PersonIndex> Watch::ChildrenWith(PersonIndex adult, DayNumber day) const {
  std::vector<PersonIndex> children = world_.ChildrenAt(world_.At(adult).home, day);
  const PersonIndex partner = world_.At(adult).partner;
  if (partner != kNobody && world_.At(partner).home == world_.At(adult).home) {
    const std::vector<PersonIndex> expected = ExpectedBy(partner);
    children.insert(children.end(), expected.begin(), expected.end());
  }
  std::erase(children, adult);
  return children;
}

std::vector<PersonIndex> Watch::ExpectedBy(PersonIndex mother) const {
  const auto expected = unborn_.find(mother);
  return expected == unborn_.end() ? std::vector<PersonIndex>() : expected->second;
}

void Watch::Reconcile(const Month& month) {
  StopGrown(open_, month);
  std::set<Pair> now;
  for (const auto& [adult, assertion] : assertions_) {
    if (!world_.At(adult).Is(kAsserted) || !world_.LivesHere(adult)) continue;
    for (const PersonIndex child : ChildrenWith(adult, month.end() - 1)) {
      now.insert({adult, child});
      const auto found = open_.find({adult, child});
      if (found == open_.end()) Open(adult, child);
    }
  }
  for (auto at = open_.begin(); at != open_.end();) {
    Case& one = at->second;
    const bool together = now.contains(at->first);
    const bool moved = together && world_.AddressOf(one.adult) != one.address;
    if (together && !moved) {
      ++at;
      continue;
    }
    one.over = true;
    const Pair pair = at->first;
    KeepWatching(pair, one);
    at = open_.erase(at);
    // They moved together: another home, another alert.
    if (moved) Open(pair.first, pair.second);
  }
  StopGrown(ended_, month);
}

void Watch::StopGrown(std::map<Pair, Case>& cases, const Month& month) {
  for (auto& [pair, one] : cases) {
    const DayNumber grown = Birthday(world_.At(one.child).birth, 18);
    if (grown < month.end()) Stop(one, grown * kDaySeconds, "child is 18");
  }
}

// They no longer live together; the hub may not have been told.
void Watch::KeepWatching(const Pair& pair, const Case& one) {
  const auto before = ended_.find(pair);
  if (before != ended_.end()) {
    if (before->second.alert.stops_at == INT64_MAX) truth_.Expects(before->second.alert);
    ended_.erase(before);
  }
  if (one.raised && one.alert.stops_at == INT64_MAX) ended_.emplace(pair, one);
}

void Watch::Open(PersonIndex adult, PersonIndex child) {
  Person& young = world_.At(child);
  Case one;
  one.adult = adult;
  one.child = child;
  one.address = world_.AddressOf(adult);
  world_.At(adult).Set(kWatched);
  young.Set(kWatched);
  adults_of_[child].insert(adult);
  if (young.Is(kUnborn)) {
    world_.At(young.mother).Set(kWatched);
    adults_of_[young.mother].insert(adult);
  }
  open_.insert_or_assign(Pair{adult, child}, one);
}

void Watch::Told(const Observation& seen) {
  if (seen.flaw != Flaw::kNone || seen.again || seen.lost) return;
  switch (seen.seen) {
    case Seen::kAddress:
      return ToldAddress(seen);
    case Seen::kPregnancy:
      pregnancy_told_[seen.other] = RefOf(seen);
      if (!world_.At(seen.subject).Is(kWatched)) return;
      return EachOf(seen.other, [&](Case& one) { Check(one, seen); });
    case Seen::kBirth:
      pregnancy_told_.erase(seen.subject);
      return;
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
      return ToldRisk(seen);
    case Seen::kIncident:
      return ToldIncident(seen);
    default:
      return;
  }
}

void Watch::ToldAddress(const Observation& seen) {
  if (!TakeAddress(seen) || !world_.At(seen.subject).Is(kWatched)) return;
  EachOf(seen.subject, [&](Case& one) {
    if (one.raised && ToldOf(seen.subject, one.address) == 0 &&
        (seen.subject == one.adult || seen.subject == one.child)) {
      const bool adult = seen.subject == one.adult;
      Stop(one, seen.delivered, adult ? "adult is elsewhere" : "child is elsewhere");
    }
    Check(one, seen);
  });
  // A mother's address is her unborn child's.
  for (const PersonIndex child : ExpectedBy(seen.subject)) {
    EachOf(child, [&](Case& one) { Check(one, seen); });
  }
}

// False: the hub has been told of a later day.
bool Watch::TakeAddress(const Observation& seen) {
  const DayNumber day = DayAt(seen.occurred);
  if (seen.code == kLives) {
    Person& who = world_.At(seen.subject);
    if (who.told_at != kNowhere && day < who.told_on) return false;
    who.told_at = seen.address;
    who.told_by = RefOf(seen);
    who.told_on = day;
    return true;
  }
  Turns& turns = turns_[seen.subject];
  if (turns.told_by != 0 && day < turns.told_on) return false;
  turns = {seen.code == kInTurn ? seen.address : kNowhere, RefOf(seen), day};
  return true;
}

void Watch::ToldRisk(const Observation& seen) {
  Standing& standing = standing_[seen.subject];
  if (seen.seen == Seen::kRiskAsserted) {
    standing = {RefOf(seen), true};
    EachOf(seen.subject, [&](Case& one) { Check(one, seen); });
    return;
  }
  const bool ends = seen.seen == Seen::kRiskWithdrawn || seen.code == 1;
  if (!ends || OrdinalOf(standing.asserted) != seen.about) return;
  standing.stands = false;
  const bool withdrawn = seen.seen == Seen::kRiskWithdrawn;
  EachOf(seen.subject, [&](Case& one) {
    if (one.adult != seen.subject) return;
    Stop(one, seen.delivered, withdrawn ? "assertion withdrawn" : "no longer a risk");
  });
}

void Watch::ToldIncident(const Observation& seen) {
  if (seen.other == kNobody) return;
  std::map<PersonIndex, Hurt>& hurt = victims_[seen.other];
  const bool elsewhere = !hurt.empty() && !hurt.contains(seen.subject) &&
                         std::none_of(hurt.begin(), hurt.end(), [&](const auto& before) {
                           return before.second.address == seen.address;
                         });
  const bool first = hurt.size() < 2;
  const EventRef earlier = hurt.empty() ? 0 : hurt.begin()->second.told_by;
  if (hurt.empty() || elsewhere) hurt.emplace(seen.subject, Hurt{seen.address, RefOf(seen)});
  if (!elsewhere || !first) return;
  ExpectedAlert alert;
  alert.rule = 4;
  alert.adult = seen.other;
  alert.child = seen.subject;
  alert.address = seen.address;
  alert.fires_at = seen.delivered;
  alert.fired_by = RefOf(seen);
  alert.earlier = earlier;
  truth_.Expects(alert);
}

EventRef Watch::ToldOf(PersonIndex person, AddressIndex address) const {
  const Person& who = world_.At(person);
  if (who.Is(kUnborn)) {
    const auto told = pregnancy_told_.find(person);
    return told != pregnancy_told_.end() && ToldOf(who.mother, address) != 0 ? told->second : 0;
  }
  if (who.told_at == address) return who.told_by;
  const auto turns = turns_.find(person);
  return turns != turns_.end() && turns->second.address == address ? turns->second.told_by : 0;
}

void Watch::Check(Case& one, const Observation& seen) {
  if (one.raised || one.over) return;
  const auto standing = standing_.find(one.adult);
  if (standing == standing_.end() || !standing->second.stands) return;
  const EventRef adult_told = ToldOf(one.adult, one.address);
  if (adult_told == 0) return;
  const Person& adult = world_.At(one.adult);
  const Person& child = world_.At(one.child);
  const EventRef child_told = ToldOf(one.child, one.address);
  if (child_told == 0) return;
  const DayNumber child_came = world_.AtHomeSince(one.child, one.address);
  const bool adult_came = child_came != kNever && adult.since >= child_came;
  one.raised = true;
  one.alert.rule = adult_came ? 1 : 2;
  one.alert.adult = one.adult;
  one.alert.child = one.child;
  one.alert.address = one.address;
  one.alert.fires_at = seen.delivered;
  one.alert.fired_by = RefOf(seen);
  one.alert.assertion = standing->second.asserted;
  one.alert.adult_told = adult_told;
  one.alert.child_told = child_told;
  const bool partner =
      adult.partner != kNobody && (adult.partner == child.mother || adult.partner == child.father);
  if (adult_came && partner && child.Is(kOnPlan)) one.alert.rule = 3;
}

void Watch::Stop(Case& one, Second when, std::string_view why) {
  if (!one.raised || one.alert.stops_at != INT64_MAX) return;
  one.alert.stops_at = when;
  one.alert.why_it_stops = why;
  truth_.Expects(one.alert);
}

void Watch::Finish() {
  for (auto* cases : {&open_, &ended_}) {
    for (auto& [pair, one] : *cases) {
      if (one.raised && one.alert.stops_at == INT64_MAX) truth_.Expects(one.alert);
    }
  }
}

}  // namespace goldthread::county
