// Which records are worth comparing: those that share a block, a key made of things that two
// records of one person seldom get wrong together.
//
// Any one block misses many; together they miss next to none. A block with too many in it says
// no more than a common name, and is left out: so a record's work is bounded.
#pragma once

#include <string>
#include <vector>

#include "services/identity/matching/portrait.h"

namespace goldthread::matching {

inline constexpr size_t kBlockMax = 120;  // Records.
inline constexpr size_t kBlocksMax = 64;  // Of one record.

// Sorted, without repeats.
std::vector<std::string> BlocksOf(const Portrait& portrait);

}  // namespace goldthread::matching
