#include "connectors/adults/places.h"

#include <gtest/gtest.h>

namespace goldthread::adults {
namespace {

std::string SpellingOf(const std::vector<std::string>& lines, const std::string& postcode) {
  v1::Address address;
  for (const std::string& line : lines) address.add_lines(line);
  address.set_postcode(postcode);
  return PropertyAt(address).spelling;
}

TEST(PlacesTest, HoweverItIsWrittenOnePropertyHasOneSpelling) {
  const std::string spelling = SpellingOf({"Flat 3, 14 Ashbourne Road", "Saltby"}, "QN1 1AA");
  EXPECT_EQ(spelling, "qn11aa/14/3");
  EXPECT_EQ(SpellingOf({"FLAT 3", "14 ASHBOURNE RD"}, "qn11aa"), spelling);
  EXPECT_EQ(SpellingOf({"14 Ashbourne Road", "Apartment 3"}, "QN1  1AA"), spelling);
}

TEST(PlacesTest, FlatAndHouseNumberAreNeverTakenForEachOther) {
  EXPECT_NE(SpellingOf({"Flat 3, 14 Ash Road"}, "QN1 1AA"),
            SpellingOf({"Flat 14, 3 Ash Road"}, "QN1 1AA"));
  EXPECT_NE(SpellingOf({"3 Ash Road"}, "QN1 1AA"), SpellingOf({"Flat 3"}, "QN1 1AA"));
  EXPECT_NE(SpellingOf({"14a Ash Road"}, "QN1 1AA"), SpellingOf({"14 Ash Road"}, "QN1 1AA"));
  EXPECT_NE(SpellingOf({"14 Ash Road"}, "QN1 1AA"), SpellingOf({"Flat 1, 14 Ash Road"}, "QN1 1AA"));
}

TEST(PlacesTest, AHouseWithoutANumberIsKnownByItsName) {
  EXPECT_EQ(SpellingOf({"Rose Cottage", "Mill Lane"}, "QN1 1AA"), "qn11aa/rosecottage/");
  EXPECT_EQ(SpellingOf({}, "QN1 1AA"), "");
  EXPECT_EQ(SpellingOf({"14 Ash Road"}, ""), "");
}

TEST(PlacesTest, APrisonIsNobodysHouseholdAndARoomOfAHostelIs) {
  v1::Address address;
  address.add_lines("Northmere Prison, Weir Lane");
  EXPECT_TRUE(PropertyAt(address).shared);
  address.set_lines(0, "Elm Hostel, 2 Elm Way");
  EXPECT_TRUE(PropertyAt(address).shared);
  address.set_lines(0, "Room 4, Elm Hostel, 2 Elm Way");
  EXPECT_FALSE(PropertyAt(address).shared);
}

}  // namespace
}  // namespace goldthread::adults
