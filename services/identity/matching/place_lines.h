// An address's free lines taken apart: flat, house number, street, what else there is.
//
// Written by many hands, so no line has a fixed meaning; what cannot be told apart stays in
// `building` or `locality`, where it still compares. Source: domain/identifiers.md §6.
#pragma once

#include <string>
#include <vector>

#include "services/identity/matching/portrait.h"

namespace goldthread::matching {

// Without postcode and UPRN. "Flat 2, 14a High Street", "Northmere" gives flat 2, number 14a,
// street highst, locality northmere.
PlaceForm PlaceOfLines(const std::vector<std::string>& lines);

}  // namespace goldthread::matching
