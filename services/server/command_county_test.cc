#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kSmall = {"--people", "1000", "--years", "1", "--json"};

// The fourth is the first of which a hub sees a hole.
std::vector<std::string> Generate(const std::string& where, const std::string& path,
                                  const std::string& seed = "4") {
  std::vector<std::string> words = {"county", "generate", where, path, "--seed", seed};
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
      last[feed["feed"]] = feed["sequence_max"].get<int>();
    }
  }
  int events = 0;
  int repeats = 0;
  int missing = 0;
  int conflicts = 0;
  std::map<std::string, int> last{};  // By feed: the highest number that came.
};

// Of the truth's. The last of all nobody can miss before another comes.
int HolesBefore(const std::map<std::string, int>& last, const std::string& file) {
  std::istringstream lines(ReadWhole(file));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "feed,sequence");
  int holes = 0;
  while (std::getline(lines, line)) {
    const size_t comma = line.find(',');
    if (std::stoi(line.substr(comma + 1)) < last.at(line.substr(0, comma))) ++holes;
  }
  return holes;
}

TEST(CountyCommandTest, AHubAccountsForEveryEventAndEveryHole) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto written = RunCommand(Generate("--out", directory.File("files"))).Json();
  const auto sent = RunCommand(Generate("--data", hub)).Json();
  EXPECT_GT(sent["sent"], 500);
  EXPECT_EQ(sent["sent"], written["events"]);
  EXPECT_EQ(sent["accepted"], sent["sent"]);
  EXPECT_EQ(sent["refused"], 0);
  EXPECT_EQ(sent["conflicts"], 0);
  EXPECT_EQ(sent["numbers_reused"], 0);
  EXPECT_EQ(sent["new"].get<int>() + sent["again"].get<int>(), sent["sent"]);
  EXPECT_EQ(sent["again"], written["repeats"]);
  const Ledger ledger(hub);
  EXPECT_EQ(ledger.repeats, written["repeats"]);
  EXPECT_EQ(ledger.events + ledger.repeats, sent["sent"]);
  EXPECT_EQ(ledger.conflicts, 0);
  EXPECT_GT(ledger.missing, 0);
  EXPECT_EQ(ledger.missing, HolesBefore(ledger.last, directory.File("files/truth/holes.csv")));
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

TEST(CountyCommandTest, TheFileOfMessagesIsTheSameLoadToo) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto written = RunCommand(Generate("--out", directory.File("files"))).Json();
  const std::string events = std::to_string(written["events"].get<int>());
  const Ran published =
      RunCommand({"publish", directory.File("files/events.binpb"), "--data", hub});
  EXPECT_EQ(published.code, kExitOk) << published.err;
  EXPECT_THAT(published.out, HasSubstr(events + " accepted, 0 refused"));
  const Ledger before(hub);
  const Ran lines = RunCommand({"publish", directory.File("files/events.ndjson"), "--data", hub});
  EXPECT_EQ(lines.code, kExitOk) << lines.err;
  const Ledger after(hub);
  EXPECT_EQ(after.events, before.events);
  EXPECT_EQ(after.conflicts, 0);
}

TEST(CountyCommandTest, ASecondCountyInOneHubIsToldAndNothingOfItIsTakenForTheFirst) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto first = RunCommand(Generate("--data", hub)).Json();
  const Ledger before(hub);
  const Ran sent = RunCommand(Generate("--data", hub, "2"));
  EXPECT_EQ(sent.code, kExitSomeRefused);
  EXPECT_THAT(sent.err, HasSubstr("two counties"));
  const auto second = sent.Json();
  EXPECT_EQ(second["refused"], 0);
  EXPECT_EQ(second["conflicts"], 0);
  EXPECT_EQ(second["new"].get<int>() + second["again"].get<int>(), second["sent"]);
  EXPECT_GT(second["numbers_reused"], 100);
  const Ledger after(hub);
  EXPECT_EQ(after.events, before.events + second["new"].get<int>());
  // The first again is no more than a repeat.
  const Ran again = RunCommand(Generate("--data", hub));
  EXPECT_EQ(again.code, kExitOk) << again.err;
  EXPECT_EQ(again.Json()["again"], first["sent"]);
}

TEST(CountyCommandTest, WhereTheHubHoldsSomethingElseUnderAnIdThatIsCountedAndFails) {
  const TestDirectory directory;
  const std::string hub = directory.File("hub");
  const auto written = RunCommand(Generate("--out", directory.File("files"))).Json();
  std::string line = ReadWhole(directory.File("files/events.ndjson"));
  line.resize(line.find('\n') + 1);
  const std::string role = "\"contact\":{\"role\":\"";
  ASSERT_NE(line.find(role), std::string::npos) << line;
  line.insert(line.find(role) + role.size(), "another ");
  ASSERT_EQ(RunCommand({"publish", directory.Write("other.ndjson", line), "--data", hub}).code,
            kExitOk);
  const Ran sent = RunCommand(Generate("--data", hub));
  EXPECT_EQ(sent.code, kExitSomeRefused);
  EXPECT_GE(sent.Json()["conflicts"], 1);
  EXPECT_LE(sent.Json()["conflicts"], 2) << "it may be sent twice";
  EXPECT_EQ(sent.Json()["accepted"], written["events"]);
  EXPECT_THAT(sent.err, HasSubstr("with other content"));
}

TEST(CountyCommandTest, FilesAndHubAreOneAnswer) {
  const TestDirectory directory;
  std::vector<std::string> words = Generate("--out", directory.File("files"));
  words.insert(words.end(), {"--data", directory.File("hub")});
  const Ran both = RunCommand(words);
  EXPECT_EQ(both.code, kExitOk) << both.err;
  EXPECT_EQ(both.Json()["sent"], both.Json()["events"]);
}

TEST(CountyCommandTest, AHubThatCannotBeIsToldBeforeAFileIsWritten) {
  const TestDirectory directory;
  for (const std::string hub : {"nonsense", "127.0.0.1:1"}) {
    std::vector<std::string> words = Generate("--out", directory.File("files"));
    words.insert(words.end(), {"--hub", hub});
    const Ran ran = RunCommand(words);
    EXPECT_EQ(ran.code, hub == "nonsense" ? kExitUsage : kExitNoHub) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_FALSE(std::filesystem::exists(directory.File("files"))) << hub;
  }
}

TEST(CountyCommandTest, AFolderThatCannotBeWrittenToIsToldWithCauseAndRemedy) {
  const TestDirectory directory;
  const std::string file = directory.Write("file", "mine");
  const Ran ran = RunCommand(Generate("--out", file));
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("Not a directory"));
  EXPECT_THAT(ran.err, HasSubstr("another folder"));
  EXPECT_EQ(ReadWhole(file), "mine");
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

TEST(CountyCommandTest, WhatToDoNextCanBeCopied) {
  const TestDirectory directory;
  const std::string folder = directory.File("my county");
  const Ran ran = RunCommand({"county", "generate", "--people", "1000", "--years", "1", "--only",
                              "binpb", "--out", folder});
  EXPECT_THAT(ran.out, HasSubstr("publish '" + folder + "/events.binpb' --data DIR"));
}

TEST(CountyCommandTest, KafkaThatCannotBeIsTold) {
  const TestDirectory directory;
  const auto send = [](const std::vector<std::string>& where) {
    std::vector<std::string> words = {"county", "generate", "--people", "1000", "--years", "1"};
    words.insert(words.end(), where.begin(), where.end());
    return RunCommand(words);
  };
  const Ran both = send({"--kafka", "127.0.0.1:1", "--data", directory.File("hub")});
  EXPECT_EQ(both.code, kExitUsage);
  EXPECT_THAT(both.err, HasSubstr("a hub or Kafka?"));
  const Ran empty =
      send({"--kafka-settings", directory.Write("a.toml", "mode = \"development\"\n")});
  EXPECT_EQ(empty.code, kExitNoHub);
  EXPECT_THAT(empty.err, HasSubstr("has no [kafka]"));
  const Ran nobody = send({"--kafka-settings", directory.Write("b.toml", R"([kafka]
brokers = "127.0.0.1:1"
patience_seconds = 1
)")});
  EXPECT_EQ(nobody.code, kExitNoHub) << nobody.err;
  EXPECT_THAT(nobody.err, HasSubstr("goldthread.inbox.northmere-council.social-care"));
}

TEST(CountyCommandTest, SizesItWasNotMadeForAreRefused) {
  EXPECT_EQ(RunCommand({"county", "describe", "--people", "999"}).code, kExitUsage);
  EXPECT_EQ(RunCommand({"county", "describe", "--seed", "-1"}).code, kExitUsage);
  EXPECT_EQ(RunCommand({"county", "describe", "--people", "10000001"}).code, kExitUsage);
  const Ran too_early =
      RunCommand({"county", "describe", "--people", "1000", "--years", "24", "--until", "1995"});
  EXPECT_EQ(too_early.code, kExitUsage);
  EXPECT_THAT(too_early.err, HasSubstr("--years is 23 at most"));
}

TEST(CountyCommandTest, ItIsDrawn) {
  const Ran drawn = RunCommand({"county", "describe", "--people", "1000", "--years", "1"});
  EXPECT_EQ(drawn.code, kExitOk);
  EXPECT_THAT(drawn.out, HasSubstr("northmere-police/incidents"));
  EXPECT_THAT(drawn.out, HasSubstr("How far referrals go"));
}

}  // namespace
}  // namespace goldthread::server
