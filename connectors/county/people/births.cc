// How children come into the county: expected, and born on one day of one mother.
#include <algorithm>

#include "connectors/county/people/life.h"

namespace goldthread::county {

void Life::EndPregnancy(PersonIndex mother, DayNumber day) {
  for (auto& [birth, pregnancies] : due_) {
    std::erase_if(pregnancies, [&](const Pregnancy& one) {
      if (one.mother != mother) return false;
      world_.At(one.child).death = day;
      witness_.Saw({Change::kNeverBorn, day, one.child, mother, world_.AddressOf(mother)});
      return true;
    });
  }
}

void Life::Conceive(PersonIndex mother, DayNumber day, Chance& chance) {
  // Wherever that child is by now.
  if (bore_.contains(mother) && day - bore_.at(mother) < kKnownAfterBirth) return;
  for (const PersonIndex member : world_.Members(world_.At(mother).home)) {
    const Person& child = world_.At(member);
    if (child.mother == mother && day - child.birth < kKnownAfterBirth) return;
  }
  const PersonIndex partner = world_.At(mother).partner;
  const bool away = partner != kNobody && world_.InPrison(partner);
  const Couple parents{mother, away ? kNobody : partner};
  world_.At(mother).Set(kPregnant);
  const DayNumber due = day + kKnownBeforeBirth;
  const DayNumber birth = due + chance.Between(-16, 10);
  const int children = chance.PerMille(15) ? 2 : 1;
  for (int i = 0; i < children; ++i) {
    const PersonIndex child = world_.AddChild(parents, due, chance);
    world_.At(child).Set(kUnborn);
    due_[birth].push_back({mother, child});
    witness_.Saw({Change::kConceived, day, mother, child, world_.AddressOf(mother)});
  }
}

void Life::Bear(const Pregnancy& pregnancy, DayNumber day) {
  Person& child = world_.At(pregnancy.child);
  Person& mother = world_.At(pregnancy.mother);
  mother.Clear(kPregnant);
  child.Clear(kUnborn);
  child.birth = std::max(day, mother.since);
  bore_[pregnancy.mother] = child.birth;
  world_.Settle(pregnancy.child, mother.home, child.birth);
  witness_.Saw({Change::kBorn, child.birth, pregnancy.child, pregnancy.mother,
                world_.AddressOf(pregnancy.child)});
}

}  // namespace goldthread::county
