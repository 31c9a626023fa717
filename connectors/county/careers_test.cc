#include "connectors/county/agencies/careers.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "connectors/county/county.h"

namespace goldthread::county {
// Found by its argument.
void PrintTo(const CountySize& size, std::ostream* out) {
  *out << size.people << " people, " << size.years << " years, seed " << size.seed;
}

namespace {

class Alerts final : public Truth {
 public:
  void Lived(const Stay& stay) override { lived[stay.person].insert(stay.address); }
  void Recorded(PersonIndex, int, std::string_view) override {}
  void Lost(int, int64_t) override {}
  void Exposed(const Exposure&) override {}
  void Expects(const ExpectedAlert& alert) override {
    ++of_rule[alert.rule];
    if (alert.rule == 6) hurt_before.insert(alert.adult);
  }

  std::map<int, int> of_rule;
  std::map<PersonIndex, std::set<AddressIndex>> lived;
  std::set<PersonIndex> hurt_before;  // A child of another family, as a MARAC knows.
};

class CareersTest : public ::testing::TestWithParam<CountySize> {};

TEST_P(CareersTest, GiveEveryRuleSomethingToRaiseHoweverSmallTheCounty) {
  Alerts alerts;
  County county(GetParam(), alerts);
  Delivery delivery;
  while (county.Next(&delivery)) continue;
  for (int rule = 1; rule <= 9; ++rule) EXPECT_GT(alerts.of_rule[rule], 0) << rule;
}

TEST_P(CareersTest, LeadFromOneCouncilToTheOther) {
  Alerts alerts;
  County county(GetParam(), alerts);
  Delivery delivery;
  while (county.Next(&delivery)) continue;
  size_t both = 0;
  for (const PersonIndex man : alerts.hurt_before) {
    std::set<int> councils;
    for (const AddressIndex address : alerts.lived.at(man)) {
      councils.insert(county.world().places().CouncilOf(address));
    }
    both += councils.size() == 2 ? 1 : 0;
  }
  EXPECT_GE(both, 2u) << "of " << alerts.hurt_before.size();
}

INSTANTIATE_TEST_SUITE_P(County, CareersTest,
                         ::testing::Values(CountySize{.people = 1'000, .years = 1, .seed = 5},
                                           CountySize{.people = 4'000, .years = 3, .seed = 1},
                                           CountySize{.people = 5'000, .years = 1, .seed = 1},
                                           CountySize{.people = 2'000, .years = 1, .seed = 2}));

}  // namespace
}  // namespace goldthread::county
