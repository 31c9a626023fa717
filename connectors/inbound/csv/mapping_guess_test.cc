#include "connectors/inbound/csv/mapping_guess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/csv/table_fixture.h"

namespace goldthread::csv {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string GuessFor(const std::string& table) {
  const auto guess = GuessMapping([&]() -> StatusOr<ByteSource> { return BytesOf(table); });
  return guess.ok() ? *guess : std::string(Message(guess.status()));
}

TEST(MappingGuessTest, TheGuessForAPlainTableReadsIt) {
  std::string table = "visit no;Patient Ref;Surname;Forename;DOB;Visited;Ward;Notes\n";
  for (int i = 0; i < 40; ++i) {
    table += "V" + std::to_string(i) + ";P" + std::to_string(i / 2) +
             ";Example;Bo;01/02/2020;15/03/2026;" + (i % 2 == 0 ? "A1" : "B2") + ";came by bus\n";
  }
  const std::string guess = GuessFor(table);
  EXPECT_THAT(guess, HasSubstr("delimiter = \";\""));
  EXPECT_THAT(guess, HasSubstr("\"Ward\" = { codes = [\"A1\", \"B2\"] }"));
  EXPECT_THAT(guess, HasSubstr("occurred = \"{Visited}\""));
  EXPECT_THAT(guess, HasSubstr("\"Notes\" = \"to be decided"));
  EXPECT_THAT(guess, Not(HasSubstr("bus")));
  const ReadTable read = ReadAll(guess, table);
  EXPECT_THAT(read.Problems(), IsEmpty());
  EXPECT_EQ(read.counts.events, 40);
  EXPECT_EQ(read.EventOf("row/V3").subjects(0).record(), "P1");
  EXPECT_EQ(read.EventOf("row/V3").subjects(0).described().birth_date(), "2020-02-01");
}

TEST(MappingGuessTest, AFileFromADesktopProgramIsSeenToBeWindows1252) {
  const std::string guess = GuessFor("ref\tborn\tname\nr1\t2020-01-02\tZo\xeb\n");
  EXPECT_THAT(guess, HasSubstr("encoding = \"windows-1252\"\ndelimiter = \"tab\""));
  EXPECT_THAT(guess, HasSubstr("\"born\" = { date = \"YYYY-MM-DD\" }"));
}

TEST(MappingGuessTest, NamesThatTomlWouldMisreadAreQuoted) {
  const std::string table = "\"a \"\"b\"\" \\\",day\nx,2020-01-02\n";
  EXPECT_THAT(ReadAll(GuessFor(table), table).Problems(), IsEmpty());
}

TEST(MappingGuessTest, WhatIsNoTableIsSaidToBeNone) {
  EXPECT_THAT(GuessFor(""), HasSubstr("not a header"));
  EXPECT_THAT(GuessFor("PK\x03\x04"), HasSubstr("CSV UTF-8"));
}

#ifdef GT_SCHOOL_SAMPLES  // Public samples, where they have been fetched.
TEST(MappingGuessTest, TheGuessForThePublicPupilFileReadsIt) {
  const std::string table = TextOfFile(GT_SCHOOL_SAMPLES "/2025_spring_pupilonroll.csv");
  const std::string guess = GuessFor(table);
  EXPECT_THAT(guess, HasSubstr("\"dob\" = { date = \"YYYY-Mon-DD 00:00:00\" }"));
  const ReadTable read = ReadAll(guess, table);
  EXPECT_EQ(read.counts.rows_told, 9498);
  EXPECT_THAT(read.counts.unknown_columns, IsEmpty());
}
#endif

}  // namespace
}  // namespace goldthread::csv
