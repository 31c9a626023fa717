#include "connectors/adults/places.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

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

TEST(PlacesTest, PartsOfOneHouseAreManyPlaces) {
  const std::vector<std::vector<std::string>> all = {
      {"12 High Street"},
      {"12a High Street"},
      {"12-14 High Street"},
      {"14 High Street"},
      {"Flat 3, 12 High Street"},
      {"Flat A, 12 High Street"},
      {"Basement Flat, 12 High Street"},
      {"Top Floor Flat, 12 High Street"},
      {"1st Floor Flat", "12 High Street"},
      {"1st Floor Flat", "14 High Street"},
      {"Ground Floor", "12 High Street"},
      {"The Annexe, 12 High Street"},
      {"Maisonette, 12 High Street"},
      {"Flat 3", "Rose Court", "High Street"},
      {"Flat 3", "Oak Court", "High Street"},
      {"Rose Court"},
  };
  std::map<std::string, size_t> known;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string spelling = SpellingOf(all[i], "QN1 1AA");
    EXPECT_TRUE(known.emplace(spelling, i).second)
        << all[i][0] << " is taken for " << all[known[spelling]][0] << ": " << spelling;
  }
  EXPECT_EQ(SpellingOf({"12 A High Street"}, "QN1 1AA"), SpellingOf({"12a High St"}, "QN1 1AA"));
  EXPECT_EQ(SpellingOf({"Top Floor Flat", "12 High St"}, "QN1 1AA"),
            SpellingOf({"Top-floor flat, 12 High Street"}, "QN1 1AA"));
}

TEST(PlacesTest, AStreetIsNoInstitution) {
  for (const char* const line : {"4 Hospital Road", "12 Barracks Lane", "2 Refuge Street",
                                 "Prison Cottage, 1 Mill Lane", "7 Hostel Close"}) {
    v1::Address address;
    address.add_lines(line);
    EXPECT_FALSE(PropertyAt(address).shared) << line;
  }
  for (const char* const line : {"HMP Weirside", "Northmere Royal Hospital, Infirmary Road",
                                 "Kings Barracks, High Street"}) {
    v1::Address address;
    address.add_lines(line);
    EXPECT_TRUE(PropertyAt(address).shared) << line;
  }
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
