#include "eventstore/views/bulk_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>

#include "eventstore/views/rocks_view_store.h"
#include "eventstore/views/run_sorter.h"

namespace goldthread {
namespace {

using Rows = std::map<std::string, std::string>;

// Keys with long shared prefixes, zero bytes and every length, as folds make them.
std::string RandomKey(std::mt19937& rng) {
  static const std::vector<std::string> stems = {
      "B", "A", std::string("Cr\0\0", 4), "Crnorthmere-police/incidents",
      std::string("Crnorthmere-police/incidents\0\1", 30)};
  std::string key = stems[rng() % stems.size()];
  for (auto length = rng() % 20; length > 0; --length) {
    key.push_back(static_cast<char>(rng() % 4 == 0 ? 0 : 'a' + rng() % 3));
  }
  return key;
}

Rows ReadAll(const RocksViewStore& store) {
  Rows rows;
  const auto views = *store.Snapshot();
  const auto row = views->Scan({"\x01", ""});
  for (; row->Valid(); row->Next()) rows.emplace(row->key(), row->value());
  EXPECT_TRUE(row->status().ok());
  return rows;
}

class BulkLoaderTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(BulkLoaderTest, LoadsWhatAMapWouldHold) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  const size_t memory = size_t{1} << (6 + rng() % 12);  // From one row a run to one run.
  const auto store = *RocksViewStore::Open("");
  const auto loader = store->NewBulkLoader(memory);
  Rows expected;
  std::deque<std::string> kept;
  for (auto left = rng() % 2000; left > 0; --left) {
    const auto [row, added] = expected.emplace(RandomKey(rng), std::to_string(rng() % 100));
    if (rng() % 2 == 0) {
      ASSERT_TRUE(loader->Add({row->first, row->second}).ok());
      continue;
    }
    kept.emplace_back(PackedSize({row->first, row->second}), '\0');
    Pack({row->first, row->second}, kept.back().data());
    ASSERT_TRUE(loader->AddInPlace(kept.back().data()).ok());
  }
  ASSERT_TRUE(loader->Finish({42}).ok());
  EXPECT_EQ(ReadAll(*store), expected);
  EXPECT_EQ(*store->NextPosition(), Position{42});
}

INSTANTIATE_TEST_SUITE_P(Seeds, BulkLoaderTest, ::testing::Range(1u, 31u));

TEST(BulkLoaderRulesTest, AKeyWithTwoValuesIsOurMistakeAndIsSaid) {
  const auto store = *RocksViewStore::Open("");
  const auto loader = store->NewBulkLoader(1024);
  ASSERT_TRUE(loader->Add({"A", "one"}).ok());
  ASSERT_TRUE(loader->Add({"A", "two"}).ok());
  EXPECT_EQ(loader->Finish({1}).code(), Code::kInternal);
}

TEST(BulkLoaderRulesTest, AnEmptyLoadStillSetsThePosition) {
  const auto store = *RocksViewStore::Open("");
  ASSERT_TRUE(store->NewBulkLoader(1024)->Finish({9}).ok());
  EXPECT_EQ(*store->NextPosition(), Position{9});
}

TEST(BulkLoaderRulesTest, TheStoreTakesCommitsAfterALoad) {
  const auto store = *RocksViewStore::Open("");
  const auto loader = store->NewBulkLoader(1024);
  ASSERT_TRUE(loader->Add({"A", "loaded"}).ok());
  ASSERT_TRUE(loader->Finish({1}).ok());
  ASSERT_TRUE(store->Commit({{"A", "changed"}, {"B", "new"}}, {2}).ok());
  EXPECT_EQ(ReadAll(*store), (Rows{{"A", "changed"}, {"B", "new"}}));
}

class RunSorterTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(RunSorterTest, SortsAsBytesCompare) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  RunSorter run;
  std::vector<std::string> keys;
  for (auto left = rng() % 500; left > 0; --left) keys.push_back(RandomKey(rng));
  for (const std::string& key : keys) run.Add({key, "v" + key});
  run.Sort();
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(run.At(i).key, keys[i]);
    EXPECT_EQ(run.At(i).value, "v" + keys[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RunSorterTest, ::testing::Range(1u, 31u));

}  // namespace
}  // namespace goldthread
