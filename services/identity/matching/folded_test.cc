#include "services/identity/matching/folded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace goldthread::matching {
namespace {

using ::testing::ElementsAre;

TEST(FoldedTest, CaseAccentsAndPunctuationFall) {
  EXPECT_EQ(Folded("  O'Neill-Müller, "), "oneill muller");
  EXPECT_EQ(Folded("Łukasz"), "lukasz");
  EXPECT_EQ(Folded("Straße"), "strasse");
  EXPECT_EQ(Folded("D’Angelo"), "dangelo");
}

TEST(FoldedTest, OtherScriptsAreWrittenInLatinLetters) {
  EXPECT_EQ(Folded("Иван"), "ivan");
  EXPECT_EQ(Folded("Γιώργος"), "giorgos");
  EXPECT_FALSE(Folded("محمد").empty());
  EXPECT_FALSE(Folded("李").empty());
}

TEST(FoldedTest, FoldingTwiceIsFoldingOnce) {
  for (const char* text : {"Zoë  D'Arcy", "Nguyễn", "Владимир", "a\tb", ""}) {
    EXPECT_EQ(Folded(Folded(text)), Folded(text));
  }
}

TEST(FoldedTest, BytesThatAreNoTextPartWordsAndNothingElse) {
  EXPECT_EQ(Folded("ann\xff\xfe smith"), "ann smith");
}

TEST(FoldedTest, WordsAreWhatSpacesPart) {
  EXPECT_THAT(Words("mary ann"), ElementsAre("mary", "ann"));
  EXPECT_TRUE(Words("").empty());
  EXPECT_EQ(Compact("mc donald"), "mcdonald");
}

TEST(FoldedTest, ThreadsFoldAtOnce) {
  std::string one;
  std::string other;
  {
    const std::jthread first([&] { one = Folded("Ивáн"); });
    const std::jthread second([&] { other = Folded("Ивáн"); });
  }
  EXPECT_EQ(one, "ivan");
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace goldthread::matching
