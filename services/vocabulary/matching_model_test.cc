#include "services/vocabulary/matching_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace goldthread {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::MatchingModel WholeModel() {
  v1::MatchingModel model;
  model.set_version("northmere-2026");
  model.set_same_share(1e-5);
  model.set_kin_share(2e-5);
  for (const std::string_view what : kCompared) {
    v1::MatchingComparison& each = *model.add_comparisons();
    each.set_what(std::string(what));
    for (auto* shares : {each.mutable_same(), each.mutable_kin(), each.mutable_strangers()}) {
      for (size_t level = 0; level < kSharesOfEach; ++level) shares->Add(0.1);
    }
  }
  model.mutable_comparisons(1)->set_values(100);
  v1::MatchingValue& common = *model.mutable_comparisons(1)->add_common();
  common.set_value("smith");
  common.set_times(40);
  model.set_same_bits(kSameThreshold);
  model.set_review_bits(kReviewThreshold);
  model.set_one_feed_bits(kOneFeedThreshold);
  return model;
}

std::vector<std::string> FieldsAtFault(const std::function<void(v1::MatchingModel&)>& breaks) {
  v1::MatchingModel model = WholeModel();
  breaks(model);
  std::vector<std::string> fields;
  for (const ModelFault& fault : FaultsOf(model)) {
    EXPECT_FALSE(fault.remedy.empty());
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(MatchingModelTest, AWholeModelHasNoFaults) {
  EXPECT_THAT(FieldsAtFault([](auto&) {}), IsEmpty());
}

TEST(MatchingModelTest, EveryFaultIsNamedByItsField) {
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.clear_version(); }), ElementsAre("version"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.set_version("A Name"); }), ElementsAre("version"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.set_same_share(0); }), ElementsAre("same_share"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.set_kin_share(1); }), ElementsAre("kin_share"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.mutable_comparisons()->RemoveLast(); }),
              ElementsAre("comparisons"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.mutable_comparisons(2)->set_what("day"); }),
              ElementsAre("comparisons[2].what"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.mutable_comparisons(2)->mutable_kin()->RemoveLast(); }),
              ElementsAre("comparisons[2].kin"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.mutable_comparisons(2)->set_kin(4, 0.2); }),
              ElementsAre("comparisons[2].kin"))
      << "it adds up to more than 1";
  for (const double none : {0.0, -0.1, 1.0, std::numeric_limits<double>::quiet_NaN(),
                            std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(FieldsAtFault([&](auto& m) { m.mutable_comparisons(2)->set_same(4, none); }),
                ElementsAre("comparisons[2].same[4]"));
  }
}

TEST(MatchingModelTest, ThresholdsAreNotAPartnershipsToChoose) {
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.set_same_bits(1); }), ElementsAre("same_bits"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.set_review_bits(-9); }), ElementsAre("review_bits"));
  EXPECT_THAT(FieldsAtFault([](auto& m) { m.clear_one_feed_bits(); }),
              ElementsAre("one_feed_bits"));
}

TEST(MatchingModelTest, WhatFewHaveAndWhatIsNobodyElsesIsNotNamed) {
  const auto common = [](v1::MatchingModel& m) {
    return m.mutable_comparisons(1)->mutable_common(0);
  };
  EXPECT_THAT(FieldsAtFault([&](auto& m) { common(m)->set_times(kCommonTimesLeast - 1); }),
              ElementsAre("comparisons[1].common[0].times"));
  EXPECT_THAT(FieldsAtFault([&](auto& m) { common(m)->set_times(101); }),
              ElementsAre("comparisons[1].common[0].times"));
  EXPECT_THAT(FieldsAtFault([&](auto& m) { common(m)->clear_value(); }),
              ElementsAre("comparisons[1].common[0].value"));
  EXPECT_THAT(FieldsAtFault([&](auto& m) { *m.mutable_comparisons(1)->add_common() = *common(m); }),
              ElementsAre("comparisons[1].common[1].value"));
  EXPECT_THAT(FieldsAtFault([&](auto& m) {
                m.mutable_comparisons(4)->set_values(100);
                *m.mutable_comparisons(4)->add_common() = *common(m);
              }),
              ElementsAre("comparisons[4].common"))
      << "a number is somebody's";
}

TEST(MatchingModelTest, TheDigestTellsModelsApart) {
  v1::MatchingModel other = WholeModel();
  EXPECT_EQ(DigestOf(other), DigestOf(WholeModel()));
  EXPECT_EQ(DigestOf(other).size(), 64u);
  other.mutable_comparisons(12)->set_same(9, 0.1000001);
  EXPECT_NE(DigestOf(other), DigestOf(WholeModel()));
}

}  // namespace
}  // namespace goldthread
