#include "connectors/county/people/names.h"

#include <gtest/gtest.h>

#include <set>

#include "connectors/county/people/name_lists.h"
#include "services/vocabulary/code_lists.h"

namespace goldthread::county {
namespace {

TEST(NamesTest, CommunitiesMakeUpTheWholeOfEngland) {
  int total = 0;
  for (size_t i = 0; i < kCommunities; ++i) {
    total += kCommunityPerMille[i];
    EXPECT_TRUE(IsKnownCode(CodeList::kEthnicity, EthnicityCode(static_cast<Community>(i))));
  }
  EXPECT_EQ(total, 1'000);
}

TEST(NamesTest, ANameKeepsItsSpelling) {
  Chance chance(1, Purpose::kName, 1);
  for (int i = 0; i < 2'000; ++i) {
    const auto community = static_cast<Community>(chance.Pick(kCommunityPerMille));
    const NameIndex family = DrawFamily(community, chance);
    const NameIndex given = DrawGiven(community, i % 2 == 0, chance);
    EXPECT_FALSE(FamilyName(family).empty());
    EXPECT_EQ(FamilyName(family), FamilyName(family));
    EXPECT_FALSE(GivenName(community, i % 2 == 0, given).empty());
  }
}

TEST(NamesTest, TheCountyHasManyFamilyNames) {
  Chance chance(1, Purpose::kName, 2);
  std::set<std::string> names;
  for (int i = 0; i < 20'000; ++i) names.insert(FamilyName(DrawFamily(Community::kWbri, chance)));
  EXPECT_GT(names.size(), 1'000u);
}

TEST(NamesTest, ARespellingIsAKnownVariantWhereThereIsOne) {
  Chance chance(1, Purpose::kName, 3);
  std::set<std::string> spellings;
  for (int i = 0; i < 200; ++i) spellings.insert(Respelt("Muhammad", chance));
  EXPECT_EQ(spellings, (std::set<std::string>{"Mohammed", "Mohammad", "Mohamed", "Muhammed"}));
  for (int i = 0; i < 50; ++i) EXPECT_NE(Respelt("Northcote", chance), "Northcote");
}

TEST(NamesTest, AVariantLeadsBackToItsName) {
  for (const Variants& row : VariantRows()) {
    EXPECT_FALSE(row[0].empty());
    EXPECT_FALSE(row[1].empty()) << row[0];
  }
}

TEST(NamesTest, AShortFormEndsBetweenLetters) {
  EXPECT_EQ(Shortened("Agnieszka"), "Agn");
  EXPECT_EQ(Shortened("Łukasz"), "Łuk");
  EXPECT_EQ(Shortened("Ștefănel"), "Ște");
  EXPECT_EQ(Shortened("Bo"), "Bo");
}

TEST(NamesTest, ANicknameIsAKnownShortFormWhereThereIsOne) {
  Chance chance(1, Purpose::kName, 5);
  std::set<std::string> names;
  for (int i = 0; i < 200; ++i) names.insert(Nickname("William", chance));
  EXPECT_EQ(names, (std::set<std::string>{"Bill", "Will", "Billy", "Liam"}));
  EXPECT_EQ(Nickname("Agnieszka", chance), "Agn");
}

TEST(NamesTest, ASlipLeavesLettersThatAreNotPlainAlone) {
  Chance chance(1, Purpose::kName, 4);
  EXPECT_EQ(Mistyped("Łukasz", chance), "Łukasz");
  EXPECT_EQ(Mistyped("Ng", chance), "Ng");
}

}  // namespace
}  // namespace goldthread::county
