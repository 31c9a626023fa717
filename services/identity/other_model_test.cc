// A fold with a model that a partnership adopted: what it decides, and what is known of that
// beforehand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/identity/identity_fixture.h"
#include "services/identity/matching/model_message.h"
#include "services/identity/model_in_use.h"
#include "services/identity/model_trial.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RecordId kDaz{"police", "1"};
const RecordId kDarren{"housing", "1"};

// Two records are of one person so rarely that names and a birth date do not say it.
v1::MatchingModel Doubting() {
  v1::MatchingModel model = matching::ToMessage(matching::ShippedModel());
  model.set_version("doubting");
  model.set_same_share(1e-20);
  return model;
}

std::vector<Told> OneManInTwoAgencies() {
  const auto says = [](const char* feed, const char* given, const char* family, int64_t at) {
    return Tell(feed, "1", at)
        .Of("1")
        .Called(given, family)
        .Born("1990-07-14")
        .At("4 Saltmarsh Row", "XW1 4AB");
  };
  return {says("police", "Daz", "Quenby", 10), says("housing", "Darren", "Quenbey", 20),
          Tell("housing", "2", 30).Of("1").Sex(v1::SEX_MALE),
          Tell("police", "2", 40).Of("1").Sex(v1::SEX_MALE)};
}

MapSnapshot ViewsBy(const IdentityFold& fold, const std::vector<Told>& told) {
  MapRows rows;
  for (const Told& each : told) EXPECT_TRUE(Fold(fold, each, rows).ok());
  std::map<std::string, std::string> stored = {{TermsKey(kSpace), fold.Terms()}};
  for (const auto& [key, value] : rows.rows()) stored[kSpace + key] = value;
  return MapSnapshot(std::move(stored), Position{1});
}

std::vector<std::string> With(const ViewSnapshot& views, std::optional<int64_t> before_us = {}) {
  std::optional<Instant> before;
  if (before_us.has_value()) before = At(*before_us);
  const auto person = PersonOf(views, kDaz, before);
  EXPECT_TRUE(person.ok()) << person.status();
  return person.ok() ? Texts(person->records) : std::vector<std::string>();
}

TEST(OtherModelTest, ItDecidesForTodayAndForPastDays) {
  const MapSnapshot as_shipped = ViewsBy(IdentityFold(), OneManInTwoAgencies());
  EXPECT_THAT(With(as_shipped), ElementsAre("housing/1", "police/1"));
  EXPECT_THAT(With(as_shipped, 25), ElementsAre("housing/1", "police/1"));
  const MapSnapshot views = ViewsBy(IdentityFold(Doubting()), OneManInTwoAgencies());
  EXPECT_THAT(With(views), ElementsAre("police/1"));
  EXPECT_THAT(With(views, 25), ElementsAre("police/1"));
  const auto in_use = ModelInUse(views);
  ASSERT_TRUE(in_use.ok()) << in_use.status();
  EXPECT_EQ((*in_use)->version, "doubting");
}

// Two namesakes of one day, or one man whom a clerk did not find: among a million it is rather the
// first.
TEST(OtherModelTest, InARegionANameAndADayHoldNoTwoRecordsOfOneFeedTogether) {
  const auto told = [](bool with_home) {
    std::vector<Told> all;
    for (const auto& [feed, record] :
         {std::pair("police", "1"), std::pair("police", "2"), std::pair("housing", "1")}) {
      Tell tell(feed, record, 10);
      tell.Of(record).Called("Jasper", "Quenby").Born("1990-07-14").Sex(v1::SEX_MALE);
      if (with_home) tell.At("4 Saltmarsh Row", "XW1 4AB");
      all.push_back(tell);
    }
    return all;
  };
  const v1::MatchingModel model = matching::ToMessage(matching::ShippedRegionModel());
  EXPECT_THAT(FaultsOf(model), IsEmpty());
  const IdentityFold region(model);
  EXPECT_THAT(With(ViewsBy(IdentityFold(), told(false))),
              ElementsAre("housing/1", "police/1", "police/2"));
  EXPECT_THAT(With(ViewsBy(region, told(false))), ElementsAre("police/1"));
  EXPECT_THAT(With(ViewsBy(region, told(true))), ElementsAre("housing/1", "police/1", "police/2"));
}

TEST(OtherModelTest, APersonsDecisionWinsUnderEveryModel) {
  std::vector<Told> told = OneManInTwoAgencies();
  told.push_back(Tell("council", "1", 50).Links(kDaz, kDarren));
  EXPECT_THAT(With(ViewsBy(IdentityFold(Doubting()), told)), ElementsAre("housing/1", "police/1"));
  told.back() = Tell("council", "1", 50).Separates(kDaz, kDarren);
  EXPECT_THAT(With(ViewsBy(IdentityFold(), told)), ElementsAre("police/1"));
}

TEST(OtherModelTest, TheOrderOfArrivalChangesNothing) {
  v1::MatchingModel model = Doubting();
  model.set_same_share(1e-13);  // What it joins is for review, or not.
  const IdentityFold fold(model);
  const std::vector<Told> told = OneManInTwoAgencies();
  const MapSnapshot first = ViewsBy(fold, told);
  std::vector<int> order = {0, 1, 2, 3};
  do {
    std::vector<Told> permuted;
    for (const int at : order) permuted.push_back(told[static_cast<size_t>(at)]);
    EXPECT_EQ(With(ViewsBy(fold, permuted)), With(first));
    EXPECT_EQ(*ListReview(ViewsBy(fold, permuted), 10), *ListReview(first, 10));
  } while (std::ranges::next_permutation(order).found);
}

TEST(OtherModelTest, ItsFoldIsAnotherFold) {
  EXPECT_NE(IdentityFold().Terms(), IdentityFold(Doubting()).Terms());
  EXPECT_EQ(IdentityFold(Doubting()).Terms(), IdentityFold(Doubting()).Terms());
}

TEST(OtherModelTest, AModelIsReadAsItWasWritten) {
  v1::MatchingModel model = Doubting();
  model.mutable_comparisons(1)->set_values(1'000);
  for (const char* name : {"jones", "smith"}) {
    v1::MatchingValue& common = *model.mutable_comparisons(1)->add_common();
    common.set_value(name);
    common.set_times(30);
  }
  ASSERT_THAT(FaultsOf(model), IsEmpty());
  const auto read = matching::FromMessage(model);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(matching::ToMessage(*read).SerializeAsString(), model.SerializeAsString());
}

TEST(OtherModelTest, ABrokenOneIsNone) {
  v1::MatchingModel model = Doubting();
  model.mutable_comparisons(2)->set_kin(3, -1);
  const auto read = matching::FromMessage(model);
  EXPECT_EQ(read.status().code(), Code::kInvalidArgument);
  EXPECT_THAT(Message(read.status()), ::testing::HasSubstr("comparisons[2].kin[3]"));
}

TEST(ModelTrialTest, SaysWhoWouldBePartedAndWhoJoined) {
  const MapSnapshot views = ViewsBy(IdentityFold(), OneManInTwoAgencies());
  const auto effect = EffectOf(Doubting(), views);
  ASSERT_TRUE(effect.ok()) << effect.status();
  EXPECT_EQ(effect->records(), 2);
  EXPECT_EQ(effect->of_records(), 2);
  EXPECT_EQ(effect->persons_now(), 1);
  EXPECT_EQ(effect->persons_then(), 2);
  EXPECT_EQ(effect->records_parted(), 2);
  EXPECT_EQ(effect->records_joined(), 0);
  ASSERT_EQ(effect->pairs_size(), 1);
  EXPECT_EQ(effect->pairs(0).now(), "same");
  EXPECT_EQ(effect->pairs(0).then(), "different");
  EXPECT_EQ(effect->pairs(0).pairs(), 1);
  const MapSnapshot doubted = ViewsBy(IdentityFold(Doubting()), OneManInTwoAgencies());
  const auto back = EffectOf(matching::ToMessage(matching::ShippedModel()), doubted);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->records_joined(), 2);
  EXPECT_EQ(back->persons_then(), 1);
}

TEST(ModelTrialTest, WhatItSaysIsWhatTheFoldThenMakes) {
  const MapSnapshot now = ViewsBy(IdentityFold(), OneManInTwoAgencies());
  const auto effect = EffectOf(matching::ToMessage(matching::ShippedModel()), now);
  ASSERT_TRUE(effect.ok()) << effect.status();
  EXPECT_EQ(effect->records_parted() + effect->records_joined(), 0);
  EXPECT_EQ(effect->persons_now(), effect->persons_then());
  EXPECT_EQ(effect->in_review_now(), effect->in_review_then());
}

TEST(ModelTrialTest, ALearntModelIsWholeAndTheSameForTheSameRecords) {
  constexpr const char* kGiven[] = {"Amara", "Blake", "Chidi", "Dara", "Ewa", "Farid", "Gwen"};
  constexpr const char* kFamily[] = {"Abbot", "Brook", "Carver", "Draper", "Elder"};
  std::vector<Told> told;
  for (int i = 0; i < 70; ++i) {
    const std::string id = std::to_string(i);
    const std::string born = "19" + std::to_string(20 + i) + "-03-0" + std::to_string(1 + i % 9);
    for (const char* feed : {"police", "housing"}) {
      told.push_back(Tell(feed, id, 10 + i)
                         .Of(id)
                         .Called(kGiven[i % 7], kFamily[i % 5])
                         .Born(born)
                         .At(id + " High Street", "XW1 4AB"));
    }
  }
  const MapSnapshot views = ViewsBy(IdentityFold(), told);
  const auto learnt = LearnModel(views, "of-ours");
  ASSERT_TRUE(learnt.ok()) << learnt.status();
  EXPECT_THAT(FaultsOf(learnt->model()), IsEmpty());
  EXPECT_EQ(learnt->digest(), DigestOf(learnt->model()));
  EXPECT_EQ(learnt->lesson().records(), 140);
  EXPECT_GE(learnt->lesson().pairs(), 70);
  EXPECT_EQ(learnt->SerializeAsString(), LearnModel(views, "of-ours")->SerializeAsString());
  EXPECT_GT(learnt->model().same_share(), matching::ShippedModel().same_share)
      << "every second record is of somebody met before";
  for (const v1::MatchingComparison& each : learnt->model().comparisons()) {
    if (each.what() == "family name") {
      ASSERT_EQ(each.common_size(), 5);
      EXPECT_EQ(each.common(0).value(), "abbot");
    }
    if (each.what() == "house number") {
      EXPECT_EQ(each.common_size(), 0) << "two records have each";
    }
  }
}

TEST(ModelTrialTest, OfNobodyNothingIsLearnt) {
  const auto learnt = LearnModel(ViewsBy(IdentityFold(), {}), "none");
  EXPECT_EQ(learnt.status().code(), Code::kFailedPrecondition);
  EXPECT_THAT(Message(learnt.status()), ::testing::HasSubstr("NOTHING_TO_LEARN"));
}

}  // namespace
}  // namespace goldthread::identity
