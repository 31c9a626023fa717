#include "connectors/county/past.h"

#include <algorithm>

#include "connectors/county/told_together.h"

namespace goldthread::county {

void Past::Told(const Observation& seen) {
  switch (seen.seen) {
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
    const auto ended = ended_.extract(seen.ordinal);
    by = {RefOf(seen), ended.empty() ? 0 : ended.mapped()};
  } else if (ends && OrdinalOf(by.asserted) == seen.about) {
    by.ended = RefOf(seen);
  } else if (ends && OrdinalOf(by.asserted) < seen.about) {
    ended_.emplace(seen.about, RefOf(seen));
  }
  if (by.asserted == 0) {
    said.erase(seen.feed);
    return;
  }
  LookAtConflict(said, seen);
  if (seen.feed != Feed::kMarac) return;
  if (by.ended == 0) return Look(seen.subject, seen);
  for (const AlertKey& key : alerts_.About(seen.subject)) {
    if (key.rule != 6 || key.adult != seen.subject) continue;
    const bool withdrawn = seen.seen == Seen::kRiskWithdrawn;
    alerts_.Stop(key, seen.delivered, withdrawn ? "assertion withdrawn" : "no longer a risk");
  }
}

void Past::LookAtConflict(const std::map<Feed, Said>& said, const Observation& seen) {
  const auto stands =
      std::find_if(said.begin(), said.end(), [](const auto& one) { return one.second.ended == 0; });
  const auto ended =
      std::find_if(said.begin(), said.end(), [](const auto& one) { return one.second.ended != 0; });
  if (stands == said.end() || ended == said.end()) {
    return alerts_.Stop({7, seen.subject}, seen.delivered, "agencies agree");
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
  HasPast(seen.other);
  Look(seen.other, seen);
}

void Past::HasPast(PersonIndex adult) {
  world_.At(adult).Set(kHasPast);
  homes_.Add(adult);
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
  HasPast(parent);
  Look(parent, seen);
}

void Past::Look(PersonIndex adult, const Observation& seen) {
  const DayNumber day = DayAt(seen.delivered);
  ExpectedAlert found;
  found.adult = adult;
  found.address = kNowhere;
  found.fires_at = seen.delivered;
  found.fired_by = RefOf(seen);
  for (const Residents::Child& child : residents_.ExpectedBy(adult, day)) {
    found.child = child.child;
    found.child_told = believed_.ToldToBeMothers(child.child);
    if (found.child_told != 0) LookAtLosses(found);
  }
  EachToldTogether(residents_, believed_, found,
                   [&](const ExpectedAlert& at_home, const auto&, const auto&) {
                     LookAtHurt(at_home);
                     LookAtLosses(at_home);
                   });
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
         !LivesThere(hurt.victim, found);
}

bool Past::LivesThere(PersonIndex person, const ExpectedAlert& found) const {
  const std::vector<Residents::Home> homes = residents_.HomesOn(person, DayAt(found.fires_at));
  return std::any_of(homes.begin(), homes.end(),
                     [&](const Residents::Home& home) { return home.address == found.address; });
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
  alerts_.Raise({alert.rule, alert.adult, alert.child}, alert);
}

}  // namespace goldthread::county
