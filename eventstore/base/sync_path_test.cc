#include "eventstore/base/sync_path.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace goldthread {
namespace {

namespace fs = std::filesystem;

class SyncPathTest : public ::testing::Test {
 protected:
  ~SyncPathTest() override { fs::remove_all(root_); }

  const std::string root_ = ::testing::TempDir() + "gt-sync-" + std::to_string(::getpid()) + "-" +
                            ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(SyncPathTest, DirectoriesAreMadeOnceHoweverTheirPathIsWritten) {
  EXPECT_TRUE(*MakeDurableDirectories(root_ + "/a/b/"));
  EXPECT_TRUE(fs::is_directory(root_ + "/a/b"));
  EXPECT_FALSE(*MakeDurableDirectories(root_ + "/a/b"));
}

TEST_F(SyncPathTest, AFileAndADirectoryCanBeSynced) {
  ASSERT_TRUE(MakeDurableDirectories(root_).ok());
  std::ofstream(root_ + "/file") << "kept";
  EXPECT_TRUE(SyncPath(root_ + "/file").ok());
  EXPECT_TRUE(SyncPath(root_).ok());
}

TEST_F(SyncPathTest, WhatIsNotThereCannotBe) {
  EXPECT_EQ(SyncPath(root_ + "/none").code(), Code::kUnavailable);
  ASSERT_TRUE(MakeDurableDirectories(root_).ok());
  std::ofstream(root_ + "/file") << "in the way";
  EXPECT_EQ(MakeDurableDirectories(root_ + "/file/below").status().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace goldthread
