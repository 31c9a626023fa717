// Which orders about an adult are about to end while a child is linked: the alerts of rule 5
// that a hub should raise once it has been told, part of the truth that alerting is measured
// against (domain/adults-posing-risk.md §6).
//
// An alert of an order is expected from 28 days before its expected end on (of an end known to
// the month: before its first day), once the hub has been told of the order and of the link: the
// adult is the child's parent, or both live at one address and truly do. It should be gone when
// the hub is told that the order ended, that a parent or child died, that one of those who
// lived together is elsewhere, or the child is 18.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "connectors/county/watch.h"

namespace goldthread::county {

class Endings {
 public:
  static constexpr DayNumber kWarnedBefore = 28;

  // All outlive it.
  Endings(World& world, const Watch& watch, Truth& truth)
      : world_(world), watch_(watch), truth_(truth) {}

  // What the hub has been told, in that order; each after `watch` was told the same.
  void Told(const Observation& seen);
  // Ends the alerts about children who are grown up by the month's end.
  void Reconcile(const Month& month);
  // Tells Truth of all that has not ended before `end`.
  void Finish(DayNumber end);

 private:
  struct Order {
    PersonIndex adult = kNobody;
    EventRef made = 0;
    bool soon = false;  // It ends within 28 days.
  };
  using Key = std::pair<uint32_t, PersonIndex>;  // Order, child.

  void Advance(Second now);
  void ToldOrder(const Observation& seen);
  void ToldEnd(uint32_t order, Second when);
  void ToldAddress(const Observation& seen);
  void ToldKinship(const Observation& seen);
  void ToldDeath(const Observation& seen);
  void LookAtHome(PersonIndex person, const Observation& seen);
  void LookAtOrders(PersonIndex adult, const Observation& seen);
  // Raises what is told of the order's adult and children; `found` says when and by what.
  void Look(uint32_t order, ExpectedAlert found);
  void Raise(uint32_t order, const ExpectedAlert& alert);
  void Stop(const Key& key, Second when, std::string_view why);
  std::set<Key> About(PersonIndex person) const;

  World& world_;
  const Watch& watch_;
  Truth& truth_;
  std::map<uint32_t, Order> orders_;  // That the hub believes to stand; by ordinal.
  std::map<PersonIndex, std::set<uint32_t>> orders_of_;
  std::set<uint32_t> ended_;                         // Told before the order was.
  std::map<Second, std::vector<uint32_t>> windows_;  // When they come to end soon.
  std::unordered_map<PersonIndex, std::vector<std::pair<PersonIndex, EventRef>>> children_;
  std::map<Key, ExpectedAlert> standing_;
  std::map<PersonIndex, std::set<Key>> about_;  // By adult, and by child.
};

}  // namespace goldthread::county
