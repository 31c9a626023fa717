// goldthread import csv, from a file to what the hub holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

constexpr const char* kExclusions =
    "termlyexclusionsonrollorderseqcolumn,sourceid,pupilonrolltableid,NativeId,"
    "termlyexclusionsonrolltableid,startdate,sessions,category,reason1,reason2,reason3,"
    "senprovision\n"
    "1,a,p1,sch1,e1,2025-Feb-14 00:00:00,10,SUSP,DB,PA,,N\n"
    "2,a,p2,sch2,e2,2025-Feb-17 00:00:00,,PERM,VP,,,N\n"
    "3,a,p2,sch2,e3,never,,PERM,VP,,,N\n";

class TableImportTest : public ::testing::Test {
 protected:
  Ran Import(const std::string& file) {
    return RunCommand({"import", "csv", file, "--mapping", "school-census-exclusions", "--data",
                       data_, "--json"});
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(TableImportTest, ASchoolsCensusGoesIntoANewHubRowByRowAndAgainAddsNothing) {
  const std::string file = directory_.Write("exclusions.csv", kExclusions);
  const Ran first = Import(file);
  EXPECT_EQ(first.code, kExitSomeRefused) << first.err;
  EXPECT_EQ(first.Json()["rows"]["told"], 2);
  EXPECT_EQ(first.Json()["rows"]["refused"], 1);
  EXPECT_EQ(first.Json()["events"]["accepted"], 2);
  EXPECT_THAT(first.out, HasSubstr("VALUE_MALFORMED"));
  EXPECT_EQ(first.Json()["repeats_not_looked_for"], 0);
  const Ran again = Import(file);
  EXPECT_EQ(again.Json()["events"]["accepted"], 0);
  EXPECT_EQ(again.Json()["events"]["duplicate"], 2);
}

TEST_F(TableImportTest, AFeedThatIsNotRegisteredIsRefusedWithWhereToLook) {
  const std::string file = directory_.Write("exclusions.csv", kExclusions);
  ASSERT_NE(Import(file).code, kExitFailed);
  directory_.Write("hub/registry.toml", "partnership = \"northmere\"\n");
  const Ran ran = Import(file);
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("registry.toml"));
}

}  // namespace
}  // namespace goldthread::server
