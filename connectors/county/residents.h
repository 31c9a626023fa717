// Who lived where on any day of the month that was just lived. The world has only how the month
// ended: who moved, parted, died or was born in it lived elsewhere, or was expected, before.
//
// A prison is nobody's home here: all prisoners have one address.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <vector>

#include "connectors/county/ended_stays.h"
#include "connectors/county/people/happening.h"

namespace goldthread::county {

class Residents {
 public:
  struct Home {
    AddressIndex address = kNowhere;
    HouseholdIndex household = kHomeless;
    DayNumber since = 0;
  };
  struct Child {
    PersonIndex child = kNobody;
    DayNumber since = 0;  // Of an expected one: known since.
    bool unborn = false;
  };

  // Both outlive it. Of `stays` those last taken are looked at.
  Residents(const World& world, const EndedStays& stays) : world_(world), stays_(stays) {}

  void Saw(const Happening& happening);
  // No day before that is asked for any more.
  void Forget(DayNumber before);

  // One; of a child in shared care two; of who moved on that day the new one.
  std::vector<Home> HomesOn(PersonIndex person, DayNumber day) const;
  // Under 18 on that day, at home or in turn; and expected by who lives there. By their numbers.
  std::vector<Child> ChildrenAt(const Home& home, DayNumber day) const;
  // With whoever has a home with the person on that day, and the person.
  template <class Visit>
  void EachWith(PersonIndex person, DayNumber day, Visit visit) const {
    for (const Home& home : HomesOn(person, day)) {
      EachAt(home, day, [&visit](PersonIndex one, DayNumber) { visit(one); });
    }
  }

  // Known on that day, and not yet born.
  std::vector<Child> ExpectedBy(PersonIndex mother, DayNumber day) const;
  bool IsExpected(PersonIndex child, DayNumber day) const;
  // Born, not dead and under 18.
  bool IsLivingChild(PersonIndex person, DayNumber day) const;

 private:
  struct Expected {
    PersonIndex child = kNobody;
    DayNumber known = 0;
    DayNumber until = kNever;  // The day of its birth, or its mother's death.
  };

  // With the person and since when it lives there. May be twice with one who comes and goes.
  template <class Visit>
  void EachAt(const Home& home, DayNumber day, Visit visit) const {
    const bool is_there =
        home.household != kHomeless && world_.HouseholdAt(home.household).address == home.address;
    for (PersonIndex p = is_there ? world_.HouseholdAt(home.household).first : kNobody;
         p != kNobody; p = world_.At(p).next) {
      if (world_.At(p).since <= day) visit(p, world_.At(p).since);
      if (!world_.At(p).Is(kShared)) continue;
      for (const PersonIndex child : world_.InTurnWith(p)) {
        const SharedCare& care = *world_.SharedCareOf(child);
        if (care.address == home.address && care.since <= day) visit(child, care.since);
      }
    }
    for (const Stay& stay : stays_.At(home.address)) {
      if (stay.from <= day && day < stay.to) visit(stay.person, stay.from);
    }
  }

  const World& world_;
  const EndedStays& stays_;
  absl::flat_hash_map<PersonIndex, std::vector<Expected>> expected_;  // By mother.
};

}  // namespace goldthread::county
