#include "services/identity/matching/spelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace goldthread::matching {
namespace {

// The whole table, as the definition has it (optimal string alignment).
int SlipsByDefinition(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> table(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      int& cell = table[i][j];
      cell = static_cast<int>(std::max(i, j));
      if (i == 0 || j == 0) continue;
      cell = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                       table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cell = std::min(cell, table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

std::string Word(std::mt19937& random) {
  std::string word(random() % 9, 'a');
  for (char& c : word) c = static_cast<char>('a' + random() % 4);
  return word;
}

// Winkler's own examples, to the digits he printed.
TEST(SpellingTest, JaroWinklerIsAsPublished) {
  EXPECT_NEAR(JaroWinkler("martha", "marhta"), 0.9611, 1e-4);
  EXPECT_NEAR(JaroWinkler("dwayne", "duane"), 0.84, 1e-4);
  EXPECT_NEAR(JaroWinkler("dixon", "dicksonx"), 0.8133, 1e-4);
  EXPECT_EQ(JaroWinkler("abc", "xyz"), 0);
}

TEST(SpellingTest, TwoNeighboursExchangedAreOneSlip) {
  EXPECT_EQ(Slips("brian", "brain", 3), 1);
  EXPECT_EQ(Slips("smith", "smyth", 3), 1);
  EXPECT_EQ(Slips("ca", "abc", 3), 3);
}

TEST(SpellingTest, SlipsAreThoseOfTheWholeTableUpToTheMostAskedFor) {
  constexpr unsigned kSeed = 7;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < 5'000; ++i) {
    const std::string a = Word(random);
    const std::string b = Word(random);
    const int most = static_cast<int>(random() % 4);
    EXPECT_EQ(Slips(a, b, most), std::min(SlipsByDefinition(a, b), most + 1)) << a << ' ' << b;
  }
}

TEST(SpellingTest, ItDoesNotMatterWhichIsAskedFirst) {
  constexpr unsigned kSeed = 11;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < 5'000; ++i) {
    const std::string a = Word(random);
    const std::string b = Word(random);
    EXPECT_EQ(JaroWinkler(a, b), JaroWinkler(b, a)) << a << ' ' << b;
    EXPECT_GE(JaroWinkler(a, b), 0);
    EXPECT_LE(JaroWinkler(a, b), 1);
    EXPECT_EQ(JaroWinkler(a, a), 1);
    EXPECT_EQ(JaroWinkler(a, b) == 1, a == b) << a << ' ' << b;
  }
}

TEST(SpellingTest, TextBeyondTheMostIsCutNotOverrun) {
  const std::string a(500, 'a');
  EXPECT_EQ(JaroWinkler(a, a + "b"), 1);
  EXPECT_EQ(Slips(a, a + "b", 2), 0);
}

TEST(SpellingTest, NamesThatSoundAlikeShareASound) {
  EXPECT_EQ(SoundOf("smith"), SoundOf("smyth"));
  EXPECT_EQ(SoundOf("philip"), SoundOf("filip"));
  EXPECT_EQ(SoundOf("catherine"), SoundOf("kathryn"));
  EXPECT_EQ(SoundOf("geoffrey"), SoundOf("jeffrey"));
  EXPECT_NE(SoundOf("smith"), SoundOf("jones"));
  EXPECT_EQ(SoundOf("14"), "");
}

}  // namespace
}  // namespace goldthread::matching
