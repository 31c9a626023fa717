// goldthread import cin-census: adds up, adds nothing twice, and says what is wrong.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/census_test_file.h"
#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ImportTest : public ::testing::Test {
 protected:
  Ran Import(const std::string& file, std::vector<std::string> more = {"--json"}) {
    std::vector<std::string> words = {"import", "cin-census", file, "--data", data_};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words);
  }
  nlohmann::json ImportText(const std::string& text) {
    const nlohmann::json summary = Import(directory_.Write("census.xml", text)).Json();
    EXPECT_EQ(summary["events"]["read"].get<int>(), summary["events"]["accepted"].get<int>() +
                                                        summary["events"]["duplicate"].get<int>() +
                                                        summary["events"]["refused"].get<int>());
    return summary;
  }
  nlohmann::json Chronology(const std::string& record) {
    return RunCommand({"chronology", "--data", data_, "--record", record, "--json"}).Json();
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(ImportTest, AFileBecomesChronologiesAndAddsUp) {
  const auto summary = ImportText(Census(Child(1) + Child(2, Closed("2024-09-02"))));
  EXPECT_EQ(summary["feed"], "cin-census/201");
  EXPECT_EQ(summary["children"], 2);
  EXPECT_EQ(summary["episodes"], 2);
  EXPECT_EQ(summary["kinds"]["ReferralMade"], 2);
  EXPECT_EQ(summary["kinds"]["CaseClosed"], 1);
  EXPECT_EQ(summary["events"]["refused"], 0);
  EXPECT_EQ(summary["log_position"], summary["events"]["accepted"]);
  const auto chronology = Chronology("cin-census/201/child2");
  EXPECT_EQ(chronology["person"]["birth_date"], "2019-05-17");
  const auto& closed = chronology["entries"].back();
  EXPECT_EQ(closed["kind"], "CaseClosed");
  EXPECT_EQ(closed["occurred"], "2024-09-02");
  EXPECT_EQ(closed["age"]["years"], 5);
  EXPECT_EQ(closed["agency"], "council/201");
  EXPECT_EQ(closed["facts"]["reason"], "RC7");
}

TEST_F(ImportTest, ASecondImportAddsNothing) {
  const std::string census = Census(Child(1) + Child(2) + Child(3));
  const auto first = ImportText(census);
  const auto second = ImportText(census);
  EXPECT_EQ(second["events"]["accepted"], 0);
  EXPECT_EQ(second["events"]["duplicate"], first["events"]["accepted"]);
  EXPECT_EQ(second["log_position"], first["log_position"]);
}

TEST_F(ImportTest, ANewChildIsAddedAndAChangedFactCorrectsTheEarlierOne) {
  ImportText(Census(Child(1, Closed("2024-09-02"))));
  const std::string changed = Census(Child(1, Closed("2024-09-12")) + Child(2));
  const auto summary = ImportText(changed);
  EXPECT_EQ(summary["events"]["duplicate"], 3);
  EXPECT_EQ(summary["events"]["accepted"], 4);  // Three of the new child, one correction.
  EXPECT_EQ(ImportText(changed)["events"]["accepted"], 0);
  const auto chronology = Chronology("cin-census/201/child1");
  std::vector<std::string> closures;
  for (const auto& entry : chronology["entries"]) {
    if (entry["kind"] != "CaseClosed") continue;
    closures.push_back(fmt::format("{} {}", entry["occurred"].get<std::string>(),
                                   entry["standing"].get<std::string>()));
  }
  EXPECT_THAT(closures, ::testing::ElementsAre("2024-09-02 corrected", "2024-09-12 stands"));
}

TEST_F(ImportTest, ABadRowIsNamedWithoutItsValueAndTheGoodOnesAreIn) {
  std::string bad = Child(2);
  bad.replace(bad.find("2024-06-03"), 10, "SECRET-DAY");
  const std::string file = directory_.Write("census.xml", Census(Child(1) + bad + Child(3)));
  const std::string problems = directory_.File("problems.tsv");
  const Ran ran = Import(file, {"--problems", problems});
  EXPECT_EQ(ran.code, kExitSomeRefused);
  EXPECT_THAT(ran.out, HasSubstr("3 (0 refused)"));
  EXPECT_THAT(ran.err, HasSubstr("CINdetails/CINreferralDate"));
  EXPECT_THAT(ReadWhole(problems), HasSubstr("CINdetails/CINreferralDate"));
  EXPECT_THAT(ran.out + ran.err + ReadWhole(problems), Not(HasSubstr("SECRET")));
  EXPECT_THAT(Chronology("cin-census/201/child3")["entries"], Not(IsEmpty()));
}

TEST_F(ImportTest, ABrokenFileKeepsWhatCameBeforeTheBreak) {
  std::string census = Census(Child(1) + Child(2));
  census.resize(census.find("child2"));
  const auto summary = ImportText(census);
  EXPECT_EQ(summary["children"], 1);
  EXPECT_EQ(Import(directory_.File("census.xml")).code, kExitSomeRefused);
  EXPECT_THAT(Chronology("cin-census/201/child1")["entries"], Not(IsEmpty()));
}

TEST_F(ImportTest, WhatIsNoCensusIsRefused) {
  EXPECT_EQ(Import(directory_.Write("a.xml", "<html></html>")).code, kExitFailed);
  EXPECT_EQ(Import(directory_.Write("b.xml", "")).code, kExitFailed);
  EXPECT_EQ(Import(directory_.File("missing.xml")).code, kExitUsage);
}

TEST_F(ImportTest, WhatTheHubRefusesIsCountedWithItsRule) {
  const std::string registry = directory_.Write("registry.toml", R"(partnership = "northmere"
[[feed]]
name = "cin-census/*"
agency = "northmere-council"
categories = ["EDUCATION"]
)");
  const std::string file = directory_.Write("census.xml", Census(Child(1)));
  const Ran ran =
      Import(file, {"--json", "--registry", registry, "--agency-id", "northmere-council"});
  EXPECT_EQ(ran.code, kExitSomeRefused);
  const auto summary = ran.Json();
  EXPECT_EQ(summary["events"]["accepted"], 0);
  EXPECT_EQ(summary["events"]["refused"], summary["events"]["read"]);
  EXPECT_EQ(summary["problems"].back()["rule"], "CATEGORY_NOT_ALLOWED");
}

TEST_F(ImportTest, OnlyTheCouncilWhoseFeedItIsImportsIt) {
  const std::string file = directory_.Write("census.xml", Census(Child(1)));
  const std::string nobodys = directory_.Write("registry.toml", "partnership = \"northmere\"\n");
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--agency-id", "council/202"},
        std::vector<std::string>{"--registry", nobodys}}) {
    const Ran ran = Import(file, more);
    EXPECT_EQ(ran.code, kExitFailed);
    EXPECT_THAT(ran.err, HasSubstr("no such feed of this agency"));
  }
}

TEST_F(ImportTest, ProblemsThatCannotBeWrittenAreSaidAtOnce) {
  const std::string file = directory_.Write("census.xml", Census(Child(1)));
  const Ran ran = Import(file, {"--problems", "/dev/full"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("cannot write /dev/full"));
}

TEST_F(ImportTest, MoreEventsThanOneMessageHoldsAllArrive) {
  const auto summary = ImportText(CensusOf(700));
  EXPECT_EQ(summary["children"], 700);
  EXPECT_EQ(summary["events"]["accepted"], 2100);
  const auto feeds = RunCommand({"feeds", "--data", data_, "--json"}).Json();
  EXPECT_EQ(feeds["feeds"][0]["events"], 2100);
  EXPECT_EQ(feeds["feeds"][0]["repeats"], 0);
}

#ifdef GT_CIN_SAMPLES  // Public samples, where they have been fetched.
TEST_F(ImportTest, ThePublicSampleIsAllAccountedForAndAddsNothingTwice) {
  const std::string file = GT_CIN_SAMPLES "/fake_CIN_data.xml";
  const auto first = Import(file).Json();
  EXPECT_EQ(first["children"], 332);
  EXPECT_EQ(first["episodes"], 402);
  EXPECT_EQ(first["events"]["read"].get<int>(),
            first["events"]["accepted"].get<int>() + first["events"]["refused"].get<int>());
  EXPECT_THAT(first["problems"], SizeIs(1000));
  const auto second = Import(file).Json();
  EXPECT_EQ(second["events"]["accepted"], 0);
  EXPECT_EQ(second["events"]["duplicate"], first["events"]["accepted"]);
  const auto chronology = Chronology("cin-census/975/RND000215205141");
  std::vector<std::string> story;
  for (const auto& entry : chronology["entries"]) {
    story.push_back(entry["occurred"].get<std::string>() + " " + entry["kind"].get<std::string>());
    EXPECT_EQ(entry["agency"], "council/975");
    EXPECT_TRUE(entry["age"].is_object());
  }
  EXPECT_THAT(story, ::testing::IsSupersetOf({"2020-07-13 ReferralMade", "2021-06-11 CaseClosed"}));
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
}

TEST_F(ImportTest, AChildsWholePathComesOutOfTheSmallPublicSample) {
  const auto summary = Import(GT_CIN_SAMPLES "/BAR_cin_2022.xml").Json();
  for (const char* kind : {"Section47Started", "PlanStarted", "ReviewHeld"}) {
    EXPECT_TRUE(summary["kinds"].contains(kind)) << kind;
  }
}
#endif

}  // namespace
}  // namespace goldthread::server
