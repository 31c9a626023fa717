#include "connectors/county/past.h"

#include <algorithm>

namespace goldthread::county {

void Past::Told(const Observation& seen) {
  if (seen.flaw != Flaw::kNone || seen.again || seen.lost) return;
  switch (seen.seen) {
    case Seen::kAddress:
      return ToldAddress(seen);
    case Seen::kPregnancy:
      return LookAtHome(seen.subject, seen);
    case Seen::kRelationship:
      return ToldKinship(seen);
    case Seen::kPlanStarted:
    case Seen::kDeath:
      return ToldLoss(seen);
    case Seen::kIncident:
      return ToldIncident(seen);
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
      return ToldRisk(seen);
    default:
      return;
  }
}

void Past::ToldRisk(const Observation& seen) {
  std::map<Feed, Said>& said = said_[seen.subject];
  Said& by = said[seen.feed];
  const bool ends = seen.seen == Seen::kRiskWithdrawn || seen.code == 1;
  if (seen.seen == Seen::kRiskAsserted) {
    by = {RefOf(seen), 0};
  } else if (ends && OrdinalOf(by.asserted) == seen.about) {
    by.ended = RefOf(seen);
  }
  if (by.asserted == 0) {  // Ended before it was told.
    said.erase(seen.feed);
    return;
  }
  LookAtConflict(said, seen);
  if (seen.feed != Feed::kMarac) return;
  if (by.ended == 0) return Look(seen.subject, seen);
  const auto about = about_.find(seen.subject);
  if (about == about_.end()) return;
  const std::set<Key> keys = about->second;
  for (const Key& key : keys) {
    if (std::get<int>(key) != 6 || std::get<0>(key) != seen.subject) continue;
    const bool withdrawn = seen.seen == Seen::kRiskWithdrawn;
    Stop(key, seen.delivered, withdrawn ? "assertion withdrawn" : "no longer a risk");
  }
}

void Past::LookAtConflict(const std::map<Feed, Said>& said, const Observation& seen) {
  const auto stands =
      std::find_if(said.begin(), said.end(), [](const auto& one) { return one.second.ended == 0; });
  const auto ended =
      std::find_if(said.begin(), said.end(), [](const auto& one) { return one.second.ended != 0; });
  if (stands == said.end() || ended == said.end()) {
    return Stop({seen.subject, 7, kNobody}, seen.delivered, "agencies agree");
  }
  ExpectedAlert alert;
  alert.rule = 7;
  alert.adult = seen.subject;
  alert.child = kNobody;
  alert.address = kNowhere;
  alert.fires_at = seen.delivered;
  alert.fired_by = RefOf(seen);
  alert.assertion = stands->second.asserted;
  alert.earlier = ended->second.ended;
  Raise(alert);
}

void Past::ToldIncident(const Observation& seen) {
  if (seen.other == kNobody) return;
  std::vector<Hurt>& hurt = hurt_[seen.other];
  const bool known = std::any_of(hurt.begin(), hurt.end(), [&](const Hurt& before) {
    return before.victim == seen.subject && before.address == seen.address;
  });
  if (known) return;
  hurt.push_back({seen.subject, seen.address, RefOf(seen)});
  world_.At(seen.other).Set(kHasPast);
  Look(seen.other, seen);
}

void Past::ToldKinship(const Observation& seen) {
  if (seen.code < 2) return;
  parents_[seen.other].push_back({seen.subject, RefOf(seen)});
  const auto gone = gone_.find(seen.other);
  if (gone != gone_.end()) Lost(seen.subject, {seen.other, gone->second, RefOf(seen)}, seen);
}

void Past::ToldLoss(const Observation& seen) {
  const bool care = seen.seen == Seen::kPlanStarted && seen.code == 2;
  const bool died =
      seen.seen == Seen::kDeath && world_.IsChildOn(seen.subject, DayAt(seen.occurred));
  if ((!care && !died) || !gone_.emplace(seen.subject, RefOf(seen)).second) return;
  const auto parents = parents_.find(seen.subject);
  if (parents == parents_.end()) return;
  for (const auto& [parent, kinship] : parents->second) {
    Lost(parent, {seen.subject, RefOf(seen), kinship}, seen);
  }
}

void Past::Lost(PersonIndex parent, const Loss& loss, const Observation& seen) {
  std::vector<Loss>& losses = losses_[parent];
  const bool known = std::any_of(losses.begin(), losses.end(),
                                 [&](const Loss& before) { return before.child == loss.child; });
  if (known) return;
  losses.push_back(loss);
  world_.At(parent).Set(kHasPast);
  Look(parent, seen);
}

void Past::ToldAddress(const Observation& seen) {
  const auto about = about_.find(seen.subject);
  if (about != about_.end()) {
    const std::set<Key> keys = about->second;
    for (const Key& key : keys) {
      if (std::get<int>(key) == 7) continue;
      if (watch_.ToldOf(seen.subject, standing_.at(key).address) != 0) continue;
      const bool adult = std::get<0>(key) == seen.subject;
      Stop(key, seen.delivered, adult ? "adult is elsewhere" : "child is elsewhere");
    }
  }
  LookAtHome(seen.subject, seen);
}

void Past::LookAtHome(PersonIndex person, const Observation& seen) {
  for (const HouseholdIndex home : world_.HomesOf(person)) {
    if (home == kHomeless) continue;
    for (PersonIndex member = world_.HouseholdAt(home).first; member != kNobody;
         member = world_.At(member).next) {
      if (world_.At(member).Is(kHasPast)) Look(member, seen);
    }
  }
}

void Past::Look(PersonIndex adult, const Observation& seen) {
  if (!world_.LivesHere(adult)) return;
  ExpectedAlert found;
  found.adult = adult;
  found.address = world_.AddressOf(adult);
  found.adult_told = watch_.ToldOf(adult, found.address);
  if (found.adult_told == 0) return;
  found.fires_at = seen.delivered;
  found.fired_by = RefOf(seen);
  std::vector<PersonIndex> children = watch_.ChildrenWith(adult, DayAt(seen.delivered));
  const std::vector<PersonIndex> expected = watch_.ExpectedBy(adult);
  children.insert(children.end(), expected.begin(), expected.end());
  for (const PersonIndex child : children) {
    found.child = child;
    found.child_told = watch_.ToldOf(child, found.address);
    if (found.child_told == 0) continue;
    LookAtHurt(found);
    LookAtLosses(found);
  }
}

void Past::LookAtHurt(const ExpectedAlert& found) {
  const auto hurt = hurt_.find(found.adult);
  const auto said = said_.find(found.adult);
  if (hurt == hurt_.end() || said == said_.end()) return;
  const auto marac = said->second.find(Feed::kMarac);
  if (marac == said->second.end() || marac->second.ended != 0) return;
  for (const Hurt& one : hurt->second) {
    if (!IsOfAnotherFamily(one, found)) continue;
    ExpectedAlert alert = found;
    alert.rule = 6;
    alert.assertion = marac->second.asserted;
    alert.earlier = one.told_by;
    return Raise(alert);
  }
}

bool Past::IsOfAnotherFamily(const Hurt& hurt, const ExpectedAlert& found) const {
  const Person& child = world_.At(found.child);
  return hurt.address != found.address && hurt.victim != found.child &&
         hurt.victim != child.mother && hurt.victim != child.father &&
         world_.At(hurt.victim).home != world_.At(found.adult).home;
}

void Past::LookAtLosses(const ExpectedAlert& found) {
  const auto losses = losses_.find(found.adult);
  if (losses == losses_.end()) return;
  for (const Loss& loss : losses->second) {
    if (loss.child == found.child) continue;
    ExpectedAlert alert = found;
    alert.rule = 8;
    alert.earlier = loss.told_by;
    alert.kinship = loss.kinship;
    return Raise(alert);
  }
}

void Past::Raise(const ExpectedAlert& alert) {
  const Key key{alert.adult, alert.rule, alert.child};
  if (!standing_.emplace(key, alert).second) return;
  about_[alert.adult].insert(key);
  if (alert.child != kNobody) about_[alert.child].insert(key);
}

void Past::Stop(const Key& key, Second when, std::string_view why) {
  const auto found = standing_.find(key);
  if (found == standing_.end()) return;
  found->second.stops_at = when;
  found->second.why_it_stops = why;
  truth_.Expects(found->second);
  for (const PersonIndex person : {std::get<0>(key), std::get<2>(key)}) {
    const auto about = about_.find(person);
    if (about == about_.end()) continue;
    about->second.erase(key);
    if (about->second.empty()) about_.erase(about);
  }
  standing_.erase(found);
}

void Past::Reconcile(const Month& month) {
  std::vector<std::pair<Key, DayNumber>> grown;
  for (const auto& [key, alert] : standing_) {
    if (alert.child == kNobody) continue;
    const DayNumber birthday = Birthday(world_.At(alert.child).birth, 18);
    if (birthday < month.end()) grown.push_back({key, birthday});
  }
  for (const auto& [key, birthday] : grown) Stop(key, birthday * kDaySeconds, "child is 18");
}

void Past::Finish() {
  for (const auto& [key, alert] : standing_) truth_.Expects(alert);
}

}  // namespace goldthread::county
