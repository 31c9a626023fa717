// The county against published figures: within so many per cent of what was published, or so
// many points of a share. Sources: connectors/county/agencies/rates.h.
#include <gtest/gtest.h>

#include <cstdlib>

#include "connectors/county/agencies/rates.h"
#include "connectors/county/describe.h"

namespace goldthread::county {
namespace {

double Share(int64_t part, int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}
double PerTenThousand(int64_t count, int64_t children) {
  return 10'000.0 * static_cast<double>(count) / static_cast<double>(children);
}

// The seed, or the one of GT_SEED, to try others.
uint64_t Seed() {
  const char* const tried = std::getenv("GT_SEED");
  return tried == nullptr ? 1 : std::strtoull(tried, nullptr, 10);
}

// Kent's three years, in a county a ninth of its size.
const Tally& Kent() {
  static const auto* const tally =
      new Tally(TallyOf({.people = 200'000, .years = 3, .seed = Seed(), .last_year = 2009}));
  return *tally;
}

TEST(PublishedFiguresTest, ReferralsFollowKentsThreeYears) {
  ASSERT_EQ(Kent().years.size(), 3u);
  // 10,515, 12,005 and 17,360 of 346,000 children.
  const double published[] = {303.9, 347.0, 501.7};
  for (size_t year = 0; year < 3; ++year) {
    EXPECT_NEAR(PerTenThousand(Kent().years[year].referrals, Kent().children), published[year],
                published[year] * 0.15)
        << year;
  }
}

TEST(PublishedFiguresTest, TheFunnelIsKents) {
  EXPECT_NEAR(Share(Kent().assessed, Kent().referrals), 47.5, 3);
  EXPECT_NEAR(Share(Kent().core, Kent().assessed), 51.0, 3);
  // England: 7 % of referrals.
  EXPECT_NEAR(Share(Kent().plans, Kent().referrals), 7.0, 1);
}

TEST(PublishedFiguresTest, PlansOpenAreKentsThousand) {
  // 1,000 children of 346,000 at the year's end.
  EXPECT_NEAR(PerTenThousand(Kent().plans_open, Kent().children), 28.9, 7);
}

TEST(PublishedFiguresTest, CategoriesOfPlansAreEnglands) {
  const auto share = [](const char* category) {
    return Share(Kent().categories.at(category), Kent().plans);
  };
  EXPECT_NEAR(share("NEG"), 45, 6);
  EXPECT_NEAR(share("EMO"), 25, 5);
  EXPECT_NEAR(share("PHY"), 15, 5);
  EXPECT_NEAR(share("SAB"), 6, 3);
}

const Tally& Today() {
  static const auto* const tally =
      new Tally(TallyOf({.people = 120'000, .years = 3, .seed = Seed() + 1}));
  return *tally;
}

TEST(PublishedFiguresTest, TheSingleAssessmentsFunnelIsEnglands) {
  // 593,500 referrals in 2012-13: 441,500 assessed, 127,100 section 47, 52,700 plans.
  EXPECT_NEAR(Share(Today().assessed, Today().referrals), 74.4, 3);
  EXPECT_NEAR(Share(Today().section47, Today().referrals), 21.4, 3);
  EXPECT_NEAR(Share(Today().plans, Today().referrals), 8.9, 1.5);
  EXPECT_NEAR(PerTenThousand(Today().referrals, Today().children) / 3, 520, 520 * 0.12);
}

TEST(PublishedFiguresTest, NeedsAndSourcesAreEnglands) {
  EXPECT_NEAR(Share(Today().needs.at("N1"), Today().referrals), 47.2, 3);
  EXPECT_NEAR(Share(Today().needs.at("N5"), Today().referrals), 18.6, 3);
  // "Nearly a quarter".
  EXPECT_NEAR(Share(Today().sources.at("6"), Today().referrals), 24, 4);
}

TEST(PublishedFiguresTest, AFifthOfThePeopleAreChildren) {
  // 20.8 % at the census of 2021.
  EXPECT_NEAR(Share(Today().children, Today().people), 20.8, 3);
}

}  // namespace
}  // namespace goldthread::county
