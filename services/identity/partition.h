// Who of the records that hang together are one person, where some of them conflict.
//
// Ties are taken from the strongest to the weakest, equally strong ones together, and whoever
// hangs together by those taken so far is a group. Where a tie would bring two groups together that
// conflict, both stay what they were, and join nobody any more; others are joined as if the two
// were not there. Where the conflict casts doubt on more than the tie that brought it, all whom it
// would bring together fall apart, but for what joined by ties not hardly stronger: between a twin
// and the other twin, a record that fits both about as well is neither's. So it is, too, where
// numbers bring a conflict: then decisions alone hold.
//
// So the outcome is one of the ties and conflicts, whatever the order in which they came to be.
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::identity {

inline constexpr int kDecidedStrength = std::numeric_limits<int>::max();
inline constexpr int kTokenStrength = kDecidedStrength - 1;
// Of a tie that was weighed the strength is its tenths of a bit.

struct Edge {
  size_t first = 0;
  size_t second = 0;
  int strength = 0;
};

enum class Bond { kDecided, kToken, kWeighed };

// How two members get on, when the weakest tie that holds them together is such a one.
enum class Accord {
  kAgree,
  kConflict,
  kDoubt,  // They conflict, and what fits the one fits the other: ties among those that came with
           // them have to be kDoubtTenths stronger than the one that did, to stand.
};
inline constexpr int kDoubtTenths = 60;
using AccordAt = std::function<StatusOr<Accord>(size_t, size_t, Bond)>;

// By member, its person: the least of its members. Errors are those of `accord`.
StatusOr<std::vector<size_t>> Partition(size_t members, std::vector<Edge> edges,
                                        const AccordAt& accord);

}  // namespace goldthread::identity
