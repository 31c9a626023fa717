#include "connectors/county/generate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "connectors/county/out_file.h"
#include "connectors/county/out_folder.h"
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
  EXPECT_EQ(Hex(all.Finish()), "c5c2d6dd3c32d24a8d61934c9d0598158ad24706479989b64872fb9fcbb56287");
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
  EXPECT_NE(Message(made.status()).find("not empty"), std::string::npos) << made.status();
  EXPECT_EQ(Files(), std::set<std::string>{"events.ndjson/mine"});
}

TEST_F(GenerateTest, TwoRunsDoNotWriteIntoOneFolderAtOnce) {
  ASSERT_TRUE(Make(1, Wanted::kLines).ok());
  {
    const auto other = OutFolder::Open(folder_.string(), {"events.ndjson"});
    ASSERT_TRUE(other.ok()) << other.status();
    for (const Wanted wanted : {Wanted::kAll, Wanted::kLines}) {
      const auto made = Make(1, wanted);
      EXPECT_EQ(made.status().code(), Code::kFailedPrecondition);
      EXPECT_NE(Message(made.status()).find("another run"), std::string::npos);
    }
  }
  ASSERT_TRUE(Make(1, Wanted::kLines).ok());
  EXPECT_EQ(Files(), std::set<std::string>{"events.ndjson"});
}

TEST_F(GenerateTest, NoFileHasItsNameBeforeAllAreWhole) {
  for (const Wanted wanted : {Wanted::kAll, Wanted::kLines, Wanted::kBytes}) {
    ASSERT_TRUE(Make(1, Wanted::kAll).ok());
    int looks = 0;
    const auto made = Generate(
        {.people = 6'000, .years = 1, .seed = 5}, folder_.string(),
        [&](int64_t, int64_t) {
          if (looks++ > 0) return;
          for (const std::string& name : Files()) EXPECT_TRUE(name.starts_with("unfinished/"));
        },
        wanted);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_GT(looks, 0);
    EXPECT_FALSE(fs::exists(folder_ / "unfinished"));
  }
}

TEST_F(GenerateTest, WhatABrokenOffRunLeftIsRemoved) {
  for (const char* left : {"unfinished/events.binpb", "unfinished/truth/people.csv"}) Put(left);
  ASSERT_TRUE(Make(1, Wanted::kLines).ok());
  EXPECT_EQ(Files(), std::set<std::string>{"events.ndjson"});
}

TEST_F(GenerateTest, ALinkInTheFolderIsNotFollowed) {
  const fs::path elsewhere = folder_.string() + "-elsewhere";
  fs::create_directories(elsewhere);
  std::ofstream(elsewhere / "people.csv") << "mine";
  fs::create_directories(folder_);
  fs::create_directory_symlink(elsewhere, folder_ / "truth");
  for (const Wanted wanted : {Wanted::kAll, Wanted::kLines}) {
    const auto made = Make(1, wanted);
    EXPECT_EQ(made.status().code(), Code::kUnavailable);
    EXPECT_NE(Message(made.status()).find("is a link"), std::string::npos) << made.status();
  }
  EXPECT_EQ(fs::file_size(elsewhere / "people.csv"), 4u);
  fs::remove(folder_ / "truth");
  // Of a file it is the link that goes.
  fs::create_symlink(elsewhere / "people.csv", folder_ / "events.ndjson");
  ASSERT_TRUE(Make(1, Wanted::kLines).ok());
  EXPECT_EQ(fs::file_size(elsewhere / "people.csv"), 4u);
  EXPECT_FALSE(fs::is_symlink(folder_ / "events.ndjson"));
  fs::remove_all(elsewhere);
}

TEST(OutFileTest, AFullDiskIsNoticedBeforeTheEnd) {
  OutFile file("/dev/full");
  EXPECT_FALSE(file.failed());
  file.Write(std::string(1 << 20, '.'));
  EXPECT_TRUE(file.failed());
  const Status closed = file.Close();
  EXPECT_EQ(closed.code(), Code::kResourceExhausted);
  EXPECT_NE(Message(closed).find("No space left"), std::string::npos) << closed;
  EXPECT_NE(Message(closed).find("make room"), std::string::npos) << closed;
}

TEST(OutFileTest, WhatCannotBeMadeSaysWhy) {
  OutFile file("/nowhere-at-all/events.ndjson");
  EXPECT_TRUE(file.failed());
  file.Write("lost");
  const Status closed = file.Close();
  EXPECT_EQ(closed.code(), Code::kUnavailable);
  EXPECT_NE(Message(closed).find("No such file or directory"), std::string::npos) << closed;
}

}  // namespace
}  // namespace goldthread::county
