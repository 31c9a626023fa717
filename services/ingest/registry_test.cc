#include "services/ingest/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/ingest/normalise.h"
#include "services/ingest/sample_event.h"

namespace goldthread::ingest {
namespace {

using ::testing::HasSubstr;

std::string RuleText(std::string_view name, std::string_view agency) {
  return std::string("[[feed]]\nname = \"")
      .append(name)
      .append("\"\nagency = \"")
      .append(agency)
      .append("\"\ncategories = [\"HEALTH\"]\n");
}

std::string WhatIsWrong(std::string_view toml) {
  const Status status = Registry::Parse(toml).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  return std::string(Message(status));
}

TEST(RegistryTest, TheOneANewHubStartsWithKnowsTheCensusAndTheDemo) {
  const Registry registry = SampleRegistry();
  EXPECT_EQ(registry.partnership(), "northmere");
  const auto census = registry.Find("cin-census/975");
  ASSERT_TRUE(census.has_value());
  EXPECT_EQ(census->agency, "council/975");
  EXPECT_THAT(census->rule->categories,
              ::testing::ElementsAre(v1::INFORMATION_CATEGORY_SOCIAL_CARE,
                                     v1::INFORMATION_CATEGORY_DEMOGRAPHIC));
  const std::pair<const char*, const char*> demo[] = {
      {"northmere-school/attendance", "northmere-school"},
      {"northmere-hospital/ed", "northmere-hospital"},
      {"northmere-police/incidents", "northmere-police"},
      {"northmere-health-visiting/appointments", "northmere-health-visiting"},
      {"northmere-council/social-care", "northmere-council"}};
  for (const auto& [feed, agency] : demo) {
    const auto entry = registry.Find(feed);
    ASSERT_TRUE(entry.has_value()) << feed;
    EXPECT_EQ(entry->agency, agency);
  }
}

TEST(RegistryTest, AFeedThatIsNotThereIsNotFound) {
  const Registry registry = SampleRegistry();
  EXPECT_FALSE(registry.Find("").has_value());
  EXPECT_FALSE(registry.Find("cin-census/").has_value());  // The star stands for something.
  EXPECT_FALSE(registry.Find("cin-census").has_value());
  EXPECT_FALSE(registry.Find("northmere-school/attendance2").has_value());
}

TEST(RegistryTest, ExactNamesWinOverPatternsAndLongPatternsOverShort) {
  const auto registry = Registry::Parse("partnership = \"p\"\n" + RuleText("a/*", "short") +
                                        RuleText("a/b*", "long/{}") + RuleText("a/bc", "exact"));
  ASSERT_TRUE(registry.ok()) << registry.status();
  EXPECT_EQ(registry->Find("a/bc")->agency, "exact");
  EXPECT_EQ(registry->Find("a/bcd")->agency, "long/cd");
  EXPECT_EQ(registry->Find("a/x")->agency, "short");
}

TEST(RegistryTest, AMistakeIsNamedWithItsLine) {
  EXPECT_THAT(WhatIsWrong("partnership = \n"), HasSubstr("line 1"));
  EXPECT_THAT(WhatIsWrong(""), HasSubstr("\"partnership\" is missing"));
  EXPECT_THAT(WhatIsWrong("partnership = 3"), HasSubstr("line 1: \"partnership\" must be text"));
  EXPECT_THAT(WhatIsWrong("partnership = \"North Mere\""), HasSubstr("line 1"));
  EXPECT_THAT(WhatIsWrong("\npartnership = \"p\"\n\npartnershp = \"p\"\n"),
              HasSubstr("line 4: unknown key \"partnershp\""));
  EXPECT_THAT(WhatIsWrong("partnership = \"p\"\nfeed = 1\n"), HasSubstr("line 2"));
}

TEST(RegistryTest, AMistakeInAFeedIsNamedWithItsLine) {
  const std::string head = "partnership = \"p\"\n[[feed]]\nname = \"f\"\n";
  EXPECT_THAT(WhatIsWrong(head), HasSubstr("line 2: \"agency\" is missing"));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"a\"\n"), HasSubstr("line 2: \"categories\""));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"a\"\ncategories = []\n"), HasSubstr("line 5"));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"a\"\ncategories = [\"HELTH\"]\n"),
              HasSubstr("line 5: \"HELTH\" is not a category"));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"a\"\ncategories = [\"UNSPECIFIED\"]\n"),
              HasSubstr("line 5"));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"{}\"\ncategories = [\"HEALTH\"]\n"),
              HasSubstr("line 4: \"agency\" has {}"));
  EXPECT_THAT(WhatIsWrong(head + "agency = \"a\"\ncategories = [\"HEALTH\"]\nowner = \"x\"\n"),
              HasSubstr("line 6: unknown key \"owner\""));
  EXPECT_THAT(WhatIsWrong("partnership = \"p\"\n" + RuleText("*", "a")), HasSubstr("line 3"));
  EXPECT_THAT(WhatIsWrong("partnership = \"p\"\n" + RuleText("a*b", "a")), HasSubstr("line 3"));
  EXPECT_THAT(WhatIsWrong("partnership = \"p\"\n" + RuleText("f", "a") + RuleText("f", "a")),
              HasSubstr("line 6: feed \"f\" is there twice"));
}

TEST(RegistryTest, WhatTheSenderLeftOutIsFilled) {
  const v1::Event event = Normalised(SampleRegistry(), SampleEvent());
  EXPECT_EQ(event.agency(), "northmere-school");
  EXPECT_EQ(event.partnership(), "northmere");
}

TEST(RegistryTest, WhatTheSenderGaveStays) {
  v1::Event event = SampleEvent();
  event.set_agency("other");
  event.set_partnership("elsewhere");
  EXPECT_EQ(Normalised(SampleRegistry(), event).SerializeAsString(), event.SerializeAsString());
}

TEST(RegistryTest, AnEventOfAnUnknownFeedStaysAsItIs) {
  v1::Event event = SampleEvent();
  event.set_feed("nobody");
  EXPECT_EQ(Normalised(SampleRegistry(), event).SerializeAsString(), event.SerializeAsString());
}

}  // namespace
}  // namespace goldthread::ingest
