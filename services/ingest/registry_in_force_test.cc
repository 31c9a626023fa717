#include "services/ingest/registry_in_force.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace goldthread::ingest {
namespace {

using ::testing::HasSubstr;

Registry RegistryOf(const std::string& partnership, const std::string& feed) {
  return *Registry::Parse("partnership = \"" + partnership + "\"\n[[feed]]\nname = \"" + feed +
                          "\"\nagency = \"school\"\ncategories = [\"EDUCATION\"]\n");
}

TEST(RegistryInForceTest, AnotherHoldsOnceItIsPutInItsPlaceAndWhoAskedBeforeKeepsTheOld) {
  RegistryInForce registry(RegistryOf("northmere", "school/old"));
  const auto before = registry.Now();
  ASSERT_TRUE(registry.Replace(RegistryOf("northmere", "school/new")).ok());
  EXPECT_TRUE(registry.Now()->Find("school/new").has_value());
  EXPECT_FALSE(registry.Now()->Find("school/old").has_value());
  EXPECT_TRUE(before->Find("school/old").has_value());
}

TEST(RegistryInForceTest, AnotherPartnershipsIsRefusedAndTheOldOneHoldsOn) {
  RegistryInForce registry(RegistryOf("northmere", "school"));
  const Status refused = registry.Replace(RegistryOf("eastmere", "other"));
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)), HasSubstr("OTHER_PARTNERSHIP"));
  EXPECT_EQ(registry.partnership(), "northmere");
  EXPECT_TRUE(registry.Now()->Find("school").has_value());
}

}  // namespace
}  // namespace goldthread::ingest
