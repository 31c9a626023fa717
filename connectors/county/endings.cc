#include "connectors/county/endings.h"

#include <algorithm>

#include "connectors/county/told_together.h"

namespace goldthread::county {
namespace {

constexpr int kEnds = 5;

}  // namespace

void Endings::Told(const Observation& seen) {
  switch (seen.seen) {
    case Seen::kOrderMade:
      return ToldOrder(seen);
    case Seen::kOrderEnded:
      return ToldEnd(seen.about, seen.delivered);
    case Seen::kPregnancy:
      children_[seen.subject].push_back({seen.other, RefOf(seen)});
      return;
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
  homes_.Add(seen.subject);
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
  for (const AlertKey& key : alerts_.About(found->second.adult)) {
    if (key.rule == kEnds && key.about == order) alerts_.Stop(key, when, "order ended");
  }
  const auto of_adult = orders_of_.find(found->second.adult);
  of_adult->second.erase(order);
  if (of_adult->second.empty()) {
    world_.At(of_adult->first).Clear(kUnderOrder);
    orders_of_.erase(of_adult);
  }
  orders_.erase(found);
}

void Endings::ToldKinship(const Observation& seen) {
  if (seen.code < 2) return;
  children_[seen.subject].push_back({seen.other, RefOf(seen)});
  LookAt(seen.subject, seen);
}

void Endings::ToldDeath(const Observation& seen) {
  const auto of_adult = orders_of_.find(seen.subject);
  if (of_adult == orders_of_.end()) return;
  for (const uint32_t order : of_adult->second) orders_.erase(order);
  orders_of_.erase(of_adult);
  world_.At(seen.subject).Clear(kUnderOrder);
}

void Endings::LookAtOrders(PersonIndex adult, const Observation& seen) {
  for (const uint32_t order : orders_of_.at(adult)) {
    if (!orders_.at(order).soon) continue;
    ExpectedAlert alert;
    alert.fires_at = seen.delivered;
    alert.fired_by = RefOf(seen);
    Look(order, alert);
  }
}

void Endings::Look(uint32_t order, ExpectedAlert found) {
  found.rule = kEnds;
  found.adult = orders_.at(order).adult;
  found.address = kNowhere;
  found.assertion = orders_.at(order).made;
  if (world_.At(found.adult).death <= DayAt(found.fires_at)) return;
  LookAtOwn(order, found);
  LookAtHomes(order, found);
}

void Endings::LookAtOwn(uint32_t order, ExpectedAlert found) {
  const DayNumber day = DayAt(found.fires_at);
  const auto own = children_.find(found.adult);
  if (own == children_.end()) return;
  for (const auto& [child, kinship] : own->second) {
    if (!residents_.IsLivingChild(child, day) && !residents_.IsExpected(child, day)) continue;
    found.child = child;
    found.kinship = kinship;
    alerts_.Raise({kEnds, found.adult, child, order}, found);
  }
}

void Endings::LookAtHomes(uint32_t order, const ExpectedAlert& found) {
  EachToldTogether(residents_, believed_, found,
                   [&](const ExpectedAlert& alert, const auto&, const auto&) {
                     alerts_.Raise({kEnds, alert.adult, alert.child, order}, alert);
                   });
}

}  // namespace goldthread::county
