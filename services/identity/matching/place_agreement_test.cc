#include "services/identity/matching/place_agreement.h"

#include <gtest/gtest.h>

#include "services/identity/matching/place_lines.h"

namespace goldthread::matching {
namespace {

PlaceForm Place(const std::vector<std::string>& lines, std::string postcode = "") {
  PlaceForm place = PlaceOfLines(lines);
  place.postcode = PostcodeForm(postcode);
  return place;
}

Level Of(const PlaceForm& a, const PlaceForm& b, Comparison which) {
  const PlaceAgreement agreement = ComparePlaces({a}, {b});
  for (size_t i = 0; i < kPlaceComparisons.size(); ++i) {
    if (kPlaceComparisons[i] == which) return agreement.levels[i];
  }
  return Level::kMissing;
}

TEST(PlaceLinesTest, FlatHouseAndStreetAreToldApartHoweverTheyAreWritten) {
  const PlaceForm place = PlaceOfLines({"Flat 2, 14A High Street", "Northmere"});
  EXPECT_EQ(place.flat, "2");
  EXPECT_EQ(place.number, "14a");
  EXPECT_EQ(place.street, "highst");
  EXPECT_EQ(place.locality, "northmere");
  EXPECT_EQ(PlaceOfLines({"flat 2", "14 a high st", "northmere"}), place);
}

TEST(PlaceLinesTest, AHouseWithANameKeepsIt) {
  const PlaceForm place = PlaceOfLines({"Rose Cottage", "Mill Lane", "Hexley"});
  EXPECT_EQ(place.building, "rosecottage");
  EXPECT_EQ(place.street, "millln");
  EXPECT_EQ(place.locality, "hexley");
}

TEST(PlaceAgreementTest, AFlatIsNeverItsHouseNorAnotherFlat) {
  const PlaceForm flat = Place({"Flat 2, 14 High Street"});
  EXPECT_EQ(Of(flat, flat, Comparison::kHouse), Level::kSame);
  EXPECT_EQ(Of(flat, Place({"14 High Street"}), Comparison::kHouse), Level::kPart);
  EXPECT_EQ(Of(flat, Place({"Flat 3, 14 High Street"}), Comparison::kHouse), Level::kPart);
  EXPECT_EQ(Of(flat, Place({"2 High Street"}), Comparison::kHouse), Level::kDifferent);
  EXPECT_EQ(Of(flat, Place({"Flat 2, 41 High Street"}), Comparison::kHouse), Level::kDifferent);
}

TEST(PlaceAgreementTest, ThePropertysNumberDecidesWhereBothGiveIt) {
  PlaceForm one = Place({"14 High Street"});
  PlaceForm other = Place({"The Old Mill"});
  one.uprn = other.uprn = 10001;
  EXPECT_EQ(Of(one, other, Comparison::kHouse), Level::kSame);
  other.uprn = 10002;
  EXPECT_EQ(Of(one, other, Comparison::kHouse), Level::kDifferent);
}

TEST(PlaceAgreementTest, LinesMayBeExchanged) {
  PlaceForm one;
  one.street = "bynoepl";
  one.building = "rhosewyn";
  PlaceForm other;
  other.street = "rhosewyn";
  other.building = "bynoepl";
  EXPECT_EQ(Of(one, other, Comparison::kStreet), Level::kCrossed);
  EXPECT_EQ(Of(one, other, Comparison::kBuilding), Level::kCrossed);
}

TEST(PlaceAgreementTest, PostcodesOfOneDistrictAgreeInPart) {
  const auto level = [](const char* a, const char* b) {
    return Of(Place({}, a), Place({}, b), Comparison::kPostcode);
  };
  EXPECT_EQ(level("NM4 2AB", "nm42ab"), Level::kSame);
  EXPECT_EQ(level("NM4 2AB", "NM4 2AC"), Level::kNear);
  EXPECT_EQ(level("NM4 2AB", "NM4 2XY"), Level::kPart);
  EXPECT_EQ(level("NM4 2AB", "NM7 9XY"), Level::kDifferent);
  EXPECT_EQ(level("ZZ99 3VZ", "ZZ99 3VZ"), Level::kMissing);  // No fixed abode.
}

}  // namespace
}  // namespace goldthread::matching
