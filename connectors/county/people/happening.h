// What happens in people's lives, as somebody might notice it.
#pragma once

#include "connectors/county/people/world.h"

namespace goldthread::county {

enum class Change : uint8_t {
  kMovedIn,    // `person` lives at `address` from that day.
  kConceived,  // `person`'s pregnancy is known; `other` is the unborn child.
  kBorn,       // `person`; `other` the mother.
  kDied,
  kPartnered,  // With `other`, and now living together.
  kParted,     // From `other`.
  kShares,     // `person`, a child, is at home with `other` in turn, at `address`.
  kSharesNot,  // … no longer, after having been there from `since` on.
  kNeverBorn,  // `person`, whose mother `other` has died.
};

struct Happening {
  Change change = Change::kMovedIn;
  DayNumber day = 0;
  PersonIndex person = kNobody;
  PersonIndex other = kNobody;
  AddressIndex address = kNowhere;
  DayNumber since = 0;
};

class Witness {
 public:
  virtual ~Witness() = default;
  virtual void Saw(const Happening& happening) = 0;
};

}  // namespace goldthread::county
