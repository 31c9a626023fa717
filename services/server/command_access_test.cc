#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "services/access/sharing_policy.h"
#include "services/server/command_test.h"
#include "services/server/hub.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> Explain(const std::string& role, const std::string& category) {
  return {"access",    "explain",       "--role",     role,
          "--purpose", "child-in-need", "--category", category};
}

TEST(AccessExplainTest, ACaseIsExplainedForEveryRelationWithItsRuleAndSource) {
  const Ran ran = RunCommand(Explain("school-dsl", "domestic-abuse"));
  EXPECT_EQ(ran.code, kExitOk);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("own-agency"), HasSubstr("own-case"), HasSubstr("none "),
                             HasSubstr("existence"), HasSubstr("sharing-law §")));
}

TEST(AccessExplainTest, JsonNamesTheRuleThatDecidesAndItsLine) {
  std::vector<std::string> words = Explain("school-dsl", "domestic-abuse");
  words.insert(words.end(), {"--relation", "own-case", "--json"});
  const auto json = RunCommand(words).Json();
  EXPECT_EQ(json["policy"], access::DefaultPolicy().fingerprint());
  ASSERT_EQ(json["decisions"].size(), 1u);
  EXPECT_EQ(json["decisions"][0]["shows"], "existence");
  const int line = json["decisions"][0]["line"];
  const std::string rule = json["decisions"][0]["rule"];
  // The line is where a reader of the file finds the rule.
  std::istringstream lines(RunCommand({"access", "policy"}).out);
  std::string text;
  for (int at = 0; at < line; ++at) std::getline(lines, text);
  EXPECT_EQ(text, "[[rule]]");
  std::getline(lines, text);
  EXPECT_EQ(text, "id = \"" + rule + "\"");
}

TEST(AccessExplainTest, AnotherPolicyIsExplainedBeforeAHubHasIt) {
  const TestDirectory directory;
  std::string toml = RunCommand({"access", "policy"}).out;
  EXPECT_EQ(toml, access::DefaultPolicyToml());
  const std::string file = directory.Write("policy.toml", toml + "# ours\n");
  std::vector<std::string> words = Explain("ed-nurse", "police");
  words.insert(words.end(), {"--policy", file, "--json"});
  EXPECT_NE(RunCommand(words).Json()["policy"], access::DefaultPolicy().fingerprint());
  directory.Write("policy.toml", "[roles]\n");
  const Ran broken = RunCommand(words);
  EXPECT_EQ(broken.code, kExitFailed);
  EXPECT_THAT(broken.err, HasSubstr("BAD_POLICY: "));
}

TEST(AccessExplainTest, AnUnknownWordIsAUsageErrorThatListsTheWords) {
  EXPECT_THAT(RunCommand(Explain("wizard", "police")).err,
              HasSubstr("--role is one of auditor, board-analyst"));
  const Ran category = RunCommand(Explain("school-dsl", "gossip"));
  EXPECT_EQ(category.code, kExitUsage);
  EXPECT_THAT(category.err, HasSubstr("--category is one of"));
}

TEST(AccessKeyTest, APrivateKeyIsItsOwnersAloneAndNeverWrittenOver) {
  const TestDirectory directory;
  const std::string file = directory.File("a.jwk");
  const std::vector<std::string> words = {"access",   "key",   "--agency-id", "hospital", "--for",
                                          "ed-nurse", "--kid", "h-1",         "--out",    file};
  const Ran made = RunCommand(words);
  EXPECT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("kid = \"h-1\""), HasSubstr("roles = [\"ed-nurse\"]"),
                              Not(HasSubstr("demo"))));
  struct stat mode{};
  ASSERT_EQ(stat(file.c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777u, 0600u);
  const std::string before = ReadWhole(file);
  EXPECT_EQ(RunCommand(words).code, kExitUsage);
  EXPECT_EQ(ReadWhole(file), before);
}

TEST(AccessKeyTest, ACouncilsKeyIsNamedAfterIt) {
  const TestDirectory directory;
  const Ran made = RunCommand({"access", "key", "--agency-id", "council/975", "--for", "sender",
                               "--out", directory.File("c.jwk")});
  EXPECT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("kid = \"council-975-"), HasSubstr("\"council/975\"")));
}

TEST(AccessKeyTest, WordsThatNoKeyFileWouldTakeAreRefusedBeforeAKeyIsMade) {
  const TestDirectory directory;
  for (const std::string bad : {"Ed Nurse", "x\"]\n[[key]]", ""}) {
    const Ran ran = RunCommand({"access", "key", "--agency-id", "hospital", "--for", bad, "--out",
                                directory.File("a.jwk")});
    EXPECT_EQ(ran.code, kExitUsage) << bad;
  }
  EXPECT_FALSE(std::filesystem::exists(directory.File("a.jwk")));
}

// A directory whose hub believes tokens only.
class TokenCommandTest : public ::testing::Test {
 protected:
  TokenCommandTest() {
    EXPECT_EQ(RunCommand({"publish", "-", "--data", data_}, StoryLines()).code, kExitOk);
    keys_.Add("northmere-school", {"school-dsl"});
    keys_.Add("hub", {"auditor"});
    directory_.Write("hub/hub.toml", "mode = \"development\"\nkeys = \"" + keys_.file() + "\"\n");
  }
  Ran Look(std::vector<std::string> more) {
    std::vector<std::string> words = {"chronology", "--data", data_, "--record", kStoryPupil};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
  TrialKeys keys_{directory_};
};

TEST_F(TokenCommandTest, WhoBringsATokenIsBelievedAndNobodyElse) {
  const Ran unproven = Look({"--role", "social-worker", "--purpose", "section-47"});
  EXPECT_EQ(unproven.code, kExitFailed);
  EXPECT_THAT(unproven.err, HasSubstr("CALLER_MISSING"));
  const Ran teacher = Look(
      {"--token", keys_.TokenFor("northmere-school", "school-dsl", "child-in-need"), "--json"});
  EXPECT_EQ(teacher.code, kExitOk) << teacher.err;
  EXPECT_EQ(teacher.Json()["entries"].size(), 2u);
}

TEST_F(TokenCommandTest, RunningTheHubOfOnesOwnDirectoryNeedsNone) {
  EXPECT_EQ(RunCommand({"feeds", "--data", data_}).code, kExitOk);
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
  EXPECT_EQ(RunCommand({"publish", "-", "--data", data_}, StoryLines()).code, kExitOk);
  EXPECT_EQ(RunCommand({"audit", "list", "--data", data_}).code, kExitFailed);
}

TEST_F(TokenCommandTest, OverAPortEverybodyNeedsOneEvenOnThisMachine) {
  const auto hub = Hub::Open({.data_dir = data_, .listen = "127.0.0.1:0"});
  ASSERT_TRUE(hub.ok()) << hub.status();
  const std::string& address = (*hub)->address();
  EXPECT_THAT(RunCommand({"feeds", "--hub", address}).err,
              AllOf(HasSubstr("CALLER_MISSING"), HasSubstr("--token FILE")));
  EXPECT_THAT(RunCommand({"publish", "-", "--hub", address}, StoryLines()).err,
              HasSubstr("CALLER_MISSING"));
  const std::string token = keys_.TokenFor("northmere-school", "school-dsl", "child-in-need");
  EXPECT_EQ(
      RunCommand({"chronology", "--hub", address, "--record", kStoryPupil, "--token", token}).code,
      kExitOk);
}

TEST_F(TokenCommandTest, BrokenGlassOpensMoreForAWhileAndIsInTheAudit) {
  const std::string token = keys_.TokenFor("northmere-school", "school-dsl", "child-in-need");
  const std::vector<std::string> words = {"access",   "break-glass",      "--data",  data_,
                                          "--record", kStoryPupil,        "--token", token,
                                          "--reason", "immediate-danger", "--json"};
  EXPECT_EQ(RunCommand(words, "too short\n").code, kExitFailed);
  const Ran broken = RunCommand(words, "father is at the gate and threatens to take her\n");
  ASSERT_EQ(broken.code, kExitOk) << broken.err;
  EXPECT_GT(Look({"--token", token, "--json"}).Json()["entries"].size(), 2u);
  const auto looks =
      RunCommand({"audit", "list", "--data", data_, "--token",
                  keys_.TokenFor("hub", "auditor", "audit"), "--by", "school-dsl-1", "--json"})
          .Json()["looks"];
  bool told = false;
  for (const auto& look : looks) {
    told |= look.contains("glass") && look["glass"]["grant"] == broken.Json()["grant"];
  }
  EXPECT_TRUE(told) << looks;
}

TEST_F(TokenCommandTest, ATokenLivesAnHourAtMost) {
  const Ran ran = RunCommand({"access", "token", "--signed-with", keys_.KeyOf("hub"), "--audience",
                              "northmere", "--minutes", "61"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("--minutes: 1 to 60"));
}

}  // namespace
}  // namespace goldthread::server
