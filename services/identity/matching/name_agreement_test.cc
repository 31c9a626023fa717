#include "services/identity/matching/name_agreement.h"

#include <gtest/gtest.h>

namespace goldthread::matching {
namespace {

NameAgreement Compared(const NameForm& a, const NameForm& b) { return CompareNames({a}, {b}); }

TEST(NameAgreementTest, ASlipIsNear) {
  EXPECT_EQ(CompareGiven("darren", "daren"), Level::kNear);
  EXPECT_EQ(CompareFamily("smith", "smyth"), Level::kNear);
  EXPECT_EQ(CompareFamily("eglin ton", "eglinton"), Level::kSame);
  EXPECT_EQ(CompareFamily("mccarthy", "maccarthty"), Level::kNear);
}

TEST(NameAgreementTest, AShortNameOneLetterOffIsAnotherName) {
  EXPECT_EQ(CompareGiven("jan", "ian"), Level::kDifferent);
  EXPECT_EQ(CompareFamily("lee", "les"), Level::kDifferent);
}

TEST(NameAgreementTest, NicknamesGoWithTheirName) {
  EXPECT_EQ(CompareGiven("daz", "darren"), Level::kKnownAs);
  EXPECT_EQ(CompareGiven("liz", "elizabeth jane"), Level::kKnownAs);
  EXPECT_EQ(CompareGiven("mo", "mohammed"), Level::kKnownAs);
  EXPECT_EQ(CompareGiven("alexander", "alexandra"), Level::kNear);
  EXPECT_EQ(CompareGiven("bob", "gary"), Level::kDifferent);
}

TEST(NameAgreementTest, PartOfSeveralNamesIsPart) {
  EXPECT_EQ(CompareGiven("mary ann", "ann"), Level::kPart);
  EXPECT_EQ(CompareFamily("smith jones", "jones"), Level::kPart);
  EXPECT_EQ(CompareFamily("de souza", "de lima"), Level::kDifferent);
}

TEST(NameAgreementTest, AnInitialIsLittle) {
  EXPECT_EQ(CompareGiven("d", "darren"), Level::kInitial);
  EXPECT_EQ(CompareGiven("e", "darren"), Level::kDifferent);
}

TEST(NameAgreementTest, GivenAndFamilyNameMayBeExchanged) {
  const auto whole = Compared({"oliver", "rickett"}, {"rickett", "oliver"});
  EXPECT_EQ(whole.given, Level::kCrossed);
  EXPECT_EQ(whole.family, Level::kCrossed);
  const auto slipped = Compared({"oliver", "rickett"}, {"ricket", "oliver"});
  EXPECT_EQ(slipped.given, Level::kCrossed);
  EXPECT_EQ(slipped.family, Level::kCrossNear);
}

TEST(NameAgreementTest, WhatIsNotSaidIsMissing) {
  EXPECT_EQ(CompareNames({}, {{"ann", "lee"}}).given, Level::kMissing);
  const std::vector<NameForm> unnamed = {{"", "waller"}};
  const auto half = CompareNames(unnamed, {{"ann", "waller"}});
  EXPECT_EQ(half.given, Level::kMissing);
  EXPECT_EQ(half.family, Level::kSame);
  EXPECT_EQ(half.on_family, "waller");
}

TEST(NameAgreementTest, OfSeveralNamesTheOneThatAgreesBestCounts) {
  const std::vector<NameForm> married = {{"ann", "lee"}, {"ann", "waller"}};
  const auto best = CompareNames(married, {{"ann", "waller"}});
  EXPECT_EQ(best.given, Level::kSame);
  EXPECT_EQ(best.family, Level::kSame);
}

}  // namespace
}  // namespace goldthread::matching
