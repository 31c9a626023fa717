// How ways to one child are put together, and kept apart where one of them may not be known. Pure.
#pragma once

#include <vector>

#include "connectors/adults/situation.h"

namespace goldthread::adults {

// Two ways to one place are one: the child's own, and through its mother. One that may not be known
// stays apart from one that may.
void AddGround(Young& young, const Ground& ground);

// The child by the ways that may be known, and by the others what these do not say. Grounds are in
// their order then.
std::vector<Young> ApartByShield(Young young);

}  // namespace goldthread::adults
