#include "connectors/county/agencies/careers.h"

#include <gtest/gtest.h>

#include <map>

#include "connectors/county/county.h"

namespace goldthread::county {
namespace {

class Alerts final : public Truth {
 public:
  void Lived(const Stay&) override {}
  void Recorded(PersonIndex, int, std::string_view) override {}
  void Lost(int, int64_t) override {}
  void Exposed(const Exposure&) override {}
  void Expects(const ExpectedAlert& alert) override { ++of_rule[alert.rule]; }

  std::map<int, int> of_rule;
};

class CareersTest : public ::testing::TestWithParam<CountySize> {};

TEST_P(CareersTest, GiveEveryRuleSomethingToRaiseHoweverSmallTheCounty) {
  Alerts alerts;
  County county(GetParam(), alerts);
  Delivery delivery;
  while (county.Next(&delivery)) continue;
  for (int rule = 1; rule <= 8; ++rule) EXPECT_GT(alerts.of_rule[rule], 0) << rule;
}

INSTANTIATE_TEST_SUITE_P(County, CareersTest,
                         ::testing::Values(CountySize{.people = 4'000, .years = 3, .seed = 1},
                                           CountySize{.people = 5'000, .years = 1, .seed = 1},
                                           CountySize{.people = 2'000, .years = 1, .seed = 2}));

}  // namespace
}  // namespace goldthread::county
