// Learns a model from the records themselves: expectation-maximisation over how their pairs
// agree. Nobody says which are whose, and equal records give equal bytes.
//
// Source: Winkler 1988; Dempster, Laird & Rubin 1977. Shares among strangers come from pairs
// taken across all records, each counted by how likely it is of strangers.
#pragma once

#include <cstdint>
#include <map>

#include "services/identity/matching/model.h"

namespace goldthread::matching {

// How many pairs agree in each way (Agreement::Pattern).
using PatternCounts = std::map<uint64_t, int64_t>;

struct Lesson {
  PatternCounts candidates;  // Every pair that shares a block.
  PatternCounts across;      // A fair sample of all pairs.
  double all_pairs = 0;      // As many as there are, compared or not.
};

// `start` is where it begins, and holds what a small lesson cannot teach. The frequencies are for
// the caller to add.
Model Learn(const Lesson& lesson, const Model& start);

}  // namespace goldthread::matching
