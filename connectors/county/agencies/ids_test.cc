#include "connectors/county/agencies/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace goldthread::county {
namespace {

bool IsLettersAndDigits(const std::string& id) {
  return id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
         std::string::npos;
}

class IdsTest : public ::testing::Test {
 protected:
  NoTruth nobody_asks_;
  const World first_{{.people = 1'000, .seed = 1}, nobody_asks_};
  const World second_{{.people = 1'000, .seed = 2}, nobody_asks_};
};

TEST_F(IdsTest, NoTwoPeopleShareARecordOfOneCountyOrOfTwo) {
  std::set<std::string> records;
  for (const World* world : {&first_, &second_}) {
    for (PersonIndex person = 0; person < 20'000; ++person) {
      for (const int copy : {0, 1}) {
        const std::string record = RecordOf(*world, Feed::kPolice, person, copy);
        EXPECT_TRUE(records.insert(record).second) << record;
        EXPECT_EQ(record.size(), 15u);
        EXPECT_TRUE(IsLettersAndDigits(record)) << record;
      }
    }
  }
}

TEST_F(IdsTest, AnEventsIdSaysItsFeedItsCountyAndItsNumber) {
  const CountyMark mark = {'k', '7', 'q', '2'};
  EXPECT_EQ(EventIdOf(mark, Feed::kNorthmereMaternity, 1), "Mk7q2-000000001");
  EXPECT_EQ(EventIdOf(mark, Feed::kPolice, 999'999'999), "Pk7q2-999999999");
}

TEST(CountyMarkTest, EveryOneOfTheNumbersIsInIt) {
  std::set<CountyMark> marks;
  for (const CountySize& size :
       {CountySize{}, CountySize{.people = 20'001}, CountySize{.years = 4}, CountySize{.seed = 2},
        CountySize{.last_year = 2025}, CountySize{.people = 3, .years = 20'000}}) {
    EXPECT_TRUE(marks.insert(MarkOf(size)).second);
  }
  EXPECT_EQ(MarkOf({.seed = 7}), MarkOf({.seed = 7}));
}

TEST(CountyMarkTest, SeedsThatFollowOneAnotherHaveMarksOfTheirOwn) {
  std::set<CountyMark> marks;
  for (uint64_t seed = 0; seed < 1'000; ++seed) marks.insert(MarkOf({.seed = seed}));
  EXPECT_GE(marks.size(), 998u) << "of a million marks";
}

}  // namespace
}  // namespace goldthread::county
