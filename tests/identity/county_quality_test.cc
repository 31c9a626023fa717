// What is promised of matching on the county, at a size that every run can afford; docs/matching.md
// has the figures of larger ones.
#include <gtest/gtest.h>

#include "eventstore/views/map_snapshot.h"
#include "services/identity/identity_rows.h"
#include "services/identity/model_trial.h"
#include "tests/identity/folded_county.h"

namespace goldthread::identity {
namespace {

constexpr county::CountySize kSize = {.people = 10'000, .years = 3, .seed = 2};

class CountyQualityTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    FoldedCounty county(kSize);
    county.Fold(IdentityFold());
    shipped_ = new CountyQuality(county.Quality());
    const MapSnapshot views(county.rows.InSpace(kSpace), Position{1});
    const auto model = LearnModel(views, "learnt");
    GT_CHECK(model.ok());
    FoldedCounty again(kSize);
    again.Fold(IdentityFold(model->model()));
    learnt_ = new CountyQuality(again.Quality());
  }
  static void TearDownTestSuite() {
    delete shipped_;
    delete learnt_;
  }
  static void ExpectAsPromised(const CountyQuality& county) {
    SCOPED_TRACE(testing::Message() << "seed " << kSize.seed);
    EXPECT_GT(county.records, 10'000) << "so many that one in ten thousand can be told";
    EXPECT_GT(county.twins, 20) << "there are twins to be taken for one";
    EXPECT_EQ(county.twins_joined(), 0);
    EXPECT_LE(county.WrongIn10000(), 1);
    EXPECT_LE(county.QuestionsIn100(), 2);
    EXPECT_GE(county.open.Rates().F1(), 0.97);
  }

  static CountyQuality* shipped_;
  static CountyQuality* learnt_;
};

CountyQuality* CountyQualityTest::shipped_ = nullptr;
CountyQuality* CountyQualityTest::learnt_ = nullptr;

TEST_F(CountyQualityTest, WithTheModelThatShipsItIsAsPromised) { ExpectAsPromised(*shipped_); }

TEST_F(CountyQualityTest, WithTheModelLearntFromItsRecordsItIsAsPromised) {
  ExpectAsPromised(*learnt_);
  EXPECT_EQ(learnt_->wrong.size(), 0u);
}

}  // namespace
}  // namespace goldthread::identity
