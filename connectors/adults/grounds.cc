#include "connectors/adults/grounds.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace goldthread::adults {

void AddGround(Young& young, const Ground& ground) {
  for (Ground& known : young.grounds) {
    if (known.by != ground.by || known.place != ground.place || known.shielded != ground.shielded) {
      continue;
    }
    // What the child's own record says goes before what its mother's does; else the earlier.
    const bool better = known.through_mother != ground.through_mother
                            ? known.through_mother
                            : IsEarlierRef(ground.child_shown, known.child_shown);
    std::vector<v1::AdultFactRef> told = known.child_told;
    told.insert(told.end(), ground.child_told.begin(), ground.child_told.end());
    std::sort(told.begin(), told.end(), IsEarlierRef);
    if (better) known = ground;
    known.child_told = std::move(told);
    return;
  }
  young.grounds.push_back(ground);
}

std::vector<Young> ApartByShield(Young young) {
  std::vector<Ground> all = std::move(young.grounds);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.shielded, a.by, a.place) < std::tie(b.shielded, b.by, b.place);
  });
  const auto hidden =
      std::find_if(all.begin(), all.end(), [](const auto& g) { return g.shielded; });
  Young open = young;
  open.grounds.assign(all.begin(), hidden);
  young.shielded = true;
  young.grounds.clear();
  for (auto ground = hidden; ground != all.end(); ++ground) {
    const bool said = std::any_of(all.begin(), hidden, [&](const Ground& other) {
      return other.by == ground->by && other.place == ground->place;
    });
    if (!said) young.grounds.push_back(std::move(*ground));
  }
  std::vector<Young> apart;
  for (Young* const one : {&open, &young}) {
    if (!one->grounds.empty()) apart.push_back(std::move(*one));
  }
  return apart;
}

}  // namespace goldthread::adults
