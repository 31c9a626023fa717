#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "services/server/hub_access.h"
#include "services/server/partnership_hub.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class HubDirectoryTest : public ::testing::Test {
 protected:
  HubDirectoryTest() { std::filesystem::create_directory(shared_.File("directory")); }
  std::string Where() const { return "folder = \"" + shared_.File("directory") + "\""; }

  bool SomebodyTakesPart() const {
    const std::filesystem::directory_iterator files(shared_.File("directory"));
    return std::any_of(begin(files), end(files), [](const auto& file) {
      return file.path().filename().string().front() != '.';
    });
  }

  const TestDirectory shared_;
};

TEST_F(HubDirectoryTest, TwoHubsOnOneMachineRaiseAnAlertAcrossAndWithdrawIt) {
  PartnershipHub westmere("westmere", "", Where());
  PartnershipHub northmere("northmere", "", Where());
  ASSERT_TRUE(westmere.Open().ok());
  ASSERT_TRUE(northmere.Open().ok());
  ExpectAlertAcross(westmere, northmere);
}

TEST_F(HubDirectoryTest, AnotherKeyThanTheOthersHaveIsRefusedAtStart) {
  PartnershipHub westmere("westmere", "", Where());
  ASSERT_TRUE(westmere.Open().ok());
  while (!SomebodyTakesPart()) std::this_thread::yield();
  PartnershipHub northmere("northmere", "", Where(), 'b');
  const Status refused = northmere.Open();
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)),
              AllOf(HasSubstr("DIRECTORY_KEY_WRONG"), HasSubstr("westmere")));
}

TEST_F(HubDirectoryTest, AFolderThatIsNotThereIsRefusedAtStart) {
  PartnershipHub northmere("northmere", "", "folder = \"" + shared_.File("none") + "\"");
  EXPECT_THAT(std::string(Message(northmere.Open())), HasSubstr("TABLE_MISSING"));
}

TEST_F(HubDirectoryTest, ATopicWithoutKafkaIsRefusedAtStart) {
  PartnershipHub northmere("northmere", "", "topic = \"goldthread.directory\"");
  EXPECT_THAT(std::string(Message(northmere.Open())), HasSubstr("needs [kafka]"));
}

class DirectorySettingsTest : public ::testing::Test {
 protected:
  StatusOr<HubAccess> Read(const std::string& text) {
    return ReadHubAccess(files_.Write("hub.toml", "mode = \"development\"\n" + text));
  }
  const TestDirectory files_;
};

TEST_F(DirectorySettingsTest, SayWhomToRingWhereAndUnderWhichKeys) {
  files_.Write("2026.key", DirectoryKeyText('a'));
  files_.Write("2027.key", DirectoryKeyText('b'));
  const auto access = Read(R"([directory]
ring = "MASH"
topic = "goldthread.directory"
announce_intelligence = true
[[directory.key]]
id = "2026"
file = "2026.key"
[[directory.key]]
id = "2027"
file = "2027.key"
)");
  ASSERT_TRUE(access.ok()) << access.status();
  ASSERT_TRUE(access->directory.has_value());
  EXPECT_EQ(access->directory->us.ring, "MASH");
  EXPECT_EQ(access->directory->topic, "goldthread.directory");
  EXPECT_TRUE(access->directory->us.announces_intelligence);
  EXPECT_FALSE(access->directory->us.leaves);
  ASSERT_THAT(access->directory->us.keys, SizeIs(2));
  EXPECT_EQ(access->directory->us.keys[1].id, "2027");
  EXPECT_EQ(access->directory->us.keys[1].secret, std::string(32, '\xbb'));
}

TEST_F(DirectorySettingsTest, AMistakeIsNamedByItsLine) {
  files_.Write("short.key", "abc\n");
  files_.Write("good.key", DirectoryKeyText());
  const std::string begun = "[directory]\nring = \"MASH\"\ntopic = \"t\"\n";
  const std::string key = "[[directory.key]]\nid = \"2026\"\nfile = \"good.key\"\n";
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"directory = 1\n", "write it as [directory]"},
      {"[directory]\ntopic = \"t\"\n" + key, "\"ring\" is missing"},
      {"[directory]\nring = \"MASH\"\n" + key, "name one of them"},
      {begun + "folder = \"f\"\n" + key, "name one of them"},
      {begun, "needs the key"},
      {begun + "leave = 1\n" + key, "line 5: \"leave\" is true or false"},
      {begun + "rings = 1\n" + key, "line 5"},
      {begun + key + key, "two keys have this id"},
      {begun + "[[directory.key]]\nid = \"2026\"\nfile = \"none.key\"\n", "none.key"},
      {begun + "[[directory.key]]\nid = \"2026\"\nfile = \"short.key\"\n",
       "line 7: a directory key is 64 hexadecimal digits"},
  };
  for (const auto& [text, wrong] : mistakes) {
    const auto access = Read(text);
    EXPECT_EQ(access.status().code(), Code::kInvalidArgument) << text;
    EXPECT_THAT(std::string(Message(access.status())), HasSubstr(wrong)) << text;
  }
}

}  // namespace
}  // namespace goldthread::server
