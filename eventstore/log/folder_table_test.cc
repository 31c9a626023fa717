#include "eventstore/log/folder_table.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "eventstore/log/shared_table_contract.h"

namespace goldthread {
namespace {

class FolderUnderTest final : public TableUnderTest {
 public:
  FolderUnderTest() { EXPECT_NE(mkdtemp(folder_.data()), nullptr); }
  ~FolderUnderTest() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<SharedTable> Open(const std::string& /*who*/) override {
    auto table = FolderTable::Open(folder_);
    EXPECT_TRUE(table.ok()) << table.status();
    return *std::move(table);
  }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_ = testing::TempDir() + "folder_table_XXXXXX";
};

INSTANTIATE_TEST_SUITE_P(Folder, SharedTableContract,
                         testing::Values([] { return std::make_unique<FolderUnderTest>(); }));

TEST(FolderTableTest, AFolderThatIsNotThereIsNoEmptyTable) {
  FolderUnderTest made;
  const auto table = made.Open("");
  EXPECT_EQ(FolderTable::Open(made.folder() + "/none").status().code(), Code::kFailedPrecondition);
  std::filesystem::remove_all(made.folder());
  EXPECT_EQ(table->Read().status().code(), Code::kUnavailable);
}

TEST(FolderTableTest, WhatACrashLeftHalfWrittenIsNoRowAndAStrangersFileIsTold) {
  FolderUnderTest made;
  std::ofstream(made.folder() + "/.a8Xk2q") << "half";
  const auto table = made.Open("");
  EXPECT_TRUE((*table->Read())->empty());
  std::ofstream(made.folder() + "/notes.txt") << "mine";
  EXPECT_EQ(table->Read().status().code(), Code::kDataLoss);
}

}  // namespace
}  // namespace goldthread
