// Where the hub believes that people live: what it has been told last.
#pragma once

#include <absl/container/flat_hash_map.h>

#include "connectors/county/agencies/observation.h"
#include "connectors/county/people/world.h"

namespace goldthread::county {

class BelievedHomes {
 public:
  explicit BelievedHomes(World& world) : world_(world) {}

  // What the hub has been told, in that order.
  void Told(const Observation& seen);
  // What makes it a home of the person's; 0: nothing. A child is where its mother is from when
  // it is known to be expected until it is told to have a home itself; then it is the word of
  // the child, not of the home.
  EventRef ToldOf(PersonIndex person, AddressIndex address) const;
  // Of its pregnancy, or else its birth; 0: of neither, or its own home has been told since.
  EventRef ToldToBeMothers(PersonIndex child) const;

 private:
  struct Turns {  // The second home.
    AddressIndex address = kNowhere;
    EventRef told_by = 0;
    DayNumber told_on = 0;
  };

  void ToldAddress(const Observation& seen);
  void ToldEnd(const Observation& seen);

  World& world_;
  absl::flat_hash_map<PersonIndex, Turns> turns_;        // By child.
  absl::flat_hash_map<PersonIndex, EventRef> expected_;  // By child.
  absl::flat_hash_map<PersonIndex, AddressIndex> tenancies_;
};

}  // namespace goldthread::county
