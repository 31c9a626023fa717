// The contract of every ViewStore, run on each implementation.
#include "eventstore/views/view_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "eventstore/views/rocks_view_store.h"

namespace goldthread {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

std::string NewDir(std::string_view name) {
  const std::string dir = ::testing::TempDir() + "gt-" + std::string(name) + "-" +
                          std::to_string(::getpid()) + "-" +
                          ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  return dir;
}

std::vector<std::string> Keys(const ViewSnapshot& views, const KeyRange& range,
                              Direction direction = Direction::kForward) {
  std::vector<std::string> keys;
  const auto row = views.Scan(range, direction);
  for (; row->Valid(); row->Next()) keys.emplace_back(row->key());
  EXPECT_TRUE(row->status().ok());
  return keys;
}

enum class Kind { kMemory, kDisk };

class ViewStoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == Kind::kDisk) dir_ = NewDir("views") + "/store";
    Reopen();
  }
  void Reopen() {
    store_.reset();
    auto opened = RocksViewStore::Open(dir_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }
  void Put(std::string key, std::string value, int64_t next) {
    ASSERT_TRUE(store_->Commit({{std::move(key), std::move(value)}}, {next}).ok());
  }

  std::string dir_;
  std::unique_ptr<RocksViewStore> store_;
};

TEST_P(ViewStoreTest, ANewStoreIsEmptyAndAtTheFirstPosition) {
  EXPECT_EQ(*store_->NextPosition(), Position{0});
  EXPECT_EQ(*store_->Get("A"), std::nullopt);
  EXPECT_THAT(Keys(**store_->Snapshot(), {}), IsEmpty());
}

TEST_P(ViewStoreTest, RowsAndPositionAreWrittenTogether) {
  ASSERT_TRUE(store_->Commit({{"A1", "one"}, {"A2", "two"}}, {7}).ok());
  EXPECT_THAT(*store_->Get("A1"), Optional(std::string("one")));
  EXPECT_EQ(*store_->NextPosition(), Position{7});
  ASSERT_TRUE(store_->Commit({{"A1", std::nullopt}}, {8}).ok());
  EXPECT_EQ(*store_->Get("A1"), std::nullopt);
  EXPECT_EQ(*store_->NextPosition(), Position{8});
}

TEST_P(ViewStoreTest, AnEmptyValueIsARow) {
  Put("A", "", 1);
  EXPECT_THAT(*store_->Get("A"), Optional(std::string()));
}

TEST_P(ViewStoreTest, ScansAreOrderedBoundedAndGoBothWays) {
  for (const char* key : {"B2", "A1", "C", "B1", "B"}) Put(key, "x", 1);
  const auto views = *store_->Snapshot();
  EXPECT_THAT(Keys(*views, PrefixRange("B")), ElementsAre("B", "B1", "B2"));
  EXPECT_THAT(Keys(*views, PrefixRange("B"), Direction::kBackward), ElementsAre("B2", "B1", "B"));
  EXPECT_THAT(Keys(*views, {"B1", "C"}), ElementsAre("B1", "B2"));
  EXPECT_THAT(Keys(*views, {"B2", ""}, Direction::kBackward), ElementsAre("C", "B2"));
  EXPECT_THAT(Keys(*views, PrefixRange("D")), IsEmpty());
  EXPECT_THAT(Keys(*views, PrefixRange("D"), Direction::kBackward), IsEmpty());
}

TEST_P(ViewStoreTest, ACursorGoesAheadAndBackWithinItsRange) {
  for (const char* key : {"A", "B1", "B3", "C"}) Put(key, "x", 1);
  const auto views = *store_->Snapshot();
  const auto row = views->Scan(PrefixRange("B"));
  row->Seek("B2");
  ASSERT_TRUE(row->Valid());
  EXPECT_EQ(row->key(), "B3");
  row->Seek("A");
  ASSERT_TRUE(row->Valid());
  EXPECT_EQ(row->key(), "B1");
  row->Seek("B4");
  EXPECT_FALSE(row->Valid());
  EXPECT_TRUE(row->status().ok());
  row->Seek("B1");
  EXPECT_TRUE(row->Valid());
}

TEST_P(ViewStoreTest, ASnapshotSeesNothingThatIsWrittenAfterIt) {
  Put("A", "old", 1);
  const auto views = *store_->Snapshot();
  ASSERT_TRUE(store_->Commit({{"A", "new"}, {"B", "new"}}, {2}).ok());
  EXPECT_THAT(*views->Get("A"), Optional(std::string("old")));
  EXPECT_THAT(Keys(*views, {}), ElementsAre(std::string("\0position", 9), "A"));
  EXPECT_EQ(views->NextPosition(), Position{1});
}

TEST_P(ViewStoreTest, ASnapshotOutlivesItsStore) {
  Put("A", "kept", 1);
  const auto views = *store_->Snapshot();
  store_->RemoveWhenClosed();
  store_.reset();
  EXPECT_THAT(*views->Get("A"), Optional(std::string("kept")));
}

INSTANTIATE_TEST_SUITE_P(AllStores, ViewStoreTest, ::testing::Values(Kind::kMemory, Kind::kDisk),
                         [](const auto& param_info) {
                           return param_info.param == Kind::kMemory ? "Memory" : "Disk";
                         });

using ViewStoreOnDiskTest = ViewStoreTest;
INSTANTIATE_TEST_SUITE_P(Disk, ViewStoreOnDiskTest, ::testing::Values(Kind::kDisk));

TEST_P(ViewStoreOnDiskTest, WhatWasCommittedIsThereWhenOpenedAgain) {
  Put("A", "kept", 5);
  Reopen();
  EXPECT_THAT(*store_->Get("A"), Optional(std::string("kept")));
  EXPECT_EQ(*store_->NextPosition(), Position{5});
}

TEST_P(ViewStoreOnDiskTest, ACheckpointOpensWithTheRowsAndPositionOfItsTime) {
  Put("A", "then", 5);
  const std::string copy = dir_ + "-copy";
  ASSERT_TRUE(store_->Checkpoint(copy).ok());
  Put("A", "later", 6);
  const auto opened = RocksViewStore::Open(copy);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_THAT(*(*opened)->Get("A"), Optional(std::string("then")));
  EXPECT_EQ(*(*opened)->NextPosition(), Position{5});
}

TEST_P(ViewStoreOnDiskTest, AStoreNoLongerWantedRemovesItsDirectory) {
  Put("A", "x", 1);
  store_->RemoveWhenClosed();
  store_.reset();
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/CURRENT"));
}

TEST_P(ViewStoreOnDiskTest, ASecondOpenerIsToldThatItIsInUse) {
  EXPECT_EQ(RocksViewStore::Open(dir_).status().code(), Code::kFailedPrecondition);
}

TEST_P(ViewStoreOnDiskTest, ADamagedStoreSaysDataLoss) {
  Put("A", "x", 1);
  store_.reset();
  std::ofstream(dir_ + "/CURRENT", std::ios::trunc) << "MANIFEST-nothing\n";
  EXPECT_EQ(RocksViewStore::Open(dir_).status().code(), Code::kDataLoss);
}

}  // namespace
}  // namespace goldthread
