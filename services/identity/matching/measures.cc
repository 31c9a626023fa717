#include "services/identity/matching/measures.h"

#include <cstddef>
#include <map>

namespace goldthread::matching {
namespace {

// How many records there are of each person found, of each that is, of each of both.
struct Sizes {
  std::map<int, int64_t> found;
  std::map<int, int64_t> truth;
  std::map<std::pair<int, int>, int64_t> both;
};

Sizes SizesOf(const std::vector<int>& found, const std::vector<int>& truth) {
  Sizes sizes;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ++sizes.found[found[i]];
    ++sizes.truth[truth[i]];
    ++sizes.both[{found[i], truth[i]}];
  }
  return sizes;
}

template <class Map>
int64_t PairsIn(const Map& sizes) {
  int64_t pairs = 0;
  for (const auto& [key, size] : sizes) pairs += size * (size - 1) / 2;
  return pairs;
}

double Share(double part, double whole) { return whole > 0 ? part / whole : 1; }

}  // namespace

double Measure::F1() const { return Share(2 * precision * recall, precision + recall); }

Measure PairMeasure::Rates() const {
  const auto right = static_cast<double>(true_pairs);
  return {.precision = Share(right, right + static_cast<double>(false_pairs)),
          .recall = Share(right, right + static_cast<double>(missed_pairs))};
}

PairMeasure MeasurePairs(const std::vector<int>& found, const std::vector<int>& truth,
                         const std::vector<std::pair<int, int>>& extra) {
  const Sizes sizes = SizesOf(found, truth);
  PairMeasure measure;
  measure.true_pairs = PairsIn(sizes.both);
  measure.false_pairs = PairsIn(sizes.found) - measure.true_pairs;
  for (const auto& [a, b] : extra) {
    const bool right = truth[static_cast<std::size_t>(a)] == truth[static_cast<std::size_t>(b)];
    ++(right ? measure.true_pairs : measure.false_pairs);
  }
  measure.missed_pairs = PairsIn(sizes.truth) - measure.true_pairs;
  return measure;
}

ClusterMeasure MeasureClusters(const std::vector<int>& found, const std::vector<int>& truth) {
  const Sizes sizes = SizesOf(found, truth);
  ClusterMeasure measure;
  measure.persons = static_cast<int64_t>(sizes.found.size());
  double precision = 0;
  double recall = 0;
  for (const auto& [both, size] : sizes.both) {
    const int64_t of_found = sizes.found.at(both.first);
    const int64_t of_truth = sizes.truth.at(both.second);
    const auto common = static_cast<double>(size);
    precision += common * common / static_cast<double>(of_found);
    recall += common * common / static_cast<double>(of_truth);
    if (of_found == size && of_truth == size) ++measure.exact;
  }
  const auto records = static_cast<double>(found.size());
  measure.b_cubed = {.precision = Share(precision, records), .recall = Share(recall, records)};
  return measure;
}

}  // namespace goldthread::matching
