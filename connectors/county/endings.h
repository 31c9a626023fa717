// Which orders about an adult are about to end while a child is linked: the alerts of rule 5
// that a hub should raise once it has been told, part of the truth that alerting is measured
// against (domain/adults-posing-risk.md §6).
//
// An alert of an order is expected from 28 days before its expected end on (of an end known to
// the month: before its first day), once the hub has been told of the order and of the link: the
// adult is the child's parent or expects it, or both live at one address and on that day truly
// do. It should be gone when the hub is told that the order ended, that adult or child died, that
// one of those who lived together is elsewhere, or the child is 18.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "connectors/county/residents.h"
#include "connectors/county/standing_alerts.h"
#include "connectors/county/watched_homes.h"

namespace goldthread::county {

class Endings {
 public:
  static constexpr DayNumber kWarnedBefore = 28;

  // All outlive it.
  Endings(World& world, const Residents& residents, const BelievedHomes& believed,
          WatchedHomes& homes, StandingAlerts& alerts)
      : world_(world), residents_(residents), believed_(believed), homes_(homes), alerts_(alerts) {}

  // That it is that late, whatever is told then: what comes by itself.
  void Advance(Second now);
  // What the hub has been told, in that order; each after `believed` was told the same.
  void Told(const Observation& seen);
  // Something was told of the adult's home, or of a child she expects.
  void LookAt(PersonIndex adult, const Observation& seen) {
    if (world_.At(adult).Is(kUnderOrder)) LookAtOrders(adult, seen);
  }

 private:
  struct Order {
    PersonIndex adult = kNobody;
    EventRef made = 0;
    bool soon = false;  // It ends within 28 days.
  };

  void ToldOrder(const Observation& seen);
  void ToldEnd(uint32_t order, Second when);
  void ToldKinship(const Observation& seen);
  void ToldDeath(const Observation& seen);
  void LookAtOrders(PersonIndex adult, const Observation& seen);
  // Raises what is told of the order's adult and children; `found` says when and by what.
  void Look(uint32_t order, ExpectedAlert found);
  void LookAtOwn(uint32_t order, ExpectedAlert found);
  void LookAtHomes(uint32_t order, const ExpectedAlert& found);

  World& world_;
  const Residents& residents_;
  const BelievedHomes& believed_;
  WatchedHomes& homes_;
  StandingAlerts& alerts_;
  std::map<uint32_t, Order> orders_;  // That the hub believes to stand; by ordinal.
  std::map<PersonIndex, std::set<uint32_t>> orders_of_;
  std::set<uint32_t> ended_;                         // Told before the order was.
  std::map<Second, std::vector<uint32_t>> windows_;  // When they come to end soon.
  // Own or expected, by parent.
  absl::flat_hash_map<PersonIndex, std::vector<std::pair<PersonIndex, EventRef>>> children_;
};

}  // namespace goldthread::county
