// Births, deaths, moves, separations, shared care, new partners, lodgers, leaving home: a month at
// a time, at most one a person a month.
//
// Rates are per million and month, near England's: 11 births and 9 deaths a year to 1,000
// people, one household in twelve moving in a year, one couple in fifty parting. They are ours,
// rounded; the figures that tests hold are in agencies/rates.h.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "connectors/county/people/happening.h"
#include "connectors/county/people/turns.h"

namespace goldthread::county {

struct Month {
  DayNumber first = 0;
  int days = 0;
  uint32_t number = 0;  // Of the run, from 0.
  DayNumber end() const { return first + days; }
};

class Life {
 public:
  Life(World& world, Witness& witness)
      : world_(world),
        witness_(witness),
        draws_(world.seed(), Purpose::kLife),
        turns_(world, witness) {}

  // Once, before the first month.
  void Begin(const Month& month);
  void BeginMonth(const Month& month);
  // For each person, in order.
  void Consider(PersonIndex person);
  void EndMonth();

  // Of a harmed partner and her children, to a refuge.
  void Flee(PersonIndex person, DayNumber day);
  // Two partners; `leaver` goes.
  void Separate(PersonIndex leaver, DayNumber day, Chance& chance);
  // Two who have no partner; he comes to her, if she has a home of her own.
  void Pair(PersonIndex woman, PersonIndex man, DayNumber day, Chance& chance);
  // By her partner, if he is not in prison.
  void Conceive(PersonIndex mother, DayNumber day, Chance& chance);
  bool AtLarge(PersonIndex person) const;  // Alive, and not in prison.
  bool AreKin(PersonIndex a, PersonIndex b) const;
  bool LivesWithParent(PersonIndex person) const;
  // To carers who are not kin.
  void TakeIntoCare(PersonIndex child, DayNumber day);
  // Leaves the home to those who stay; a child whom no adult is left with goes elsewhere.
  void Imprison(PersonIndex person, DayNumber day);
  // To a partner who waited, else a hostel or a home.
  void Release(PersonIndex person, DayNumber day);

 private:
  static constexpr DayNumber kKnownBeforeBirth = 210;
  static constexpr DayNumber kKnownAfterBirth = 110;  // At the soonest, the next.

  struct Pregnancy {  // Of twins each has one, for the same day.
    PersonIndex mother;
    PersonIndex child;
  };

  void ComeOfAge(PersonIndex person);
  void ConsiderAdult(PersonIndex person, int age, uint32_t roll, Chance& chance);
  void ConsiderHousehold(PersonIndex head, Chance& chance);
  void Die(PersonIndex person, DayNumber day);
  void Bear(const Pregnancy& pregnancy, DayNumber day);
  // A child that is expected is not born once its mother is dead.
  void EndPregnancy(PersonIndex mother, DayNumber day);
  void Part(PersonIndex person, DayNumber day, Chance& chance);
  void EndCouple(PersonIndex one, DayNumber day);
  void MoveOut(PersonIndex person, DayNumber day, Chance& chance);
  void MoveTogether(HouseholdIndex household, AddressIndex to, DayNumber day);
  void MoveTo(PersonIndex person, HouseholdIndex home, DayNumber day);
  void Rehome(HouseholdIndex household, DayNumber day);
  PersonIndex FindCarer(PersonIndex child, DayNumber day) const;

  World& world_;
  Witness& witness_;
  const Chance::Purposeful draws_;
  Turns turns_;
  Month month_;
  std::map<DayNumber, std::vector<Pregnancy>> due_;  // By the day of birth.
  std::map<PersonIndex, DayNumber> bore_;            // Mothers, in the last months.
  std::vector<PersonIndex> women_;
  std::vector<PersonIndex> men_;
};

}  // namespace goldthread::county
