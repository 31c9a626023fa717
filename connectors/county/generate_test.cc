#include "connectors/county/generate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "connectors/county/out_file.h"
#include "eventstore/base/digest.h"

namespace goldthread::county {
namespace {

namespace fs = std::filesystem;

class GenerateTest : public ::testing::Test {
 protected:
  ~GenerateTest() override { fs::remove_all(folder_); }

  StatusOr<Generated> Make(int years, Wanted wanted = Wanted::kAll) {
    return Generate(
        {.people = 1'000, .years = years, .seed = 5}, folder_.string(),
        [this](int64_t, int64_t) { ++steps_; }, wanted);
  }
  void Put(const char* name) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "mine";
  }
  std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) names.insert(fs::relative(entry.path(), folder_).string());
    }
    return names;
  }

  const fs::path folder_ = fs::path(::testing::TempDir()) /
                           ("generate-" + std::to_string(getpid()) + "-" +
                            ::testing::UnitTest::GetInstance()->current_test_info()->name());
  int steps_ = 0;
};

TEST_F(GenerateTest, NothingOfAnEarlierCountyIsLeft) {
  ASSERT_TRUE(Make(4).ok());
  ASSERT_TRUE(fs::exists(folder_ / "census/cin-997-2024.xml"));
  ASSERT_TRUE(Make(1).ok());
  EXPECT_FALSE(fs::exists(folder_ / "census/cin-997-2024.xml"));
  EXPECT_TRUE(fs::exists(folder_ / "census/cin-997-2026.xml"));
  ASSERT_TRUE(Make(1, Wanted::kLines).ok());
  EXPECT_EQ(Files(), std::set<std::string>{"events.ndjson"});
}

// Every file, whatever built the program and wherever it runs. Whoever changes what the county does
// writes the new digest down.
TEST_F(GenerateTest, AllItsFilesAreTheSameOnEveryMachine) {
  ASSERT_TRUE(Make(2).ok());
  Sha256Stream all;
  for (const std::string& name : Files()) {
    std::ifstream file(folder_ / name, std::ios::binary);
    all.Add(name + std::string(std::istreambuf_iterator<char>(file), {}));
  }
  EXPECT_EQ(Hex(all.Finish()), "b04cb08d95ce140be7b6fb4390016d3f14da9cff6cf17f0c5300501a4f8fad2b");
}

TEST_F(GenerateTest, WhatItDidNotWriteStays) {
  for (const char* mine : {"notes.txt", "csv/mine.csv", "census/cin-301-2024.xml"}) Put(mine);
  ASSERT_TRUE(Make(1).ok());
  for (const char* mine : {"notes.txt", "csv/mine.csv", "census/cin-301-2024.xml"}) {
    EXPECT_TRUE(fs::exists(folder_ / mine)) << mine;
  }
}

TEST_F(GenerateTest, SomebodysFolderWhereAFileShouldBeIsLeftAndNothingIsMade) {
  Put("events.ndjson/mine");
  const auto made = Make(1);
  EXPECT_EQ(made.status().code(), Code::kUnavailable);
  EXPECT_EQ(steps_, 0);
  EXPECT_TRUE(fs::exists(folder_ / "events.ndjson/mine"));
}

TEST(OutFileTest, AFullDiskIsNoticedBeforeTheEnd) {
  OutFile file("/dev/full");
  EXPECT_FALSE(file.failed());
  file.Write(std::string(1 << 20, '.'));
  EXPECT_TRUE(file.failed());
  EXPECT_EQ(file.Close().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace goldthread::county
