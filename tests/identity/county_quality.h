// How well the records of a county were joined, held against its truth.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "connectors/county/people/world.h"
#include "services/identity/matching/measures.h"
#include "services/vocabulary/record_id.h"
#include "tests/identity/county_truth.h"
#include "tests/identity/table_rows.h"

namespace goldthread::identity {

// Two people as one: a record of each.
struct WrongJoin {
  RecordId first, second;
  bool kin = false;  // Siblings, or parent and child.
  bool twins = false;
};

// Somebody's records, as they were found: a list for each person made of them.
using Parted = std::vector<std::vector<RecordId>>;

struct CountyQuality {
  int64_t records = 0;
  int64_t people = 0;
  matching::PairMeasure all;
  // Without those whose name and address are shielded, whom numbers and people alone may join.
  int64_t open_records = 0;
  matching::PairMeasure open;
  int64_t twins = 0;  // Pairs, of whom both have records.
  int64_t exact = 0;  // People found with all their records and no other's.
  std::vector<WrongJoin> wrong;
  std::vector<Parted> parted;
  int64_t review_pairs = 0;  // Of records.
  int64_t right_in_review = 0;
  int64_t questions = 0;  // Pairs of persons that wait: one answer settles all pairs between two.
  int64_t records_in_review = 0;
  std::map<int, int64_t> review_reasons;

  int64_t twins_joined() const;
  double WrongIn10000() const { return 1e4 * static_cast<double>(wrong.size()) / OfRecords(); }
  double QuestionsIn100() const { return 1e2 * static_cast<double>(questions) / OfRecords(); }

 private:
  double OfRecords() const { return static_cast<double>(records); }
};

// Of what `rows` hold; records of which nothing came through do not count.
CountyQuality QualityOf(const TableRows& rows, const CountyTruth& truth,
                        const county::World& world);

}  // namespace goldthread::identity
