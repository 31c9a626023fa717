#include "services/server/subscriber_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/hub_access.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kWho = R"(agency = "northmere-council"
role = "social-worker"
purpose = "section-47"
)";

std::string Table(const std::string& name, const std::string& where,
                  const std::string& since = "since = \"2026-01-01\"\n") {
  return "[[subscriber]]\nname = \"" + name + "\"\n" + kWho + since + where + "\n";
}

class SubscriberSettingsTest : public ::testing::Test {
 protected:
  StatusOr<HubAccess> Read(const std::string& tables) {
    return ReadHubAccess(directory_.Write("hub.toml", "mode = \"development\"\n" + tables));
  }
  const TestDirectory directory_;
};

TEST_F(SubscriberSettingsTest, EachHasOneWayToBeTold) {
  directory_.Write("desk.secret", "a secret of thirty-two bytes ...\n");
  const auto access = Read(
      Table("desk", "webhook = \"https://desk.example\"\nsecret_file = \"desk.secret\"") +
      Table("duty", "email = \"duty@x.example\"\nserver = \"smtp://m\"\nfrom = \"hub@x.example\"") +
      Table("region", "topic = \"goldthread.alerts\"\nrules = [\"adult-came-to-child\"]"));
  ASSERT_TRUE(access.ok()) << access.status();
  ASSERT_THAT(access->subscribers, SizeIs(3));
  EXPECT_EQ(access->subscribers[0].secret, "a secret of thirty-two bytes ...");
  EXPECT_EQ(access->subscribers[0].subscriber.reads_as.user(), "subscriber:desk");
  EXPECT_EQ(access->subscribers[1].server, "smtp://m");
  EXPECT_EQ(access->subscribers[2].topic, "goldthread.alerts");
  EXPECT_THAT(access->subscribers[2].subscriber.rules, SizeIs(1));
}

TEST_F(SubscriberSettingsTest, AMistakeIsNamedByItsLine) {
  const std::string topic = "topic = \"goldthread.alerts\"";
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {Table("a", ""), "one of them"},
      {Table("a", topic + "\nemail = \"duty@x.example\""), "one of them"},
      {Table("a", topic) + Table("a", "topic = \"other\""), "the name is there twice"},
      {Table("a", topic) + Table("b", topic), "a topic has one subscriber"},
      {Table("a", topic, "since = \"soon\"\n"), "line 7: write a day"},
      {Table("a", topic + "\ntopics = 1"), "line 9"},
      {Table("a", topic + "\nplain = 1"), "write true or false"},
      {Table("a", "webhook = \"https://desk.example\""), "\"secret_file\" is missing"},
  };
  for (const auto& [tables, wrong] : mistakes) {
    const auto access = Read(tables);
    EXPECT_EQ(access.status().code(), Code::kInvalidArgument) << tables;
    EXPECT_THAT(std::string(Message(access.status())), HasSubstr(wrong)) << tables;
  }
}

}  // namespace
}  // namespace goldthread::server
