// goldthread match.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "services/server/command_test.h"
#include "services/server/match_table.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTable =
    "rec_id, given_name, surname, date_of_birth, postcode, soc_sec_id\n"
    "rec-1-org, darren, okafor, 19810406, 4011, 6988048\n"
    "rec-1-dup-0, daren, okafor, 19810406, 4011, 6988048\n"
    "rec-2-org, chloe, whitlock, 19990219, 4814, 7364009\n";

TEST(MatchEvaluateTest, MeasuresAgainstTheColumnThatSaysWhoIsWho) {
  const TestDirectory files;
  const std::string table = files.Write("people.csv", kTable);
  const Ran ran = RunCommand({"match", "evaluate", table, "--truth", "rec_id", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto json = ran.Json();
  EXPECT_EQ(json["records"], 3);
  EXPECT_EQ(json["same"]["true_pairs"], 1);
  EXPECT_EQ(json["same"]["f1"], 1.0);
  EXPECT_EQ(json["same_or_review"]["precision"], 1.0);
  EXPECT_EQ(json["same"]["clusters"]["persons"], 2);
}

TEST(MatchEvaluateTest, SaysItToPeopleToo) {
  const TestDirectory files;
  const std::string table = files.Write("people.csv", kTable);
  const Ran ran = RunCommand({"match", "evaluate", table, "--truth", "rec_id"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("same or review"));
  EXPECT_THAT(ran.out, HasSubstr("F1 1.000000"));
}

TEST(MatchModelTest, TheModelForARegionIsWrittenToBeAdopted) {
  const TestDirectory files;
  const Ran ran = RunCommand({"match", "model", "--region", "--out", files.File("region.json")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("goldthread match adopt"));
  std::ifstream file(files.File("region.json"));
  const auto json = nlohmann::json::parse(file);
  EXPECT_EQ(json["model"]["version"], "shipped-4-region");
  EXPECT_EQ(RunCommand({"match", "model", "--region"}).code, kExitUsage);
}

TEST(MatchEvaluateTest, TheTruthIsNeverCompared) {
  const TestDirectory files;
  const auto table = ReadMatchTable(files.Write("people.csv", kTable), "rec_id", {"soc_sec_id"});
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->truth, (std::vector<std::string>{"1", "1", "2"}));
  EXPECT_THAT(table->compared, ::testing::Not(::testing::Contains("rec_id")));
  EXPECT_THAT(table->ignored, ::testing::ElementsAre("soc_sec_id"));
  EXPECT_TRUE(table->records[0].numbers.empty());
}

TEST(MatchEvaluateTest, WhatMakesNoSenseIsSaid) {
  const TestDirectory files;
  const std::string table = files.Write("people.csv", kTable);
  EXPECT_EQ(RunCommand({"match", "evaluate", table, "--truth", "id"}).code, kExitUsage);
  EXPECT_EQ(RunCommand({"match", "evaluate", table, "--truth", "rec_id", "--without", "nhs"}).code,
            kExitUsage);
  EXPECT_EQ(RunCommand({"match", "evaluate", files.File("none"), "--truth", "rec_id"}).code,
            kExitUsage);
  EXPECT_EQ(RunCommand({"match", "evaluate", table}).code, kExitUsage);
}

constexpr const char* kVisits = "northmere-health-visiting/appointments";
constexpr const char* kTenancies = "northmere-housing/tenancies";

// Two agencies' records of one child, a digit of his birth date apart.
class MatchExplainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Publish(kVisits, "northmere-health-visiting", "Daz", "2014-04-06");
    Publish(kTenancies, "northmere-housing", "Darren", "2014-04-16");
  }
  void Publish(const std::string& feed, const std::string& agency, const std::string& given,
               const std::string& born) {
    const nlohmann::json event = {
        {"id", "1"},
        {"feed", feed},
        {"agency", agency},
        {"partnership", "northmere"},
        {"occurred", {{"date", "2024-03-01"}}},
        {"recorded_at", "2024-03-01T09:00:00Z"},
        {"category", "INFORMATION_CATEGORY_DEMOGRAPHIC"},
        {"basis", {{"nature", "BASIS_NATURE_FACT"}}},
        {"subjects",
         {{{"record", "p-1"},
           {"role", "SUBJECT_ROLE_CHILD"},
           {"described",
            {{"names", {{{"given", given}, {"family", "Okafor"}}}},
             {"birth_date", born},
             {"addresses", {{{"lines", {"14 High Street"}}, {"postcode", "QN1 0AA"}}}}}}}}},
        {"person_described", nlohmann::json::object()}};
    const Ran ran = RunCommand({"publish", "-", "--data", data_}, event.dump() + "\n");
    ASSERT_EQ(ran.code, kExitOk) << ran.err;
  }
  Ran Explain(std::vector<std::string> words) {
    words.insert(words.begin(), {"match", "explain"});
    words.insert(words.end(), {"--data", data_});
    return RunCommand(words);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(MatchExplainTest, ShowsBothRecordsAndWhatEachAgreementWeighs) {
  const Ran ran = Explain({std::string(kVisits) + "/p-1", std::string(kTenancies) + "/p-1"});
  ASSERT_EQ(ran.code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("daz / okafor"));
  EXPECT_THAT(ran.out, HasSubstr("given name: short for the same name"));
  EXPECT_THAT(ran.out, HasSubstr("birth date: one digit off"));
  EXPECT_THAT(ran.out, HasSubstr("By weight: review"));
}

TEST_F(MatchExplainTest, TheStepsAddUp) {
  const auto json =
      Explain({std::string(kVisits) + "/p-1", std::string(kTenancies) + "/p-1", "--json"}).Json();
  double sum = 0;
  for (const auto& step : json["steps"]) sum += step["bits"].get<double>();
  EXPECT_NEAR(sum, json["bits"].get<double>(), 1e-6);
  EXPECT_EQ(json["verdict"], "review");
}

TEST_F(MatchExplainTest, OfARecordThatIsNotThereNothingIsShown) {
  const Ran ran = Explain({std::string(kVisits) + "/p-1", std::string(kTenancies) + "/p-9"});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(Explain({"nonsense", std::string(kTenancies) + "/p-1"}).code, kExitUsage);
}

// Files that nobody here made (Febrl, Christen 2008); where they lie is said by GT_SHARED_DATA.
// The bounds are those of the best public matcher on the same files with its stock settings.
struct Bound {
  const char* file;
  bool with_number;
  double with_review_f1;
  double same_f1;
};

class FebrlTest : public ::testing::TestWithParam<Bound> {};

TEST_P(FebrlTest, IsLinkedAtLeastAsWellAsByTheBestPublicMatcher) {
  const char* named = std::getenv("GT_SHARED_DATA");
  const std::string root = named != nullptr ? named : GT_SOURCE_DIR "/../shared/data";
  const std::string file = root + "/febrl/" + GetParam().file;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no shared data: set GT_SHARED_DATA";
  std::vector<std::string> words = {"match", "evaluate", file, "--truth", "rec_id", "--json"};
  if (!GetParam().with_number) words.insert(words.end(), {"--without", "soc_sec_id"});
  const auto json = RunCommand(words).Json();
  EXPECT_GE(json["same_or_review"]["f1"].get<double>(), GetParam().with_review_f1);
  EXPECT_GE(json["same_or_review"]["precision"].get<double>(), 0.9998);
  EXPECT_GE(json["same"]["f1"].get<double>(), GetParam().same_f1);
  EXPECT_GE(json["same"]["precision"].get<double>(), 0.9999);
}

INSTANTIATE_TEST_SUITE_P(Files, FebrlTest,
                         ::testing::Values(Bound{"dataset1.csv", true, 1.0, 0.998},
                                           Bound{"dataset1.csv", false, 1.0, 0.992},
                                           Bound{"dataset3.csv", true, 0.9995, 0.998},
                                           Bound{"dataset3.csv", false, 0.9971, 0.992}));

}  // namespace
}  // namespace goldthread::server
