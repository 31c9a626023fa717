#include "eventstore/projector/state_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "eventstore/base/status.h"

namespace goldthread {
namespace {

class StateTableTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(StateTableTest, HoldsWhatAMapWouldHold) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  StateTable table;
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 3000; ++i) {
    const std::string key = "key-" + std::to_string(rng() % 300);
    const std::string value(rng() % 50 == 0 ? 3'000'000 : rng() % 40, 'v');
    if (rng() % 5 == 0) {
      table.Erase(key);
      expected.erase(key);
    } else {
      table.Put(key, value);
      expected[key] = value;
    }
    const auto got = table.Get(key);
    ASSERT_EQ(got.has_value(), expected.contains(key));
    ASSERT_EQ(got.value_or(""), expected.contains(key) ? expected[key] : "");
  }
  std::map<std::string, std::string> visited;
  const Status walked = table.ForEach([&](const char* packed) {
    const Row row = Unpack(packed);
    EXPECT_TRUE(visited.emplace(row.key, row.value).second) << "seen twice";
    return OkStatus();
  });
  ASSERT_TRUE(walked.ok());
  EXPECT_EQ(visited, expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, StateTableTest, ::testing::Range(1u, 6u));

}  // namespace
}  // namespace goldthread
