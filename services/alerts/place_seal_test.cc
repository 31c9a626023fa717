#include "services/alerts/place_seal.h"

#include <gtest/gtest.h>

#include "services/access/reason.h"

namespace goldthread::alerts {
namespace {

Place Somewhere(int64_t number) {
  Place place;
  place.number = number;
  place.position = 1'042;
  place.day = 20'514;
  place.alert = std::string(32, 'a');
  place.model = "00ab";
  return place;
}

TEST(PlaceSealTest, OpensWhatItSealed) {
  const PlaceSeal seal("secret");
  for (const int64_t number : {int64_t{0}, int64_t{17}, INT64_MAX}) {
    const auto opened = seal.Open(seal.Seal(Somewhere(number)));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->Text(), Somewhere(number).Text());
  }
}

TEST(PlaceSealTest, TellsNothingByItsLengthNorByBeingTheSame) {
  const PlaceSeal seal("secret");
  const std::string one = seal.Seal(Somewhere(7));
  EXPECT_EQ(one.size(), seal.Seal(Somewhere(1'000'000'000)).size());
  EXPECT_EQ(one.size(), seal.Seal(Place()).size());
  EXPECT_NE(one, seal.Seal(Somewhere(7)));
}

TEST(PlaceSealTest, WhatAnotherSecretSealedOrSomebodyChangedIsLost) {
  const PlaceSeal seal("secret");
  std::string changed = seal.Seal(Somewhere(7));
  changed[40] = changed[40] == '0' ? '1' : '0';
  for (const std::string& lost : {changed, PlaceSeal("another").Seal(Somewhere(7))}) {
    const auto opened = seal.Open(lost);
    EXPECT_EQ(opened.status().code(), Code::kFailedPrecondition);
    EXPECT_EQ(access::ReasonOf(opened.status()), "RESUME_LOST");
  }
}

TEST(PlaceSealTest, WhatIsNoPlaceIsNone) {
  const PlaceSeal seal("secret");
  const std::string sealed = seal.Seal(Somewhere(7));
  for (const std::string& odd :
       {std::string(), std::string("yesterday"), Somewhere(7).Text(), sealed.substr(2),
        sealed + "00", std::string(sealed.size(), 'x')}) {
    EXPECT_EQ(seal.Open(odd).status().code(), Code::kInvalidArgument) << odd;
  }
}

TEST(PlaceSealTest, SecretsAreLongAndEachAnother) {
  EXPECT_EQ(PlaceSeal::NewSecret().size(), 64u);
  EXPECT_NE(PlaceSeal::NewSecret(), PlaceSeal::NewSecret());
}

}  // namespace
}  // namespace goldthread::alerts
