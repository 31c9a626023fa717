// Many records linked at once, with a model learnt from them: what an evaluation does, and what
// a partnership does once to learn its own model.
//
// The outcome depends on the records, not on their order.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "services/identity/matching/learning.h"
#include "services/identity/matching/model.h"

namespace goldthread::matching {

struct Likely {
  int first = 0;  // Places in the list of records, first < second.
  int second = 0;
  Judgement judgement;
};

struct Linkage {
  Model model;
  // By record, its person: the first record's place.
  std::vector<int> persons;
  // Pairs of different persons that a reviewer should look at, likeliest first.
  std::vector<Likely> review;
  int64_t compared = 0;
};

// `feeds`: by record, whose it is; as many as records. Threads: any; uses one.
Linkage LinkRecords(const std::vector<Portrait>& records, const std::vector<int>& feeds);

// The model alone, and what it was learnt from.
Model LearnFrom(const std::vector<Portrait>& records, const std::vector<int>& feeds,
                Lesson* lesson);

// As if every reviewer had said yes: persons, by record.
std::vector<int> PersonsIfReviewed(const Linkage& linkage);

}  // namespace goldthread::matching
