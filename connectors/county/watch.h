// Which children live with an adult of whom a risk is asserted, and who is alleged to have hurt
// people of two homes: the alerts of rules 1 to 4 (domain/adults-posing-risk.md §6), part of the
// truth that alerting is measured against.
//   1  the adult came to where a child lives        2  a child came, or is expected
//   3  as 1, partner of the parent of a child on a protection plan
//   4  alleged to have hurt two people in different homes
//
// An alert of 1 to 3 is expected when an assertion that stands, the adult at the address and the
// child at the same address have all reached the hub, and on that day both truly live there. It
// should be gone when the hub is told that one of them no longer holds, or the child is 18.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <map>
#include <set>
#include <vector>

#include "connectors/county/residents.h"
#include "connectors/county/standing_alerts.h"
#include "connectors/county/watched_homes.h"

namespace goldthread::county {

class Watch {
 public:
  // All outlive it.
  Watch(World& world, const Residents& residents, const BelievedHomes& believed,
        WatchedHomes& homes, StandingAlerts& alerts, Truth& truth)
      : world_(world),
        residents_(residents),
        believed_(believed),
        homes_(homes),
        alerts_(alerts),
        truth_(truth) {}

  // What the hub has been told, in that order; each after `believed` was told the same.
  void Told(const Observation& seen);
  // Something was told of the adult's home.
  void LookAt(PersonIndex adult, const Observation& seen) {
    if (world_.At(adult).Is(kWatched)) Look(adult, seen);
  }

 private:
  struct Hurt {
    AddressIndex address = kNowhere;
    EventRef told_by = 0;
  };

  void ToldRisk(const Observation& seen);
  void ToldIncident(const Observation& seen);
  void Look(PersonIndex adult, const Observation& seen);
  int RuleOf(PersonIndex adult, const Residents::Home& home, const Residents::Child& child) const;

  World& world_;
  const Residents& residents_;
  const BelievedHomes& believed_;
  WatchedHomes& homes_;
  StandingAlerts& alerts_;
  Truth& truth_;
  std::map<PersonIndex, std::vector<EventRef>> standing_;  // Assertions, as the hub knows.
  std::set<uint32_t> ended_;                               // Told before the assertion was.
  absl::flat_hash_map<PersonIndex, std::map<PersonIndex, Hurt>> victims_;  // By who is alleged.
};

}  // namespace goldthread::county
