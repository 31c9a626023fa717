// Who of the records that hang together are one person, where some of them conflict.
//
// Ties are taken from the strongest to the weakest, equally strong ones together, and whoever
// hangs together by those taken so far is a group. A group in which two conflict is no person,
// nor is any that comes to hold it. A record's person is the last group that was one; where the
// conflict casts doubt on more than the tie that brought it, less what joined by ties hardly
// stronger: between a twin and the other twin, a record that fits both about as well is neither's.
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
  kDoubt,  // They conflict, and what fits the one fits the other: a tie has to be kDoubtTenths
           // stronger than the one that brings them together, to stand.
};
inline constexpr int kDoubtTenths = 60;
using AccordAt = std::function<StatusOr<Accord>(size_t, size_t, Bond)>;

// By member, its person: the least of its members. Errors are those of `accord`.
StatusOr<std::vector<size_t>> Partition(size_t members, std::vector<Edge> edges,
                                        const AccordAt& accord);

}  // namespace goldthread::identity
