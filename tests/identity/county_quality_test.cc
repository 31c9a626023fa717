// What is promised of matching on the county, at a size that every run can afford; docs/matching.md
// has the figures of larger ones.
#include <gtest/gtest.h>

#include <algorithm>

#include "eventstore/views/map_snapshot.h"
#include "services/identity/identity_rows.h"
#include "services/identity/model_trial.h"
#include "tests/identity/folded_county.h"

namespace goldthread::identity {
namespace {

constexpr county::CountySize SizeOf(uint32_t seed) {
  return {.people = 5'000, .years = 3, .seed = seed};
}

matching::PairMeasure& operator+=(matching::PairMeasure& sum, const matching::PairMeasure& more) {
  sum.true_pairs += more.true_pairs;
  sum.false_pairs += more.false_pairs;
  sum.missed_pairs += more.missed_pairs;
  return sum;
}

// Of several counties: one this small has too few records for "one in ten thousand".
struct Sum {
  void Add(const CountyQuality& county) {
    records += county.records;
    wrong += static_cast<int64_t>(county.wrong.size());
    twins += county.twins;
    twins_joined += county.twins_joined();
    questions += county.questions;
    open += county.open;
  }
  int64_t records = 0;
  int64_t wrong = 0;
  int64_t twins = 0;
  int64_t twins_joined = 0;
  int64_t questions = 0;
  matching::PairMeasure open;
};

class CountyQualityTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shipped_ = new Sum;
    learnt_ = new Sum;
    for (const uint32_t seed : {1u, 2u}) {
      FoldedCounty county(SizeOf(seed));
      county.Fold(IdentityFold());
      shipped_->Add(county.Quality());
      if (seed != 1) continue;
      const MapSnapshot views(county.rows.InSpace(kSpace), Position{1});
      const auto model = LearnModel(views, "learnt");
      GT_CHECK(model.ok());
      FoldedCounty again(SizeOf(seed));
      again.Fold(IdentityFold(model->model()));
      learnt_->Add(again.Quality());
    }
  }
  static void TearDownTestSuite() {
    delete shipped_;
    delete learnt_;
  }
  static void ExpectAsPromised(const Sum& sum) {
    EXPECT_GT(sum.twins, 20) << "there are twins to be taken for one";
    EXPECT_EQ(sum.twins_joined, 0);
    EXPECT_LE(sum.wrong * 10'000, std::max<int64_t>(sum.records, 10'000));
    EXPECT_LE(sum.questions * 100, sum.records * 2);
    EXPECT_GE(sum.open.Rates().F1(), 0.97);
  }

  static Sum* shipped_;
  static Sum* learnt_;
};

Sum* CountyQualityTest::shipped_ = nullptr;
Sum* CountyQualityTest::learnt_ = nullptr;

TEST_F(CountyQualityTest, WithTheModelThatShipsItIsAsPromised) {
  SCOPED_TRACE("seeds 1 and 2");
  EXPECT_GT(shipped_->records, 10'000) << "so many that one in ten thousand can be told";
  ExpectAsPromised(*shipped_);
}

TEST_F(CountyQualityTest, WithTheModelLearntFromItsRecordsItIsAsPromised) {
  SCOPED_TRACE("seed 1");
  ExpectAsPromised(*learnt_);
  EXPECT_EQ(learnt_->wrong, 0);
}

}  // namespace
}  // namespace goldthread::identity
