// Who is where, as far as alerts go: many, the shielded, those who come or go on a day to come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/adults/adult_story.h"

namespace goldthread::adults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using AdultHomesTest = AdultStory;

TEST_F(AdultHomesTest, WhoIsToMoveInTomorrowRaisesNothingToday) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 40);
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(DayText(views_.Standing().front().from), Date(40)) << "nobody is told before";
}

TEST_F(AdultHomesTest, WhereTheEndIsFixedBeforehandTheAlertHoldsUntilThen) {
  Child(kHome, 1);
  Risk(2);
  Tell tell = Next("police", 3).Of("man").Born("1985-01-01").At(kHome).Until(60);
  views_.Take(tell);
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(DayText(*views_.Standing().front().until), Date(60));
  Risk(70, "probation");
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(views_.Standing().front().causes.size(), 1u) << "by then he was gone";
}

TEST_F(AdultHomesTest, AHundredPeopleAtOneAddressAreNoHouseholdAndOneAlertSaysSo) {
  for (int i = 0; i < 100; ++i) {
    views_.Take(Next("gp", 1).Of("other" + std::to_string(i)).At(kHome));
  }
  Risk(2);
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), IsEmpty()) << "no child is among them";
  Child(kHome, 4);
  ASSERT_THAT(Rules(), ElementsAre(10));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.adult, ElementsAre(RecordId{"police", "man"}));
  EXPECT_THAT(alert.child, IsEmpty());
  EXPECT_TRUE(alert.path.back().says_place);
  for (int i = 0; i < 70; ++i) {
    views_.Take(Next("gp", 5).Of("other" + std::to_string(i)).At(kElsewhere));
  }
  EXPECT_THAT(Rules(), ElementsAre(2)) << "few enough to be one household";
  EXPECT_THAT((*AlertOf(views_.Views(), alert.id))->why_broken, HasSubstr("few enough"));
}

TEST_F(AdultHomesTest, AShieldedAddressTeachesNoSpellingOfAnother) {
  const auto at_spelling = [](Tell tell) {
    v1::Address& address = *tell->mutable_address_observed()->mutable_address();
    address.add_lines("14 High Street");
    address.set_postcode("ZZ99 1AA");
    tell->mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
    return tell;
  };
  Child(kHome, 1);
  Risk(2);
  views_.Take(at_spelling(Next("police", 3).Of("man").Born("1985-01-01")));
  Tell other = at_spelling(Next("gp", 4).Of("other").At(kHome));
  other->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  views_.Take(other);
  EXPECT_THAT(Rules(), IsEmpty());
  views_.Take(at_spelling(Next("gp", 5).Of("another").At(kHome)));
  EXPECT_THAT(Rules(), ElementsAre(1));
}

TEST_F(AdultHomesTest, HowManyShieldedPeopleAreThereDoesNotShow) {
  Child(kHome, 1);
  Risk(2);
  for (int i = 0; i < 100; ++i) {
    Tell tell = Next("gp", 1).Of("other" + std::to_string(i)).At(kHome);
    tell->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    views_.Take(tell);
  }
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), ElementsAre(1));
}

}  // namespace
}  // namespace goldthread::adults
