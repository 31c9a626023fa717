// A directory that cannot be opened is left as it was found.
#include "services/server/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "services/access/reason.h"
#include "services/server/command_test.h"
#include "services/server/hub.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

class DataDirectoryTest : public ::testing::Test {
 protected:
  // All that is there, relative to the test's directory.
  std::set<std::string> Everything() const {
    std::set<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.File(""))) {
      found.insert(fs::relative(entry.path(), directory_.File("")).string());
    }
    return found;
  }
  void ExpectNothingChanges(const HubConfig& config, Code code) {
    const auto before = Everything();
    const auto hub = Hub::Open(config);
    EXPECT_EQ(hub.status().code(), code) << Message(hub.status());
    EXPECT_EQ(Everything(), before);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("a/b/hub");
};

TEST_F(DataDirectoryTest, ARegistryThatCannotBeReadMakesNoDirectory) {
  ExpectNothingChanges({.data_dir = data_, .registry_file = directory_.File("none.toml")},
                       Code::kUnavailable);
  const std::string broken = directory_.Write("broken.toml", "partnership = \n");
  ExpectNothingChanges({.data_dir = data_, .registry_file = broken}, Code::kInvalidArgument);
  ExpectNothingChanges({.data_dir = data_ + "/", .registry_file = broken}, Code::kInvalidArgument);
}

TEST_F(DataDirectoryTest, AFileInTheWayIsLeftAloneWithNothingBesideIt) {
  for (const char* part : {"", "/log", "/audit", "/views"}) {
    SCOPED_TRACE(part);
    const std::string hub = directory_.File("hub");
    if (*part != '\0') fs::create_directory(hub);
    directory_.Write("hub" + std::string(part), "in the way");
    ExpectNothingChanges({.data_dir = hub}, Code::kUnavailable);
    fs::remove_all(hub);
  }
  directory_.Write("a", "in the way");
  ExpectNothingChanges({.data_dir = data_}, Code::kUnavailable);
}

TEST_F(DataDirectoryTest, APortThatAnotherHasMakesNoDirectory) {
  const auto first = Hub::Open({.listen = "127.0.0.1:0"});
  ASSERT_TRUE(first.ok());
  ExpectNothingChanges({.data_dir = data_, .listen = (*first)->address()}, Code::kUnavailable);
}

TEST_F(DataDirectoryTest, WhatWasMadeIsTakenAwayUnlessSomethingStandsInIt) {
  FilesMade made;
  ASSERT_TRUE(PrepareDataDirectory(data_, "", made).ok());
  EXPECT_TRUE(fs::exists(data_ + "/registry.toml"));
  made.TakeAway();
  EXPECT_THAT(Everything(), IsEmpty());

  ASSERT_TRUE(PrepareDataDirectory(data_, "", made).ok());
  fs::create_directory(data_ + "/log");  // Another hub began here meanwhile.
  directory_.Write("a/b/hub/log/000001.log", "its events");
  made.TakeAway();
  EXPECT_TRUE(fs::exists(data_ + "/registry.toml"));
  EXPECT_TRUE(fs::exists(data_ + "/log/000001.log"));
}

TEST_F(DataDirectoryTest, ADirectoryThatWasThereStaysWithWhatIsInIt) {
  fs::create_directories(data_);
  directory_.Write("a/b/hub/notes.txt", "mine");
  ExpectNothingChanges({.data_dir = data_, .registry_file = directory_.File("none.toml")},
                       Code::kUnavailable);
}

TEST_F(DataDirectoryTest, OneInUseIsRefusedByItsReasonAndLeftAlone) {
  const auto first = Hub::Open({.data_dir = data_});
  ASSERT_TRUE(first.ok()) << Message(first.status());
  const auto second = Hub::Open({.data_dir = data_});
  EXPECT_EQ(access::ReasonOf(second.status()), "IN_USE");
  EXPECT_THAT(std::string(Message(second.status())), HasSubstr("--hub"));
  EXPECT_TRUE(fs::exists(data_ + "/registry.toml"));
  const Ran ran = RunCommand({"feeds", "--data", data_});
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, HasSubstr("IN_USE"));
}

}  // namespace
}  // namespace goldthread::server
