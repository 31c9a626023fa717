// What an adult did or lost in one family, and the children of another: the alerts that a hub
// should raise once it has been told of both. With watch.h the truth that alerting is measured
// against. Rules (domain/adults-posing-risk.md §6):
//   6  a MARAC's assertion stands, and the adult lives with a child of another family than the
//      one that was hurt
//   7  one agency's assertion about the adult stands, another agency has said it is none
//   8  a child of the adult died or was taken into care; another lives with the adult or is
//      expected
//
// As in watch.h an alert of 6 or 8 needs that the hub was told of adult and child at the same
// address and that on that day they truly live there; but of a child that a woman expects, who
// lost another, only that the hub was told of the pregnancy. It should be gone when the hub is
// told that one of them lives elsewhere, when an assertion it rests on ends, or the child is 18.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <map>
#include <utility>
#include <vector>

#include "connectors/county/residents.h"
#include "connectors/county/standing_alerts.h"
#include "connectors/county/watched_homes.h"

namespace goldthread::county {

class Past {
 public:
  // All outlive it.
  Past(World& world, const Residents& residents, const BelievedHomes& believed, WatchedHomes& homes,
       StandingAlerts& alerts)
      : world_(world), residents_(residents), believed_(believed), homes_(homes), alerts_(alerts) {}

  // What the hub has been told, in that order; each after `believed` was told the same.
  void Told(const Observation& seen);
  // Something was told of the adult's home, or of a child she expects.
  void LookAt(PersonIndex adult, const Observation& seen) {
    if (world_.At(adult).Is(kHasPast)) Look(adult, seen);
  }

 private:
  struct Said {  // One agency of one adult.
    EventRef asserted = 0;
    EventRef ended = 0;  // 0: it stands.
  };
  struct Hurt {
    PersonIndex victim = kNobody;
    AddressIndex address = kNowhere;
    EventRef told_by = 0;
  };
  struct Loss {
    PersonIndex child = kNobody;
    EventRef told_by = 0;  // The child's death or removal.
    EventRef kinship = 0;
  };

  void ToldRisk(const Observation& seen);
  void LookAtConflict(const std::map<Feed, Said>& said, const Observation& seen);
  void ToldKinship(const Observation& seen);
  void ToldLoss(const Observation& seen);
  void ToldIncident(const Observation& seen);
  void HasPast(PersonIndex adult);
  void Lost(PersonIndex parent, const Loss& loss, const Observation& seen);
  // Whatever the adult's past says of the children at home, and of those she expects.
  void Look(PersonIndex adult, const Observation& seen);
  void LookAtHurt(const ExpectedAlert& found);
  void LookAtLosses(const ExpectedAlert& found);
  bool IsOfAnotherFamily(const Hurt& hurt, const ExpectedAlert& found) const;
  bool LivesThere(PersonIndex person, const ExpectedAlert& found) const;
  void Raise(const ExpectedAlert& alert);

  World& world_;
  const Residents& residents_;
  const BelievedHomes& believed_;
  WatchedHomes& homes_;
  StandingAlerts& alerts_;
  absl::flat_hash_map<PersonIndex, std::map<Feed, Said>> said_;
  std::map<uint32_t, EventRef> ended_;  // By assertion: what ended it before it was told.
  absl::flat_hash_map<PersonIndex, std::vector<Hurt>> hurt_;    // By who is alleged.
  absl::flat_hash_map<PersonIndex, std::vector<Loss>> losses_;  // By parent; both facts told.
  absl::flat_hash_map<PersonIndex, std::vector<std::pair<PersonIndex, EventRef>>>
      parents_;                                      // By child.
  absl::flat_hash_map<PersonIndex, EventRef> gone_;  // Children: what told of the death or removal.
};

}  // namespace goldthread::county
