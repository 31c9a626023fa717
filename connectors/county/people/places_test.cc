#include "connectors/county/people/places.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace goldthread::county {
namespace {

TEST(PlacesTest, NoPostcodeOrPropertyNumberIsAnybodys) {
  const Places places(20'000);
  const std::regex postcode("(QN|XW)[0-9]{1,2} [0-9][A-Z]{2}");
  std::set<uint64_t> uprns;
  for (AddressIndex address = 0; address < places.count(); ++address) {
    const Place place = places.At(address);
    EXPECT_TRUE(std::regex_match(place.postcode, postcode)) << place.postcode;
    EXPECT_GE(place.uprn, 999'000'000'000u);
    EXPECT_TRUE(uprns.insert(place.uprn).second);
    if (HasFailure()) break;
  }
}

TEST(PlacesTest, NeighboursShareAPostcodeAndFlatsADoor) {
  const Places places(20'000);
  EXPECT_EQ(places.At(0).postcode, places.At(1).postcode);
  const Place flat = places.At(5 * 40);
  EXPECT_EQ(flat.kind, PlaceKind::kFlat);
  EXPECT_EQ(flat.line.substr(flat.line.find(", ")),
            places.At(5 * 40 + 1).line.substr(places.At(5 * 40 + 1).line.find(", ")));
}

TEST(PlacesTest, BothCouncilsHaveHomesOfEveryTenureRefugesHostelsAndPrisons) {
  const Places places(20'000);
  std::set<std::pair<int, int>> tenures;
  std::set<PlaceKind> kinds;
  for (AddressIndex address = 0; address < places.count(); ++address) {
    tenures.insert({places.CouncilOf(address), static_cast<int>(places.TenureOf(address))});
    kinds.insert(places.KindOf(address));
  }
  EXPECT_EQ(tenures.size(), 6u);
  EXPECT_EQ(kinds.size(), 5u);
  EXPECT_EQ(places.KindOf(places.RefugeRoom(77)), PlaceKind::kRefuge);
  EXPECT_EQ(places.KindOf(places.HostelRoom(77)), PlaceKind::kHostel);
  EXPECT_EQ(places.KindOf(places.Prison(77)), PlaceKind::kPrison);
}

}  // namespace
}  // namespace goldthread::county
