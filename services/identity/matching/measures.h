// How well persons found agree with persons that are: for evaluations alone.
//
// Source: Bagga & Baldwin 1998 (B-cubed).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace goldthread::matching {

struct Measure {
  double precision = 1;  // Of what was found, the share that is so.
  double recall = 1;     // Of what is so, the share that was found.
  double F1() const;
};

struct PairMeasure {
  int64_t true_pairs = 0;
  int64_t false_pairs = 0;
  int64_t missed_pairs = 0;
  Measure Rates() const;
};

struct ClusterMeasure {
  Measure b_cubed;      // Each record's own person, averaged over records.
  int64_t persons = 0;  // Found.
  int64_t exact = 0;    // Found with all their records and no other's.
};

// `found` and `truth`: by record, its person, as any number. `extra`: pairs found beside those of
// one person.
PairMeasure MeasurePairs(const std::vector<int>& found, const std::vector<int>& truth,
                         const std::vector<std::pair<int, int>>& extra = {});
ClusterMeasure MeasureClusters(const std::vector<int>& found, const std::vector<int>& truth);

}  // namespace goldthread::matching
