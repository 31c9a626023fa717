#include "connectors/county/endings.h"

#include <algorithm>

namespace goldthread::county {

void Endings::Told(const Observation& seen) {
  Advance(seen.delivered);
  if (seen.flaw != Flaw::kNone || seen.again || seen.lost) return;
  switch (seen.seen) {
    case Seen::kOrderMade:
      return ToldOrder(seen);
    case Seen::kOrderEnded:
      return ToldEnd(seen.about, seen.delivered);
    case Seen::kAddress:
      return ToldAddress(seen);
    case Seen::kPregnancy:
      return LookAtHome(seen.subject, seen);
    case Seen::kRelationship:
      return ToldKinship(seen);
    case Seen::kDeath:
      return ToldDeath(seen);
    default:
      return;
  }
}

// Nothing was told: the order itself fired, when its time had come.
void Endings::Advance(Second now) {
  while (!windows_.empty() && windows_.begin()->first <= now) {
    const Second opened = windows_.begin()->first;
    const std::vector<uint32_t> orders = std::move(windows_.begin()->second);
    windows_.erase(windows_.begin());
    for (const uint32_t order : orders) {
      const auto found = orders_.find(order);
      if (found == orders_.end()) continue;
      found->second.soon = true;
      ExpectedAlert alert;
      alert.fires_at = opened;
      alert.fired_by = found->second.made;
      Look(order, alert);
    }
  }
}

void Endings::ToldOrder(const Observation& seen) {
  if (ended_.erase(seen.ordinal) != 0) return;
  orders_[seen.ordinal] = {seen.subject, RefOf(seen), false};
  orders_of_[seen.subject].insert(seen.ordinal);
  world_.At(seen.subject).Set(kUnderOrder);
  DayNumber end = seen.other_day;
  if (seen.more_code == 1) {
    const Day day = DayOf(end);
    end = Number(Day(day.year(), day.month(), std::chrono::day(1)));
  }
  windows_[std::max(seen.delivered, (end - kWarnedBefore) * kDaySeconds)].push_back(seen.ordinal);
  Advance(seen.delivered);
}

void Endings::ToldEnd(uint32_t order, Second when) {
  const auto found = orders_.find(order);
  if (found == orders_.end()) {
    ended_.insert(order);
    return;
  }
  std::vector<Key> over;
  for (auto at = standing_.lower_bound({order, 0});
       at != standing_.end() && at->first.first == order; ++at) {
    over.push_back(at->first);
  }
  for (const Key& key : over) Stop(key, when, "order ended");
  const auto of_adult = orders_of_.find(found->second.adult);
  of_adult->second.erase(order);
  if (of_adult->second.empty()) {
    world_.At(of_adult->first).Clear(kUnderOrder);
    orders_of_.erase(of_adult);
  }
  orders_.erase(found);
}

void Endings::ToldAddress(const Observation& seen) {
  for (const Key& key : About(seen.subject)) {
    const ExpectedAlert& alert = standing_.at(key);
    if (alert.kinship != 0 || watch_.ToldOf(seen.subject, alert.address) != 0) continue;
    const bool adult = alert.adult == seen.subject;
    Stop(key, seen.delivered, adult ? "adult is elsewhere" : "child is elsewhere");
  }
  LookAtHome(seen.subject, seen);
}

void Endings::ToldKinship(const Observation& seen) {
  if (seen.code < 2) return;
  children_[seen.subject].push_back({seen.other, RefOf(seen)});
  LookAtOrders(seen.subject, seen);
}

void Endings::ToldDeath(const Observation& seen) {
  for (const Key& key : About(seen.subject)) {
    const bool adult = standing_.at(key).adult == seen.subject;
    Stop(key, seen.delivered, adult ? "adult has died" : "child has died");
  }
  const auto of_adult = orders_of_.find(seen.subject);
  if (of_adult == orders_of_.end()) return;
  for (const uint32_t order : of_adult->second) orders_.erase(order);
  orders_of_.erase(of_adult);
  world_.At(seen.subject).Clear(kUnderOrder);
}

void Endings::LookAtHome(PersonIndex person, const Observation& seen) {
  for (const HouseholdIndex home : world_.HomesOf(person)) {
    if (home == kHomeless) continue;
    for (PersonIndex member = world_.HouseholdAt(home).first; member != kNobody;
         member = world_.At(member).next) {
      LookAtOrders(member, seen);
    }
  }
}

void Endings::LookAtOrders(PersonIndex adult, const Observation& seen) {
  if (!world_.At(adult).Is(kUnderOrder)) return;
  for (const uint32_t order : orders_of_.at(adult)) {
    if (!orders_.at(order).soon) continue;
    ExpectedAlert alert;
    alert.fires_at = seen.delivered;
    alert.fired_by = RefOf(seen);
    Look(order, alert);
  }
}

void Endings::Look(uint32_t order, ExpectedAlert found) {
  const PersonIndex adult = orders_.at(order).adult;
  const DayNumber day = DayAt(found.fires_at);
  if (!world_.LivesHere(adult)) return;
  found.rule = 5;
  found.adult = adult;
  found.address = kNowhere;
  found.assertion = orders_.at(order).made;
  const auto own = children_.find(adult);
  if (own != children_.end()) {
    for (const auto& [child, kinship] : own->second) {
      if (!world_.LivesHere(child) || !world_.IsChildOn(child, day)) continue;
      found.child = child;
      found.kinship = kinship;
      Raise(order, found);
    }
  }
  found.kinship = 0;
  found.address = world_.AddressOf(adult);
  found.adult_told = watch_.ToldOf(adult, found.address);
  if (found.adult_told == 0) return;
  for (const PersonIndex child : watch_.ChildrenWith(adult, day)) {
    found.child = child;
    found.child_told = watch_.ToldOf(child, found.address);
    if (found.child_told != 0) Raise(order, found);
  }
}

void Endings::Raise(uint32_t order, const ExpectedAlert& alert) {
  const Key key{order, alert.child};
  if (!standing_.emplace(key, alert).second) return;
  about_[alert.adult].insert(key);
  about_[alert.child].insert(key);
}

void Endings::Stop(const Key& key, Second when, std::string_view why) {
  const auto found = standing_.find(key);
  found->second.stops_at = when;
  found->second.why_it_stops = why;
  truth_.Expects(found->second);
  for (const PersonIndex person : {found->second.adult, found->second.child}) {
    const auto about = about_.find(person);
    about->second.erase(key);
    if (about->second.empty()) about_.erase(about);
  }
  standing_.erase(found);
}

std::set<Endings::Key> Endings::About(PersonIndex person) const {
  const auto about = about_.find(person);
  return about == about_.end() ? std::set<Key>() : about->second;
}

void Endings::Reconcile(const Month& month) {
  std::vector<std::pair<Key, DayNumber>> grown;
  for (const auto& [key, alert] : standing_) {
    const DayNumber birthday = Birthday(world_.At(alert.child).birth, 18);
    if (birthday < month.end()) grown.push_back({key, birthday});
  }
  for (const auto& [key, birthday] : grown) Stop(key, birthday * kDaySeconds, "child is 18");
}

void Endings::Finish(DayNumber end) {
  Advance(end * kDaySeconds - 1);
  for (const auto& [key, alert] : standing_) truth_.Expects(alert);
}

}  // namespace goldthread::county
