#include "connectors/county/watched_homes.h"

namespace goldthread::county {

void WatchedHomes::Add(PersonIndex adult) {
  if (!adults_.insert(adult).second) return;
  if (watched_.empty()) watched_.resize(world_.places().count());
  Mark(adult);
}

void WatchedHomes::EndMonth() {
  watched_.assign(world_.places().count(), false);
  for (const PersonIndex adult : adults_) Mark(adult);
}

void WatchedHomes::Mark(PersonIndex adult) {
  if (world_.LivesHere(adult)) watched_[world_.AddressOf(adult)] = true;
  for (const Stay& stay : stays_.Of(adult)) watched_[stay.address] = true;
}

bool WatchedHomes::MayBeIn(PersonIndex person, DayNumber day) const {
  const Person& who = world_.At(person);
  const bool has_one_home = world_.LivesHere(person) && who.since <= day && !who.Is(kShared);
  return !has_one_home || (!watched_.empty() && watched_[world_.AddressOf(person)]);
}

}  // namespace goldthread::county
