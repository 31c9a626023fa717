// Which children share a home with an adult of whom a risk is asserted, and which alerts the
// hub should raise once it has been told: the truth that alerting is measured against.
//
// An alert is expected when an assertion that stands, the adult at the address and the child
// at the same address have all reached the hub and the child truly lives with the adult. It
// should be gone when the hub is told that one of them no longer holds, or the child is 18.
// Rules (domain/adults-posing-risk.md §6):
//   1  the adult came to where a child lives        2  a child came, or is expected
//   3  as 1, partner of the parent of a child on a protection plan
//   4  alleged to have hurt two people in different homes
// Rule 5 is endings.h's, rules 6 to 8 are past.h's.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "connectors/county/agencies/observation.h"
#include "connectors/county/agencies/risk.h"
#include "connectors/county/people/happening.h"
#include "connectors/county/people/truth.h"

namespace goldthread::county {

class Watch {
 public:
  using Assertions = std::map<PersonIndex, Assertion>;

  // Both outlive it.
  Watch(World& world, const Assertions& assertions, Truth& truth)
      : world_(world), assertions_(assertions), truth_(truth) {}

  void Saw(const Happening& happening);
  // Who lives with whom is taken as it stands at the month's end.
  void Reconcile(const Month& month);
  // What the hub has been told, in that order.
  void Told(const Observation& seen);
  // Tells Truth of all that has not ended.
  void Finish();

  // Under 18 or expected by a partner, and truly in the adult's home.
  std::vector<PersonIndex> ChildrenWith(PersonIndex adult, DayNumber day) const;
  std::vector<PersonIndex> ExpectedBy(PersonIndex mother) const;
  // What the hub was told last that makes it a home of the person's; an expected child is where
  // its mother is. 0: nothing.
  EventRef ToldOf(PersonIndex person, AddressIndex address) const;

 private:
  struct Case {
    PersonIndex adult = kNobody;
    PersonIndex child = kNobody;
    AddressIndex address = kNowhere;
    bool over = false;  // They no longer live together there.
    bool raised = false;
    ExpectedAlert alert;
  };
  using Pair = std::pair<PersonIndex, PersonIndex>;  // Adult, child.
  struct Standing {  // Of an adult's assertion, as the hub knows it.
    EventRef asserted = 0;
    bool stands = false;
  };
  struct Turns {  // The second home, as the hub knows it.
    AddressIndex address = kNowhere;
    EventRef told_by = 0;
    DayNumber told_on = 0;
  };
  struct Hurt {
    AddressIndex address = kNowhere;
    EventRef told_by = 0;
  };

  void Open(PersonIndex adult, PersonIndex child);
  void KeepWatching(const Pair& pair, const Case& one);
  void StopGrown(std::map<Pair, Case>& cases, const Month& month);
  void ToldAddress(const Observation& seen);
  bool TakeAddress(const Observation& seen);
  void ToldRisk(const Observation& seen);
  void ToldIncident(const Observation& seen);
  void Check(Case& one, const Observation& seen);
  void Stop(Case& one, Second when, std::string_view why);
  template <class Visit>
  void EachOf(PersonIndex person, Visit visit);

  World& world_;
  const Assertions& assertions_;
  Truth& truth_;
  std::map<Pair, Case> open_;   // The child lives with the adult now.
  std::map<Pair, Case> ended_;  // No longer; but the alert still stands.
  std::map<PersonIndex, std::set<PersonIndex>> adults_of_;  // By child.
  std::map<PersonIndex, std::vector<PersonIndex>> unborn_;  // By mother.
  std::map<PersonIndex, Turns> turns_;                      // By child.
  std::map<PersonIndex, EventRef> pregnancy_told_;          // By unborn child.
  std::map<PersonIndex, Standing> standing_;
  std::map<PersonIndex, std::map<PersonIndex, Hurt>> victims_;  // By who is alleged.
};

}  // namespace goldthread::county
