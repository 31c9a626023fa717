#include "connectors/county/people/chance.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace goldthread::county {
namespace {

// On any machine: these numbers are what seeds mean.
TEST(ChanceTest, AStreamIsTheSameEverywhere) {
  Chance chance(1, Purpose::kLife, 7, 3);
  EXPECT_EQ(chance.Next(), 2689627534307755124u);
  EXPECT_EQ(chance.Below(1'000'000), 81'992u);
  EXPECT_EQ(chance.Between(-5, 5), 5);
}

TEST(ChanceTest, AnotherSeedPurposePersonOrTimeIsAnotherStream) {
  std::set<uint64_t> firsts;
  for (const uint64_t seed : {1, 2}) {
    for (const Purpose purpose : {Purpose::kLife, Purpose::kCase}) {
      for (const uint64_t key : {1, 2}) {
        for (const uint64_t time : {1, 2}) firsts.insert(Chance(seed, purpose, key, time).Next());
      }
    }
  }
  EXPECT_EQ(firsts.size(), 16u);
}

TEST(ChanceTest, DrawsStayWithinTheirBoundsAndReachThem) {
  Chance chance(5, Purpose::kPerson, 1);
  std::set<int> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(chance.Between(-2, 2));
  EXPECT_EQ(seen, (std::set<int>{-2, -1, 0, 1, 2}));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(chance.Below(1), 0u);
}

TEST(ChanceTest, SharesComeOutAsTheyWereGiven) {
  Chance chance(9, Purpose::kPerson, 2);
  constexpr std::array<uint16_t, 3> kWeights = {700, 200, 100};
  std::array<int, 3> picked = {};
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) {
    ++picked[chance.Pick(kWeights)];
    hits += chance.PerMille(250) ? 1 : 0;
  }
  EXPECT_NEAR(picked[0], 70'000, 700);
  EXPECT_NEAR(picked[1], 20'000, 700);
  EXPECT_NEAR(picked[2], 10'000, 500);
  EXPECT_NEAR(hits, 25'000, 600);
}

}  // namespace
}  // namespace goldthread::county
