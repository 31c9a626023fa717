#include "connectors/county/people/turns.h"

#include <algorithm>

namespace goldthread::county {
namespace {

// Of couples with children who part, per mille: whose children are at home with both in turn.
constexpr uint32_t kSharesCare = 350;
constexpr uint32_t kSharesCareAfterAssertion = 120;

}  // namespace

// Only between homes in which a child can sleep.
void Turns::Parted(PersonIndex stayed, PersonIndex left, Chance& chance) {
  const bool asserted = world_.At(stayed).Is(kAsserted) || world_.At(left).Is(kAsserted);
  if (!chance.PerMille(asserted ? kSharesCareAfterAssertion : kSharesCare)) return;
  const DayNumber day = world_.At(left).since;
  if (world_.AddressOf(left) >= world_.places().homes()) return;
  for (const PersonIndex child : world_.ChildrenIn(world_.At(stayed).home, day)) {
    const Person& who = world_.At(child);
    const bool theirs = (who.mother == stayed && who.father == left) ||
                        (who.mother == left && who.father == stayed);
    if (!theirs || who.Is(kInCare) || who.Is(kShared)) continue;
    world_.Share(child, left, day);
    const SharedCare& care = *world_.SharedCareOf(child);
    witness_.Saw({Change::kShares, care.since, child, left, care.address});
  }
}

// Of the child who has moved, or the children of the parent who has.
void Turns::Moved(PersonIndex moved, DayNumber day) {
  Look(moved, day);
  for (const PersonIndex child : world_.InTurnWith(moved)) Look(child, day);
}

// Ends with childhood, in care, in a refuge, hostel or prison, and where the parents' homes are
// one.
void Turns::Look(PersonIndex child, DayNumber day) {
  const SharedCare* const found = world_.SharedCareOf(child);
  if (found == nullptr) return;
  const SharedCare care = *found;
  const auto in_a_home = [this](PersonIndex person) {
    return world_.LivesHere(person) && world_.AddressOf(person) < world_.places().homes();
  };
  const bool goes_on = in_a_home(child) && in_a_home(care.with) &&
                       world_.At(child).home != world_.At(care.with).home &&
                       !world_.At(child).Is(kInCare) && world_.IsChildOn(child, day);
  if (!goes_on) {
    const DayNumber end = std::max(day, care.since);
    world_.EndSharing(child, end);
    witness_.Saw({Change::kSharesNot, end, child, care.with, care.address, care.since});
  } else if (world_.AddressOf(care.with) != care.address) {
    world_.ShareElsewhere(child, day);
    const SharedCare& now = *world_.SharedCareOf(child);
    witness_.Saw({Change::kShares, now.since, child, now.with, now.address});
  }
}

}  // namespace goldthread::county
