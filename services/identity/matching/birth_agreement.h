// Birth dates compared by the ways in which they go wrong: a digit, two digits exchanged, day
// and month exchanged, a part of the three.
#pragma once

#include <string>
#include <vector>

#include "services/identity/matching/agreement.h"

namespace goldthread::matching {

// Digits as in Portrait::births. The pair that agrees best counts.
Level CompareBirths(const std::vector<std::string>& a, const std::vector<std::string>& b);

// A parent is at least this much older.
inline constexpr int kGenerationYears = 14;

}  // namespace goldthread::matching
