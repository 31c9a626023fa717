#include "eventstore/projector/rows_in_hand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "eventstore/views/rocks_view_store.h"

namespace goldthread {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class RowsInHandTest : public ::testing::Test {
 protected:
  void Commit() {
    ASSERT_TRUE(store_->Commit(rows_.Changes(), {++position_}).ok());
    rows_.Committed();
  }
  std::vector<std::string> ChangedKeys() {
    std::vector<std::string> keys;
    for (const RowChange& change : rows_.Changes()) keys.emplace_back(change.key);
    return keys;
  }
  std::optional<std::string> Get(const std::string& key) {
    const auto value = rows_.Get(key);
    return value.has_value() ? std::optional<std::string>(*value) : std::nullopt;
  }

  const std::unique_ptr<RocksViewStore> store_ = *RocksViewStore::Open("");
  RowsInHand rows_{*store_};
  int64_t position_ = 0;
};

TEST_F(RowsInHandTest, WhatChangedIsSeenAtOnceAndGivenOnceInTheOrderOfKeys) {
  rows_.Put("b", "1");
  rows_.Append("c", "appended");
  rows_.Put("a", "first");
  rows_.Put("b", "a longer one, for which there is no room where it stood");
  rows_.Erase("a");
  EXPECT_EQ(Get("a"), std::nullopt);
  EXPECT_THAT(Get("b"), Optional(std::string("a longer one, for which there is no room where it "
                                             "stood")));
  EXPECT_THAT(ChangedKeys(), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(rows_.Changes()[0].value.has_value());
  Commit();
  EXPECT_THAT(ChangedKeys(), IsEmpty());
  EXPECT_EQ(*store_->Get("a"), std::nullopt);
  EXPECT_THAT(*store_->Get("c"), Optional(std::string("appended")));
}

TEST_F(RowsInHandTest, WhatIsForgottenWasNeverThere) {
  rows_.Put("a", "1");
  Commit();
  rows_.Put("a", "2");
  rows_.Put("b", "2");
  rows_.Forget();
  EXPECT_THAT(Get("a"), Optional(std::string("1")));
  EXPECT_EQ(Get("b"), std::nullopt);
  EXPECT_THAT(ChangedKeys(), IsEmpty());
}

// Against a map; values grow past their room, and past what is kept in hand.
TEST_F(RowsInHandTest, AnyScheduleLeavesTheRowsOfAMap) {
  std::map<std::string, std::string> expected;
  std::map<std::string, std::string> committed;
  std::mt19937 rng(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = "key-" + std::to_string(rng() % 300);
    const size_t size = rng() % 50 == 0 ? rng() % 100'000 : rng() % 40;
    const auto roll = rng() % 100;
    if (roll < 50) {
      const std::string value(size, static_cast<char>('a' + rng() % 26));
      rows_.Put(key, value);
      expected[key] = value;
    } else if (roll < 60) {
      rows_.Erase(key);
      expected.erase(key);
    } else if (roll < 97) {
      const auto there = expected.find(key);
      ASSERT_EQ(Get(key), there == expected.end() ? std::nullopt : std::optional(there->second))
          << i;
    } else if (roll < 99) {
      Commit();
      committed = expected;
    } else {
      rows_.Forget();
      expected = committed;
    }
  }
  Commit();
  std::map<std::string, std::string> stored;
  const auto views = *store_->Snapshot();
  const auto row = views->Scan(PrefixRange("key-"));
  for (; row->Valid(); row->Next()) stored.emplace(row->key(), row->value());
  EXPECT_EQ(stored, expected);
}

}  // namespace
}  // namespace goldthread
