// The addresses where somebody lives, or lived in this month, whom an alert could be about: what
// is told of all others, nearly everything, needs no second look.
#pragma once

#include <unordered_set>
#include <vector>

#include "connectors/county/residents.h"

namespace goldthread::county {

class WatchedHomes {
 public:
  // Both outlive it.
  WatchedHomes(const World& world, const EndedStays& stays) : world_(world), stays_(stays) {}

  // From now on the adult's homes are among them.
  void Add(PersonIndex adult);
  // A month was lived: they have moved.
  void EndMonth();
  // Whether the person may have a home with one of them on that day.
  bool MayBeIn(PersonIndex person, DayNumber day) const;

 private:
  void Mark(PersonIndex adult);

  const World& world_;
  const EndedStays& stays_;
  std::unordered_set<PersonIndex> adults_;
  std::vector<bool> watched_;  // By address.
};

}  // namespace goldthread::county
