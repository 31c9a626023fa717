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
    unborn_[happening.person].push_back({happening.other, happening.day});
  }
  if (happening.change == Change::kBorn) unborn_.erase(happening.other);
  const bool moved = happening.change == Change::kMovedIn || happening.change == Change::kShares ||
                     happening.change == Change::kSharesNot;
  if (!moved || !world_.At(happening.person).Is(kWatched)) return;
  const auto look = [&](Case& one) {
    const bool at_home = world_.AtHomeSince(happening.person, one.exposure.address) != kNever;
    if (!at_home) one.left = std::min(one.left, happening.day);
  };
  EachOf(happening.person, look);
  for (const PersonIndex child : ExpectedBy(happening.person)) EachOf(child, look);
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
  std::vector<PersonIndex> children;
  const auto expected = unborn_.find(mother);
  if (expected == unborn_.end()) return children;
  for (const Expected& one : expected->second) children.push_back(one.child);
  return children;
}

void Watch::Reconcile(const Month& month) {
  const DayNumber today = month.end() - 1;
  std::set<Pair> now;
  for (const auto& [adult, assertion] : assertions_) {
    if (!world_.At(adult).Is(kAsserted) || !world_.LivesHere(adult)) continue;
    for (const PersonIndex child : ChildrenWith(adult, today)) {
      now.insert({adult, child});
      const auto found = open_.find({adult, child});
      if (found == open_.end()) Open(adult, child);
    }
  }
  for (auto at = open_.begin(); at != open_.end();) {
    Case& one = at->second;
    const bool moved =
        now.contains(at->first) && world_.AddressOf(at->first.first) != one.exposure.address;
    if (now.contains(at->first) && !moved) {
      one.left = kNever;  // Back by the month's end.
      ++at;
      continue;
    }
    one.exposure.to = EndOf(one, month);
    TellExposure(one.exposure);
    const bool grown = !world_.IsChildOn(one.exposure.child, one.exposure.to);
    if (grown) Stop(one, one.exposure.to * kDaySeconds, "child is 18");
    const Pair pair = at->first;
    KeepWatching(pair, one);
    at = open_.erase(at);
    // They moved together: another home, another exposure.
    if (moved) Open(pair.first, pair.second);
  }
}

// The exposure is over; the hub may not have been told.
void Watch::KeepWatching(const Pair& pair, const Case& one) {
  const auto before = ended_.find(pair);
  if (before != ended_.end()) {
    if (before->second.alert.stops_at == INT64_MAX) truth_.Expects(before->second.alert);
    ended_.erase(before);
  }
  if (one.raised && one.alert.stops_at == INT64_MAX) ended_.emplace(pair, one);
}

void Watch::Open(PersonIndex adult, PersonIndex child) {
  Person& who = world_.At(adult);
  Person& young = world_.At(child);
  Case one;
  one.exposure.adult = adult;
  one.exposure.child = child;
  one.exposure.address = world_.AddressOf(adult);
  one.exposure.unborn = young.Is(kUnborn);
  one.exposure.from =
      std::max({who.since, CameTo(child, one.exposure.address), assertions_.at(adult).from});
  who.Set(kWatched);
  young.Set(kWatched);
  if (one.exposure.unborn) world_.At(young.mother).Set(kWatched);
  adults_of_[child].insert(adult);
  if (one.exposure.unborn) adults_of_[young.mother].insert(adult);
  open_.insert_or_assign(Pair{adult, child}, one);
}

// An expected child is there since its mother is and knows of it.
DayNumber Watch::CameTo(PersonIndex child, AddressIndex address) const {
  const Person& young = world_.At(child);
  if (!young.Is(kUnborn)) return world_.AtHomeSince(child, address);
  DayNumber came = world_.At(young.mother).since;
  for (const Expected& one : unborn_.at(young.mother)) {
    if (one.child == child) came = std::max(came, one.known);
  }
  return came;
}

DayNumber Watch::EndOf(const Case& one, const Month& month) const {
  const Exposure& exposure = one.exposure;
  const Person& adult = world_.At(exposure.adult);
  const Person& child = world_.At(exposure.child);
  DayNumber end = std::min({one.left, adult.death, child.death, assertions_.at(exposure.adult).to,
                            Birthday(child.birth, 18)});
  for (const PersonIndex person : {exposure.adult, exposure.child}) {
    const bool gone = one.left == kNever && world_.LivesHere(person) &&
                      world_.AtHomeSince(person, exposure.address) == kNever;
    if (gone) end = std::min(end, world_.At(person).since);
  }
  return std::max(exposure.from, std::min(end, month.end()));
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
    if (one.raised && ToldOf(seen.subject, one.exposure.address) == 0 &&
        (seen.subject == one.exposure.adult || seen.subject == one.exposure.child)) {
      const bool adult = seen.subject == one.exposure.adult;
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
    if (one.exposure.adult != seen.subject) return;
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
  const Exposure& exposure = one.exposure;
  if (one.raised || exposure.to != kNever) return;
  const auto standing = standing_.find(exposure.adult);
  if (standing == standing_.end() || !standing->second.stands) return;
  const EventRef adult_told = ToldOf(exposure.adult, exposure.address);
  if (adult_told == 0) return;
  const Person& adult = world_.At(exposure.adult);
  const Person& child = world_.At(exposure.child);
  const EventRef child_told = ToldOf(exposure.child, exposure.address);
  if (child_told == 0) return;
  const DayNumber child_came = world_.AtHomeSince(exposure.child, exposure.address);
  const bool adult_came = child_came != kNever && adult.since >= child_came;
  one.raised = true;
  one.alert.rule = adult_came ? 1 : 2;
  one.alert.adult = exposure.adult;
  one.alert.child = exposure.child;
  one.alert.address = exposure.address;
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

// One that was over before an agency had found its words is none.
void Watch::TellExposure(const Exposure& exposure) {
  if (exposure.from < exposure.to) truth_.Exposed(exposure);
}

void Watch::Finish(DayNumber end) {
  for (auto* cases : {&open_, &ended_}) {
    for (auto& [pair, one] : *cases) {
      if (cases == &open_ && one.exposure.from < end) TellExposure(one.exposure);
      if (one.raised && one.alert.stops_at == INT64_MAX) truth_.Expects(one.alert);
    }
  }
}

}  // namespace goldthread::county
