#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kSmall = {"--people", "1000", "--years", "1", "--json"};

std::vector<std::string> Generate(const std::string& where, const std::string& path) {
  std::vector<std::string> words = {"county", "generate", where, path};
  words.insert(words.end(), kSmall.begin(), kSmall.end());
  return words;
}

std::map<std::string, std::string> FilesIn(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[std::filesystem::relative(entry.path(), folder)] = ReadWhole(entry.path());
  }
  return files;
}

TEST(CountyCommandTest, TwoRunsWithOneSeedWriteTheSameBytes) {
  const TestDirectory directory;
  ASSERT_EQ(RunCommand(Generate("--out", directory.File("a"))).code, kExitOk);
  ASSERT_EQ(RunCommand(Generate("--out", directory.File("b"))).code, kExitOk);
  const auto files = FilesIn(directory.File("a"));
  EXPECT_GE(files.size(), 12u) << "events, census, tables and six files of truth";
  EXPECT_EQ(files, FilesIn(directory.File("b")));
}

// What the hub's own ledger says of all feeds.
struct Ledger {
  explicit Ledger(const std::string& data) {
    const nlohmann::json answer = RunCommand({"feeds", "--data", data, "--json"}).Json();
    for (const auto& feed : answer["feeds"]) {
      events += feed["events"].get<int>();
      repeats += feed["repeats"].get<int>();
      missing += feed["missing"].get<int>();
      conflicts += feed["conflicts"].get<int>();
    }
  }
  int events = 0;
  int repeats = 0;
  int missing = 0;
  int conflicts = 0;
};

TEST(CountyCommandTest, AHubAccountsForEveryEventAndEveryHole) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto written = RunCommand(Generate("--out", directory.File("files"))).Json();
  const auto sent = RunCommand(Generate("--data", hub)).Json();
  EXPECT_GT(sent["sent"], 500);
  EXPECT_EQ(sent["sent"], written["events"]);
  EXPECT_EQ(sent["accepted"], sent["sent"]);
  EXPECT_EQ(sent["refused"], 0);
  const Ledger ledger(hub);
  EXPECT_EQ(ledger.repeats, written["repeats"]);
  EXPECT_EQ(ledger.events + ledger.repeats, sent["sent"]);
  EXPECT_EQ(ledger.conflicts, 0);
  const std::string holes = ReadWhole(directory.File("files/truth/holes.csv"));
  EXPECT_EQ(ledger.missing, std::count(holes.begin(), holes.end(), '\n') - 1);
  const Ran verified = RunCommand({"verify", "--data", hub});
  EXPECT_EQ(verified.code, kExitOk) << verified.out << verified.err;
}

TEST(CountyCommandTest, TheFileOfEventsIsTheSameLoadAsTheCountyItself) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto written = RunCommand(Generate("--out", directory.File("files"))).Json();
  const Ran published =
      RunCommand({"publish", directory.File("files/events.ndjson"), "--data", hub});
  EXPECT_EQ(published.code, kExitOk);
  EXPECT_THAT(published.out, HasSubstr(std::to_string(written["events"].get<int>()) + " lines"));
  EXPECT_THAT(published.out, HasSubstr(" 0 refused"));
  const Ledger before(hub);
  const auto sent = RunCommand(Generate("--data", hub)).Json();
  const Ledger after(hub);
  EXPECT_EQ(after.events, before.events);
  EXPECT_EQ(after.repeats, before.repeats + sent["sent"].get<int>());
}

TEST(CountyCommandTest, TheEventsAloneAreTheSameEvents) {
  const TestDirectory directory;
  ASSERT_EQ(RunCommand(Generate("--out", directory.File("all"))).code, kExitOk);
  for (const std::string form : {"ndjson", "binpb"}) {
    std::vector<std::string> words = Generate("--out", directory.File(form));
    words.insert(words.end(), {"--only", form});
    ASSERT_EQ(RunCommand(words).code, kExitOk);
    const auto files = FilesIn(directory.File(form));
    ASSERT_EQ(files.size(), 1u) << form;
    EXPECT_EQ(files.at("events." + form), ReadWhole(directory.File("all/events." + form)));
  }
}

TEST(CountyCommandTest, ItMustGoSomewhere) {
  const Ran nowhere = RunCommand({"county", "generate", "--people", "1000"});
  EXPECT_EQ(nowhere.code, kExitUsage);
  EXPECT_THAT(nowhere.err, HasSubstr("--out DIR"));
}

TEST(CountyCommandTest, SizesItWasNotMadeForAreRefused) {
  EXPECT_EQ(RunCommand({"county", "describe", "--people", "999"}).code, kExitUsage);
  EXPECT_EQ(RunCommand({"county", "describe", "--seed", "-1"}).code, kExitUsage);
  EXPECT_EQ(RunCommand({"county", "describe", "--people", "10000001"}).code, kExitUsage);
}

TEST(CountyCommandTest, ItIsDrawn) {
  const Ran drawn = RunCommand({"county", "describe", "--people", "1000", "--years", "1"});
  EXPECT_EQ(drawn.code, kExitOk);
  EXPECT_THAT(drawn.out, HasSubstr("northmere-police/incidents"));
  EXPECT_THAT(drawn.out, HasSubstr("How far referrals go"));
}

}  // namespace
}  // namespace goldthread::server
