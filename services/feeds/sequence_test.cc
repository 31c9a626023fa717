#include "services/feeds/sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "eventstore/projector/map_rows.h"

namespace goldthread::feeds {
namespace {

constexpr char kFeed[] = "f";

// What was seen, asked of runs and rows number by number.
bool Seen(int64_t number, const SequenceRuns& runs, MapRows& rows) {
  if (number <= runs.head) return true;
  if (runs.tail_first != 0 && number >= runs.tail_first && number <= runs.tail_last) return true;
  const auto row = rows.Get(ChunkKey(kFeed, number / kChunkNumbers));
  return row.has_value() && SequenceChunk::Parse(*row)->Has(number);
}

class SequenceTest : public ::testing::Test {
 protected:
  bool See(int64_t number) {
    const StatusOr<bool> unseen = SeeNumber(kFeed, number, runs_, rows_);
    EXPECT_TRUE(unseen.ok());
    return *unseen;
  }

  SequenceRuns runs_;
  MapRows rows_;
};

TEST_F(SequenceTest, InOrderNoRowIsWritten) {
  for (int64_t n = 1; n <= 5000; ++n) EXPECT_TRUE(See(n));
  EXPECT_EQ(runs_.head, 5000);
  EXPECT_EQ(runs_.max(), 5000);
  EXPECT_TRUE(rows_.rows().empty());
}

TEST_F(SequenceTest, ANumberSeenTwiceIsNoticedWhereverItStands) {
  for (const int64_t n : {1, 2, 5, 7, 8, 4000}) EXPECT_TRUE(See(n));
  for (const int64_t n : {1, 2, 5, 7, 8, 4000}) EXPECT_FALSE(See(n)) << n;
}

TEST_F(SequenceTest, AHoleIsOpenUntilItIsFilled) {
  for (const int64_t n : {1, 2, 4, 5}) See(n);
  EXPECT_EQ(runs_.max() - runs_.seen(), 1);
  EXPECT_TRUE(See(3));
  EXPECT_EQ(runs_, (SequenceRuns{.head = 5}));
  EXPECT_TRUE(rows_.rows().empty());
}

TEST_F(SequenceTest, BehindAnOldHoleARowIsWrittenOnceAChunk) {
  for (int64_t n = 2; n < 3 * kChunkNumbers; ++n) See(n);
  EXPECT_EQ(rows_.rows().size(), 2u);
  EXPECT_EQ(runs_.max() - runs_.seen(), 1);
  See(1);
  EXPECT_EQ(runs_, (SequenceRuns{.head = 3 * kChunkNumbers - 1}));
  EXPECT_TRUE(rows_.rows().empty());
}

TEST_F(SequenceTest, AMistypedNumberCostsOneRowNotMillions) {
  const int64_t huge = INT64_MAX;
  EXPECT_TRUE(See(1));
  EXPECT_TRUE(See(huge));
  EXPECT_TRUE(See(2));
  EXPECT_TRUE(See(huge - 1));
  EXPECT_FALSE(See(huge));
  EXPECT_EQ(runs_.max(), huge);
  EXPECT_EQ(runs_.seen(), 4);
  EXPECT_LE(rows_.rows().size(), 1u);
}

TEST_F(SequenceTest, ADamagedChunkIsFound) {
  See(1);
  See(5);
  See(9);
  rows_.Put(ChunkKey(kFeed, 0), "short");
  EXPECT_EQ(SeeNumber(kFeed, 7, runs_, rows_).status().code(), Code::kDataLoss);
}

// Any numbers in any order, with repeats: a set is the oracle, and the rows left behind are
// those of the same numbers in order.
class SequencePropertyTest : public ::testing::TestWithParam<unsigned> {};

std::vector<int64_t> RandomNumbers(std::mt19937& rng) {
  const int64_t range = std::vector<int64_t>{8, 70, 3000, 20'000}[rng() % 4];
  const size_t count = 1 + rng() % static_cast<size_t>(range);
  std::vector<int64_t> numbers(count);
  for (int64_t& n : numbers) n = 1 + static_cast<int64_t>(rng() % static_cast<size_t>(range));
  // Often nearly in order, as feeds are.
  if (rng() % 2 == 0) {
    std::ranges::sort(numbers);
    for (size_t i = 0; i < count / 20; ++i)
      std::swap(numbers[rng() % count], numbers[rng() % count]);
  }
  return numbers;
}

TEST_P(SequencePropertyTest, AgreesWithASetAndDependsOnItAlone) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  const std::vector<int64_t> numbers = RandomNumbers(rng);
  std::set<int64_t> seen;
  SequenceRuns runs;
  MapRows rows;
  for (const int64_t n : numbers) {
    const StatusOr<bool> unseen = SeeNumber(kFeed, n, runs, rows);
    ASSERT_TRUE(unseen.ok());
    ASSERT_EQ(*unseen, seen.insert(n).second) << n;
  }
  EXPECT_EQ(runs.max(), *seen.rbegin());
  EXPECT_EQ(runs.seen(), static_cast<int64_t>(seen.size()));
  for (int64_t n = 1; n <= runs.max() + 1; ++n) {
    ASSERT_EQ(Seen(n, runs, rows), seen.contains(n)) << n;
  }
  SequenceRuns ordered_runs;
  MapRows ordered_rows;
  for (const int64_t n : seen) ASSERT_TRUE(*SeeNumber(kFeed, n, ordered_runs, ordered_rows));
  EXPECT_EQ(runs, ordered_runs);
  EXPECT_EQ(rows.rows(), ordered_rows.rows());
}

INSTANTIATE_TEST_SUITE_P(Seeds, SequencePropertyTest, ::testing::Range(1u, 61u));

}  // namespace
}  // namespace goldthread::feeds
