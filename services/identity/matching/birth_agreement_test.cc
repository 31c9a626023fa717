#include "services/identity/matching/birth_agreement.h"

#include <gtest/gtest.h>

namespace goldthread::matching {
namespace {

Level BirthsCompared(const std::string& a, const std::string& b) { return CompareBirths({a}, {b}); }

TEST(BirthAgreementTest, ADigitOffOrTwoExchangedIsNear) {
  EXPECT_EQ(BirthsCompared("19810406", "19810406"), Level::kSame);
  EXPECT_EQ(BirthsCompared("19810406", "19810416"), Level::kNear);
  EXPECT_EQ(BirthsCompared("19810406", "19180406"), Level::kNear);
  EXPECT_EQ(BirthsCompared("19720518", "19729518"), Level::kNear);  // No day of the calendar.
}

TEST(BirthAgreementTest, DayAndMonthMayBeExchanged) {
  EXPECT_EQ(BirthsCompared("19810406", "19810604"), Level::kCrossed);
  EXPECT_EQ(BirthsCompared("19811204", "19810412"), Level::kCrossed);
}

TEST(BirthAgreementTest, TwoPartsOfThreeAreAlike) {
  EXPECT_EQ(BirthsCompared("19810406", "19920406"), Level::kSimilar);
  EXPECT_EQ(BirthsCompared("19810406", "19810427"), Level::kSimilar);
}

TEST(BirthAgreementTest, AGenerationApartIsSaid) {
  EXPECT_EQ(BirthsCompared("19810406", "20070912"), Level::kApart);
  EXPECT_EQ(BirthsCompared("19810406", "19870912"), Level::kDifferent);
}

TEST(BirthAgreementTest, AYearAloneAgreesAsFarAsItGoes) {
  EXPECT_EQ(BirthsCompared("1981", "19810406"), Level::kPart);
  EXPECT_EQ(BirthsCompared("198104", "1981"), Level::kPart);
  EXPECT_EQ(BirthsCompared("1982", "19810406"), Level::kDifferent);
}

TEST(BirthAgreementTest, OfSeveralDatesTheBestCountsAndNoneIsMissing) {
  EXPECT_EQ(CompareBirths({"19810406", "20000101"}, {"19810406"}), Level::kSame);
  EXPECT_EQ(CompareBirths({}, {"19810406"}), Level::kMissing);
}

}  // namespace
}  // namespace goldthread::matching
