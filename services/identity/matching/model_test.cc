#include "services/identity/matching/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "services/identity/matching/explanation.h"
#include "services/identity/matching/portrait_fixture.h"

namespace goldthread::matching {
namespace {

using ::testing::HasSubstr;

Judgement Judged(const Portrait& a, const Portrait& b, double against = 0) {
  return Judge(ShippedModel(), Compare(a, b), against);
}

Portrait Darren() {
  Portrait darren;
  darren.names = {{"darren", "okafor"}};
  darren.births = {"19810406"};
  darren.sexes = {v1::SEX_MALE};
  darren.numbers = {{"nhs", "9434765919"}};
  PlaceForm home;
  home.number = "14";
  home.street = "highst";
  home.locality = "northmere";
  home.postcode = "nm42ab";
  darren.places = {home};
  return darren;
}

TEST(ModelTest, SharesOfAComparisonAddUpToOne) {
  for (const Model* model : {&ShippedModel(), &StartingModel()}) {
    for (const SharesOfAll* table : {&model->same, &model->kin, &model->strangers}) {
      for (const Shares& shares : *table) {
        EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
        EXPECT_EQ(shares[0], 0) << "what is missing has no share";
      }
    }
  }
}

TEST(ModelTest, ARecordIsItsOwnPerson) {
  EXPECT_EQ(Judged(Darren(), Darren()).verdict(), Verdict::kSame);
}

TEST(ModelTest, NameDateAndAddressJoinWithoutANumber) {
  Portrait police = Darren();
  police.numbers.clear();
  police.names = {{"daz", "okafor"}};
  EXPECT_EQ(Judged(police, Darren()).verdict(), Verdict::kSame);
}

TEST(ModelTest, ANumberJoinsWhoMovedAndMarried) {
  Portrait moved = Darren();
  moved.names = {{"darren", "whitlock"}};
  moved.places.clear();
  EXPECT_EQ(Judged(moved, Darren()).verdict(), Verdict::kSame);
}

// All they share is what a household shares, and for twins the day.
TEST(ModelTest, TwinsAreNotJoinedThoughTheyShareDayNameAndAddress) {
  Portrait twin = Darren();
  twin.names = {{"marcus", "okafor"}};
  twin.numbers = {{"nhs", "9434765870"}};
  EXPECT_EQ(Judged(twin, Darren()).verdict(), Verdict::kDifferent);
  twin.numbers.clear();
  EXPECT_NE(Judged(twin, Darren()).verdict(), Verdict::kSame);
}

TEST(ModelTest, SiblingsAreDifferent) {
  Portrait sister = Darren();
  sister.names = {{"chloe", "okafor"}};
  sister.births = {"19840912"};
  sister.sexes = {v1::SEX_FEMALE};
  sister.numbers.clear();
  EXPECT_EQ(Judged(sister, Darren()).verdict(), Verdict::kDifferent);
}

TEST(ModelTest, FatherAndSonOfOneNameAreNotJoined) {
  Portrait son = Darren();
  son.births = {"20070912"};
  son.numbers.clear();
  EXPECT_NE(Judged(son, Darren()).verdict(), Verdict::kSame);
}

TEST(ModelTest, WhatIsHeldAgainstThemCounts) {
  const double plain = Judged(Darren(), Darren()).bits;
  EXPECT_LT(Judged(Darren(), Darren(), 12).bits, plain - 11);
}

TEST(ModelTest, ACommonNameIsWorthLessThanARareOne) {
  Model model = ShippedModel();
  for (int i = 0; i < 1'000; ++i)
    model.frequencies.Count(Comparison::kFamily, i < 100 ? "smith" : "x" + std::to_string(i));
  const auto bits = [&](const char* family) {
    Portrait portrait = Darren();
    portrait.names = {{"darren", family}};
    return WeightOf(model, Compare(portrait, portrait), Comparison::kFamily);
  };
  EXPECT_NEAR(bits("x500") - bits("smith"), std::log2(100), 1e-6);
}

TEST(ModelTest, ANumberThatHalfTheTownHasIsWorthless) {
  Model model = ShippedModel();
  Portrait portrait = Darren();
  for (int i = 0; i < 40; ++i) model.frequencies.CountRecord(portrait);
  EXPECT_FALSE(model.frequencies.IsWorthless(portrait.numbers[0]));
  for (int i = 0; i < 40; ++i) model.frequencies.CountRecord(portrait);
  EXPECT_TRUE(model.frequencies.IsWorthless(portrait.numbers[0]));
}

TEST(ModelTest, ItDoesNotMatterWhichRecordComesFirst) {
  constexpr unsigned kSeed = 23;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  People people(kSeed);
  Portrait before = people.Somebody();
  for (int i = 0; i < 2'000; ++i) {
    const Portrait one = i % 2 == 0 ? people.Somebody() : people.Again(before);
    const Portrait other = people.Again(one);
    for (const Portrait& against : {other, before}) {
      const Agreement there = Compare(one, against);
      const Agreement back = Compare(against, one);
      EXPECT_EQ(there.levels, back.levels);
      EXPECT_EQ(there.on, back.on);
      EXPECT_EQ(LevelIn(there.Pattern(), Comparison::kBirth), there[Comparison::kBirth]);
    }
    before = one;
  }
}

TEST(ExplanationTest, ItsStepsAddUpToTheJudgement) {
  Portrait other = Darren();
  other.births = {"19810604"};
  other.names = {{"marcus", "okafor"}};
  const Agreement agreement = Compare(other, Darren());
  const Explanation explanation = Explain(ShippedModel(), agreement, 12);
  double sum = 0;
  for (const Step& step : explanation.steps) {
    sum += step.bits;
    EXPECT_NEAR(step.sum, sum, 1e-9);
  }
  EXPECT_NEAR(sum, Judge(ShippedModel(), agreement, 12).bits, 1e-9);
}

TEST(ExplanationTest, ItIsDrawnInWordsAndNumbersWithoutWhatTheRecordsSay) {
  Portrait other = Darren();
  other.births = {"19810604"};
  const std::string text = WaterfallText(Explain(ShippedModel(), Compare(other, Darren())), 80);
  EXPECT_THAT(text, HasSubstr("birth date: day and month exchanged"));
  EXPECT_THAT(text, HasSubstr("to 1 for one person"));
  EXPECT_THAT(text, HasSubstr("+++"));
  for (const char* said : {"darren", "okafor", "1981", "9434765919", "highst", "nm42ab"}) {
    EXPECT_THAT(text, testing::Not(HasSubstr(said)));
  }
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 80u);
    begin = end + 1;
  }
}

TEST(ExplanationTest, OddsAreSaidInWords) {
  EXPECT_EQ(OddsText(5), "+5.0 bits: 32 to 1 for one person");
  EXPECT_EQ(OddsText(-2), "-2.0 bits: 4 to 1 against one person");
}

}  // namespace
}  // namespace goldthread::matching
