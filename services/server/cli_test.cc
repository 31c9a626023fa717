#include "services/server/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(CommandLineTest, HelpLeadsWithExamplesAndEndsWithExitCodes) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, std::vector<std::string>{"--help"}}) {
    const Ran help = RunCommand(words);
    EXPECT_EQ(help.code, kExitOk);
    EXPECT_THAT(help.err, IsEmpty());
    const size_t examples = help.out.find("Examples:");
    ASSERT_NE(examples, help.out.npos);
    EXPECT_LT(examples, help.out.find("Usage: goldthread ["));
    EXPECT_LT(help.out.find("Subcommands:"), help.out.find("Exit codes:"));
  }
}

TEST(CommandLineTest, EveryCommandHasHelpOfItsOwnWithAnExample) {
  for (const std::string command :
       {"demo", "serve", "publish", "chronology", "feeds", "rebuild", "verify"}) {
    SCOPED_TRACE(command);
    const Ran help = RunCommand({command, "--help"});
    EXPECT_EQ(help.code, kExitOk);
    EXPECT_THAT(help.out, HasSubstr("Examples:\n  goldthread " + command));
    EXPECT_THAT(help.out, HasSubstr("Usage: goldthread " + command + " ["));
    EXPECT_THAT(help.out, HasSubstr("--json"));
    EXPECT_THAT(RunCommand({}).out, HasSubstr("\n  " + command));
  }
  const std::vector<std::pair<std::string, std::string>> nested = {
      {"audit", "list"},         {"audit", "verify"}, {"access", "explain"},
      {"access", "break-glass"}, {"access", "key"},   {"access", "token"},
      {"config", "check"},       {"backup", ""},      {"restore", ""}};
  for (const auto& [command, part] : nested) {
    SCOPED_TRACE(command + " " + part);
    const std::string name = part.empty() ? command : command + " " + part;
    const Ran help =
        part.empty() ? RunCommand({command, "--help"}) : RunCommand({command, part, "--help"});
    EXPECT_EQ(help.code, kExitOk);
    EXPECT_THAT(help.out, HasSubstr("Examples:\n  goldthread " + name));
    EXPECT_THAT(help.out, HasSubstr("--json"));
  }
  EXPECT_THAT(RunCommand({"import", "cin-census", "--help"}).out,
              HasSubstr("goldthread import cin-census FILE --data DIR"));
}

TEST(CommandLineTest, HelpSaysDefaultsInWordsAndLeavesNoOptionUnexplained) {
  const std::string help = RunCommand({"chronology", "--help"}).out;
  EXPECT_THAT(help, HasSubstr("text, json, ndjson or csv (default: text)"));
  EXPECT_THAT(help, HasSubstr("any one of the child's source records (required)"));
  EXPECT_THAT(help, ::testing::Not(HasSubstr("{text")));
  for (const std::string command :
       {"demo", "serve", "publish", "chronology", "feeds", "rebuild", "verify", "version"}) {
    std::istringstream lines(RunCommand({command, "--help"}).out);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_FALSE(line.ends_with(" ")) << command << ": " << line;
      EXPECT_LE(line.size(), 100u) << command << ": " << line;
    }
  }
}

TEST(CommandLineTest, AMisspeltFlagOrCommandIsAnsweredWithTheOneThatWasMeant) {
  const Ran flag = RunCommand({"chronology", "--data", "x", "--recrod", "a/b"});
  EXPECT_EQ(flag.code, kExitUsage);
  EXPECT_THAT(flag.out, IsEmpty());
  EXPECT_THAT(flag.err, HasSubstr("no flag --recrod; did you mean --record?"));
  EXPECT_THAT(RunCommand({"chronolgy"}).err, HasSubstr("did you mean chronology?"));
  EXPECT_THAT(RunCommand({"feeds", "--jsn"}).err, HasSubstr("did you mean --json?"));
  EXPECT_THAT(RunCommand({"feeds", "--hob=127.0.0.1:1"}).err, HasSubstr("did you mean --hub?"));
}

TEST(CommandLineTest, FlagsAreNotAbbreviated) {
  EXPECT_EQ(RunCommand({"feeds", "--dat", "x"}).code, kExitUsage);
}

TEST(CommandLineTest, AMissingPlaceSaysWhatToName) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"feeds"},
        std::vector<std::string>{"feeds", "--data", "x", "--hub", "127.0.0.1:1"}}) {
    const Ran ran = RunCommand(words);
    EXPECT_EQ(ran.code, kExitUsage);
    EXPECT_THAT(ran.err, HasSubstr("--data DIR or --hub HOST:PORT"));
  }
}

TEST(CommandLineTest, ReadingAnEmptyPlaceCreatesNothing) {
  const TestDirectory directory;
  const std::string data = directory.File("typo");
  for (const std::string command : {"feeds", "verify", "rebuild"}) {
    EXPECT_EQ(RunCommand({command, "--data", data}).code, kExitNoHub);
  }
  EXPECT_EQ(RunCommand({"chronology", "--data", data, "--record", "a/b"}).code, kExitNoHub);
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST(CommandLineTest, AWordThatNoHubCouldTakeIsAUsageErrorNamedByItsFlag) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{"--as-known-on", "2026-02-30"}, "--as-known-on: not a date; write YYYY-MM-DD"},
      {{"--from", "yesterday"}, "--from: not a date"},
      {{"--from", "2026-03-02", "--to", "2026-03-01"}, "--to: the period ends before it starts"},
      {{"--kind", "ReferalMade"},
       "--kind: ReferalMade is no kind of event; did you mean "
       "ReferralMade?"},
      {{"--category", "gossip"}, "--category is one of"},
      {{"--agency", std::string(101, 'a')}, "--agency: has 101 bytes; at most 100"}};
  for (const auto& [words, message] : wrong) {
    std::vector<std::string> all = {"chronology", "--data", "x", "--record", "a/b"};
    all.insert(all.end(), words.begin(), words.end());
    const Ran ran = RunCommand(all);
    EXPECT_EQ(ran.code, kExitUsage) << message;
    EXPECT_THAT(ran.err, HasSubstr(message));
  }
  for (const std::string record : {"nofeed", "/id", "feed/"}) {
    const Ran ran = RunCommand({"chronology", "--data", "x", "--record", record});
    EXPECT_EQ(ran.code, kExitUsage) << record;
    EXPECT_THAT(ran.err, HasSubstr("--record: write FEED/ID"));
  }
}

TEST(CommandLineTest, ARegistryThatDoesNotReadIsNoUsageError) {
  const TestDirectory directory;
  const std::string file = directory.Write("registry.toml", "partnership = \n");
  const Ran ran = RunCommand({"publish", "-", "--data", directory.File("hub"), "--registry", file});
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, HasSubstr("BAD_REGISTRY: " + file));
}

TEST(CommandLineTest, AHubThatIsNotThereIsNamedWithTheCommandThatStartsOne) {
  const Ran ran = RunCommand({"feeds", "--hub", "127.0.0.1:1"});
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, HasSubstr("no hub answers at 127.0.0.1:1."));
  EXPECT_THAT(ran.err, HasSubstr("goldthread serve --data DIR --listen 127.0.0.1:1"));
  EXPECT_THAT(ran.err, HasSubstr("TLS"));
}

TEST(CommandLineTest, AnAddressThatFacesANetworkIsRefusedBeforeAnythingIsOpened) {
  const TestDirectory directory;
  const std::string data = directory.File("hub");
  const Ran ran = RunCommand({"serve", "--data", data, "--listen", "0.0.0.0:7790"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("127.0.0.1:7790"));
  EXPECT_FALSE(std::filesystem::exists(data));
  EXPECT_EQ(RunCommand({"feeds", "--hub", "192.0.2.7:7790"}).code, kExitUsage);
}

TEST(CommandLineTest, TheVersionIsTextOrJson) {
  EXPECT_THAT(RunCommand({"version"}).out, StartsWith("goldthread "));
  EXPECT_FALSE(RunCommand({"version", "--json"}).Json()["version"].empty());
  EXPECT_EQ(RunCommand({"--version"}).code, kExitOk);
}

// "$KAFKA" that nobody set must not make a hub with a log of its own.
TEST(CommandLineTest, AnEmptyWordIsNotOneLeftOut) {
  for (const char* const flag : {"--kafka", "--roles", "--data", "--settings"}) {
    const Ran served = RunCommand({"serve", "--listen", "127.0.0.1:0", flag, ""});
    EXPECT_EQ(served.code, kExitUsage) << flag;
    EXPECT_THAT(served.err, HasSubstr("is empty")) << flag;
  }
}

TEST(CommandLineTest, NumbersAreDecimalAndNoneIsTakenForAnother) {
  const auto describe = [](const std::string& name, const std::string& value) {
    return RunCommand(
        {"county", "describe", "--people", "1000", "--years", "1", "--json", name, value});
  };
  EXPECT_EQ(describe("--seed", "010").out, describe("--seed", "10").out);
  EXPECT_NE(describe("--seed", "010").out, describe("--seed", "8").out);
  EXPECT_EQ(describe("--seed", "9223372036854775807").code, kExitOk);
  for (const std::string wrong :
       {"9223372036854775808", "18446744073709551616", "-1", "0x10", "1e3", "ten", "1 "}) {
    EXPECT_EQ(describe("--seed", wrong).code, kExitUsage) << wrong;
  }
  EXPECT_EQ(describe("--until", "99999999999999999999").code, kExitUsage);
}

}  // namespace
}  // namespace goldthread::server
