// Which records are worth comparing: those that share a block, a key made of things that two
// records of one person seldom get wrong together.
//
// Any one block misses many; together they miss next to none. A block with too many in it says
// no more than a common name, and is left out: so a record's work is bounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/identity/matching/portrait.h"

namespace goldthread::matching {

inline constexpr size_t kBlockMax = 120;  // Records.
inline constexpr size_t kBlocksMax = 64;  // Of one record.

// Sorted, without repeats.
std::vector<std::string> BlocksOf(const Portrait& portrait);

// Narrower ones, for a hub of a million people that weighs each record as it comes: every block
// needs two or three things to agree, so that few strangers share one. Numbers are left to their
// own rules. Each is a fingerprint; two that collide cost a comparison. Sorted, without repeats, at
// most kNarrowBlocksMax.
std::vector<uint64_t> NarrowBlocksOf(const Portrait& portrait);

inline constexpr size_t kNarrowBlocksMax = 24;

}  // namespace goldthread::matching
