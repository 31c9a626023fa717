// What every rule about a home begins with: the children who truly live with an adult on a day,
// where the hub was told of the adult and of the child at that address.
#pragma once

#include "connectors/county/believed_homes.h"
#include "connectors/county/residents.h"

namespace goldthread::county {

// `found` has the adult and when it fires; `visit` gets it with the child, the address and what
// told of each, and the home and the child beside it.
template <class Visit>
void EachToldTogether(const Residents& residents, const BelievedHomes& believed,
                      ExpectedAlert found, Visit visit) {
  const DayNumber day = DayAt(found.fires_at);
  for (const Residents::Home& home : residents.HomesOn(found.adult, day)) {
    found.address = home.address;
    found.adult_told = believed.ToldOf(found.adult, home.address);
    if (found.adult_told == 0) continue;
    for (const Residents::Child& child : residents.ChildrenAt(home, day)) {
      found.child = child.child;
      found.child_told = believed.ToldOf(child.child, home.address);
      if (found.child_told != 0 && child.child != found.adult) visit(found, home, child);
    }
  }
}

}  // namespace goldthread::county
