// From a table to its events: what is told, what is refused, and that it adds up.
#include "connectors/inbound/csv/table_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/csv/table_fixture.h"
#include "services/vocabulary/content.h"

namespace goldthread::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr const char* kHeader = "visit,patient,day\n";

TEST(TableReaderTest, ARowIsOneEvent) {
  const v1::Event event = ReadAll(Visits("", "says = { concern = \"seen\" }"),
                                  std::string(kHeader) + "7,p1,14/07/2025\n")
                              .EventOf("visit/7");
  EXPECT_EQ(event.feed(), "clinic/visits");
  EXPECT_EQ(event.occurred().date(), "2025-07-14");
  EXPECT_EQ(event.occurred().precision(), v1::PRECISION_UNSPECIFIED);
  EXPECT_EQ(event.category(), v1::INFORMATION_CATEGORY_HEALTH);
  ASSERT_THAT(event.subjects(), SizeIs(1));
  EXPECT_EQ(event.subjects(0).record(), "p1");
  EXPECT_EQ(event.subjects(0).role(), v1::SUBJECT_ROLE_CHILD);
  EXPECT_EQ(event.concern_recorded().concern(), "seen");
  // Not said in the file: the start of the day, in London's summer.
  EXPECT_EQ(event.recorded_at().seconds(), 1'752'447'600);
}

TEST(TableReaderTest, TheSameRowIsTheSameEventByteForByte) {
  const std::string row = "7,p1,14/07/2025\n";
  const auto alone = ReadAll(Visits(), kHeader + row).EventOf("visit/7");
  const auto among = ReadAll(Visits(), kHeader + ("1,p2,01/01/2025\n" + row) + "8,p1,15/07/2025\n");
  EXPECT_EQ(BodyOf(alone), BodyOf(among.EventOf("visit/7")));
}

TEST(TableReaderTest, ARowWithoutWhatAnEventNeedsIsRefusedAndTheOthersComeIn) {
  const ReadTable read = ReadAll(Visits(), std::string(kHeader) +
                                               "1,p,01/01/2025\n,p,01/01/2025\n3,p,\n"
                                               "4,p,31/02/2025\n5,p,01/01/2025\n");
  EXPECT_THAT(read.Problems(),
              ElementsAre("3 visit VALUE_MISSING", "4 day VALUE_MISSING", "5 day VALUE_MALFORMED"));
  EXPECT_EQ(read.counts.rows_told, 2);
  EXPECT_EQ(read.counts.rows_refused, 3);
  EXPECT_EQ(read.counts.events_refused, 3);
}

TEST(TableReaderTest, AProblemNeverHoldsTheValue) {
  const ReadTable read =
      ReadAll(Visits(), std::string(kHeader) + "1,p,SECRET\n2,SE\"CRET,01/01/2025\n");
  ASSERT_THAT(read.Problems(), SizeIs(2));
  for (const ToldRow& row : read.rows) {
    for (const TableProblem& problem : row.problems) {
      EXPECT_THAT(problem.column + std::string(problem.remedy),
                  ::testing::Not(HasSubstr("SECRET")));
    }
  }
}

TEST(TableReaderTest, ADetailThatCannotBeReadIsLeftOutAndNamed) {
  std::string mapping = Visits("born = { date = \"DD/MM/YYYY\" }\nsessions = \"number\"");
  mapping.replace(mapping.find("ConcernRecorded"), 15, "ExclusionRecorded");
  mapping.replace(mapping.find("role = \"child\""), 14,
                  "role = \"child\", described = { birth_date = \"{born}\" }");
  mapping += "says = { category = \"PERM\", sessions = \"{sessions}\" }";
  const ReadTable read = ReadAll(mapping,
                                 "visit,patient,day,born,sessions\n"
                                 "1,p,01/01/2025,01/02/2015,10.0\n2,p,01/01/2025,2015,10.5\n");
  EXPECT_EQ(read.EventOf("visit/1").subjects(0).described().birth_date(), "2015-02-01");
  EXPECT_EQ(read.EventOf("visit/1").exclusion_recorded().sessions(), 10);
  EXPECT_FALSE(read.EventOf("visit/2").subjects(0).has_described());
  EXPECT_EQ(read.EventOf("visit/2").exclusion_recorded().sessions(), 0);
  EXPECT_THAT(read.Problems(), ElementsAre("3 born DATE_MALFORMED", "3 sessions NUMBER_MALFORMED"));
  EXPECT_EQ(read.counts.rows_refused, 0);
}

TEST(TableReaderTest, AnUncertainDateStaysUncertain) {
  std::string mapping = Visits();
  mapping.replace(mapping.find("\"DD/MM/YYYY\""), 12,
                  "[\"DD/MM/YYYY hh:mm\", \"DD/MM/YYYY\", \"MM/YYYY\", \"YYYY\"]");
  const ReadTable read = ReadAll(
      mapping, std::string(kHeader) + "1,p,14/07/2025 10:30\n2,p,07/2025\n3,p,2025\n4,p,2/25\n");
  EXPECT_EQ(read.EventOf("visit/1").occurred().instant().seconds(), 1'752'485'400);
  EXPECT_EQ(read.EventOf("visit/2").occurred().date(), "2025-07-01");
  EXPECT_EQ(read.EventOf("visit/2").occurred().precision(), v1::PRECISION_MONTH);
  EXPECT_EQ(read.EventOf("visit/3").occurred().precision(), v1::PRECISION_YEAR);
  EXPECT_THAT(read.Problems(), ElementsAre("5 day VALUE_MALFORMED"));
}

TEST(TableReaderTest, AnEndHasTheFormOfItsStart) {
  const std::string mapping = Visits(
      "left = { date = [\"DD/MM/YYYY hh:mm\", \"DD/MM/YYYY\", \"YYYY\"] }", "ended = \"{left}\"");
  const ReadTable read = ReadAll(mapping,
                                 "visit,patient,day,left\n1,p,01/01/2025,02/01/2025\n"
                                 "2,p,01/01/2025,02/01/2025 23:00\n3,p,01/01/2025,2025\n"
                                 "4,p,01/01/2025,\n5,p,01/01/2025,soon\n");
  EXPECT_EQ(read.EventOf("visit/1").occurred().end_date(), "2025-01-02");
  EXPECT_EQ(read.EventOf("visit/2").occurred().end_date(), "2025-01-02");
  EXPECT_EQ(read.EventOf("visit/3").occurred().end_case(), v1::Occurred::END_NOT_SET);
  EXPECT_THAT(read.Problems(), ElementsAre("4 left END_NOT_OF_FORM", "6 left DATE_MALFORMED"));
}

TEST(TableReaderTest, WhenItWasRecordedIsTakenFromItsColumn) {
  const std::string mapping =
      Visits("noted = { date = \"DD/MM/YYYY hh:mm\" }", "recorded = \"{noted}\"");
  const ReadTable read = ReadAll(mapping,
                                 "visit,patient,day,noted\n1,p,01/01/2025,03/01/2025 12:00\n"
                                 "2,p,01/01/2025,\n");
  EXPECT_EQ(read.EventOf("visit/1").recorded_at().seconds(), 1'735'905'600);
  EXPECT_EQ(read.EventOf("visit/2").recorded_at().seconds(), 1'735'689'600);
  EXPECT_THAT(read.Problems(), ElementsAre("3 noted RECORDED_MISSING"));
}

TEST(TableReaderTest, OneRowMayTellSeveralThingsUnderConditions) {
  const std::string mapping = Visits("kind = \"text\"", "only_if = \"{kind} is one of A, B\"") + R"(
[[events]]
kind = "AppointmentMissed"
only_if = ["{kind} is not B", "{kind} is given"]
id = "missed/{visit}"
occurred = "{day}"
category = "health"
subjects = [{ record = "{patient}", role = "child" }]
)";
  const ReadTable read = ReadAll(mapping,
                                 "visit,patient,day,kind\n1,p,01/01/2025,A\n2,p,01/01/2025,B\n"
                                 "3,p,01/01/2025,C\n4,p,01/01/2025,\n");
  std::vector<std::string> ids;
  for (const v1::Event& event : read.Events()) ids.push_back(event.id());
  EXPECT_THAT(ids, ElementsAre("visit/1", "missed/1", "visit/2", "missed/3"));
  EXPECT_EQ(read.counts.rows_told, 3);
  EXPECT_EQ(read.counts.rows_silent, 1);
  EXPECT_THAT(read.counts.events_by_kind,
              ElementsAre(Pair("AppointmentMissed", 2), Pair("ConcernRecorded", 2)));
}

TEST(TableReaderTest, PeopleWhoAreNotInTheRowAreNotInTheEvent) {
  const std::string mapping = R"(feed = "a"
agency = "a"
[columns]
n = "text"
child = "text"
mother = "text"
name = "text"
day = { date = "YYYY-MM-DD" }
[[events]]
kind = "ConcernRecorded"
id = "{n}"
occurred = "{day}"
category = "health"
[[events.subjects]]
record = "{child}"
role = "child"
[[events.subjects]]
record = "{mother}"
role = "mother"
described = { names = [{ family = "{name}", kind = "usual" }] }
)";
  const ReadTable read =
      ReadAll(mapping,
              "n,child,mother,name,day\n1,c,m,N,2025-01-01\n2,c,,,2025-01-01\n3,c,m,,2025-01-01\n");
  EXPECT_EQ(read.EventOf("1").subjects(1).described().names(0).family(), "N");
  EXPECT_THAT(read.EventOf("2").subjects(), SizeIs(1));
  EXPECT_FALSE(read.EventOf("3").subjects(1).has_described());
}

TEST(TableReaderTest, ColumnsThatTheMappingDoesNotKnowAreCountedOnce) {
  const ReadTable read = ReadAll(Visits("[left_out]\nRent = \"money\""),
                                 "visit,patient,day,extra,rent,Other\n1,p,01/01/2025,x,9,\n"
                                 "2,p,01/01/2025,,9,\n3,p,01/01/2025,y,9,\n");
  ASSERT_THAT(read.counts.unknown_columns, SizeIs(2));
  EXPECT_EQ(read.counts.unknown_columns.at("extra").cells, 2);
  EXPECT_EQ(read.counts.unknown_columns.at("extra").first_line, 2);
  EXPECT_EQ(read.counts.unknown_columns.at("Other").cells, 0);
  EXPECT_THAT(read.counts.left_out, ElementsAre(Pair("rent", "money")));
}

TEST(TableReaderTest, CodesThatTheMappingDoesNotKnowAreKeptAsTheyAreAndCountedOnce) {
  const std::string mapping =
      Visits("why = { codes = { A = \"asthma\" } }", "says = { concern = \"{why}\" }");
  const ReadTable read = ReadAll(mapping,
                                 "visit,patient,day,why\n1,p,01/01/2025,A\n2,p,01/01/2025,B\n"
                                 "3,p,01/01/2025,C\n");
  EXPECT_EQ(read.EventOf("visit/1").concern_recorded().concern(), "asthma");
  EXPECT_EQ(read.EventOf("visit/2").concern_recorded().concern(), "B");
  EXPECT_EQ(read.counts.unknown_codes.at("why").cells, 2);
  EXPECT_EQ(read.counts.unknown_codes.at("why").first_line, 3);
  EXPECT_THAT(read.Problems(), IsEmpty());
}

TEST(TableReaderTest, TwoRowsWithOneIdMustSayTheSame) {
  const ReadTable read =
      ReadAll(Visits(), std::string(kHeader) + "1,p,01/01/2025\n1,p,01/01/2025\n1,q,01/01/2025\n");
  EXPECT_THAT(read.Problems(), ElementsAre("4 ID_REPEATED"));
  EXPECT_EQ(read.counts.events, 1);
  EXPECT_EQ(read.counts.events_repeated, 1);
  EXPECT_EQ(read.counts.events_refused, 1);
  EXPECT_EQ(read.counts.rows_told, 2);
}

TEST(TableReaderTest, BeyondTheIdsThatAreRememberedNoRepeatIsClaimed) {
  const Mapping mapping = MappingOf(Visits());
  const std::string rows =
      "1,p,01/01/2025\n2,p,01/01/2025\n3,p,01/01/2025\n1,p,01/01/2025\n3,p,01/01/2025\n";
  const auto counts = [&](size_t ids_watched) {
    TableReader table(mapping, BytesOf(std::string(kHeader) + rows), ids_watched);
    while (table.Next()) continue;
    return table.counts();
  };
  EXPECT_EQ(counts(3).events_repeated, 2);
  EXPECT_EQ(counts(3).events_unwatched, 0);
  EXPECT_EQ(counts(2).events_repeated, 1);
  EXPECT_EQ(counts(2).events_unwatched, 2);
  EXPECT_EQ(counts(2).events, 4);
}

TEST(TableReaderTest, AnIdMayStandForAllThatTheEventSays) {
  std::string mapping = Visits();
  mapping.replace(mapping.find("visit/{visit}"), 13, "visit/{digest of this event}");
  const ReadTable read =
      ReadAll(mapping, std::string(kHeader) + "1,p,01/01/2025\n2,p,01/01/2025\n3,q,01/01/2025\n");
  const auto events = read.Events();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(read.counts.events_repeated, 1);
  EXPECT_NE(events[0].id(), events[1].id());
  EXPECT_EQ(events[0].id().size(), 6u + 16u);
}

TEST(TableReaderTest, ADigestTellsItsColumnsApart) {
  std::string mapping = Visits();
  mapping.replace(mapping.find("visit/{visit}"), 13, "{digest of visit, patient}");
  const ReadTable read =
      ReadAll(mapping, std::string(kHeader) + "1,23,01/01/2025\n12,3,01/01/2025\n");
  EXPECT_NE(read.Events()[0].id(), read.Events()[1].id());
}

TEST(TableReaderTest, ColumnsMayBeJoinedAndReadAsOne) {
  const std::string mapping = R"(feed = "desk/{place}"
agency = "desk"
[columns]
n = "text"
place = "text"
date = "text"
time = "text"
[joined]
when = { from = "{date} {time}", date = ["DD/MM/YYYY hh:mm", "DD/MM/YYYY"] }
[[events]]
kind = "ConcernRecorded"
id = "{n}"
occurred = "{when}"
category = "health"
subjects = [{ record = "{n}", role = "child" }]
)";
  const ReadTable read = ReadAll(
      mapping, "n,place,date,time\n1,NORTH,01/01/2025,10:00\n2,south,01/01/2025,\n3,south,,\n");
  EXPECT_EQ(read.EventOf("1").occurred().instant().seconds(), 1'735'725'600);
  EXPECT_EQ(read.EventOf("1").feed(), "desk/north");
  EXPECT_EQ(read.EventOf("2").occurred().date(), "2025-01-01");
  EXPECT_THAT(read.Problems(), ElementsAre("4 when VALUE_MISSING"));
  EXPECT_THAT(read.counts.events_by_feed,
              ElementsAre(Pair("desk/north", 1), Pair("desk/south", 1)));
}

TEST(TableReaderTest, WordsThatSayNothingAreEmptyCells) {
  const ReadTable read = ReadAll(Visits("[file]\nempty = [\"NULL\"]"),
                                 std::string(kHeader) + "1,p,NULL\n2,p,01/01/2025\n");
  EXPECT_THAT(read.Problems(), ElementsAre("2 day VALUE_MISSING"));
}

TEST(TableReaderTest, AFileWithoutAHeaderHasItsColumnsInTheMapping) {
  const ReadTable read =
      ReadAll(Visits("[file]\nheader = [\"patient\", \"visit\", \"day\"]"), "p1,7,01/01/2025\n");
  EXPECT_EQ(read.EventOf("visit/7").subjects(0).record(), "p1");
}

TEST(TableReaderTest, HeadersAreComparedWithoutCaseAndSpaces) {
  EXPECT_THAT(ReadAll(Visits(), "\" VISIT\",Patient , day\n1,p,01/01/2025\n").Events(), SizeIs(1));
}

TEST(TableReaderTest, AColumnThatIsNotThereStopsTheFileUnlessItMay) {
  EXPECT_THAT(ReadAll(Visits(), "visit,patient\n1,p\n").Problems(),
              ElementsAre("1 day COLUMN_MISSING"));
  const std::string mapping =
      Visits("note = { as = \"text\", may_be_absent = true }", "says = { summary = \"{note}\" }");
  EXPECT_THAT(ReadAll(mapping, std::string(kHeader) + "1,p,01/01/2025\n").Problems(), IsEmpty());
}

TEST(TableReaderTest, AColumnThatIsThereTwiceStopsTheFile) {
  EXPECT_THAT(ReadAll(Visits(), "visit,patient,day,DAY\n1,p,01/01/2025,\n").Problems(),
              ElementsAre("1 day COLUMN_REPEATED"));
}

TEST(TableReaderTest, AFirstRowTakenForAHeaderIsNotShown) {
  const ReadTable read = ReadAll(Visits(), "Smith,Jane,2015-01-01\n");
  EXPECT_THAT(read.Problems(), ElementsAre("1 HEADER_MISSING"));
  EXPECT_THAT(read.counts.unknown_columns, IsEmpty());
}

TEST(TableReaderTest, AnEmptyFileHasNoHeader) {
  EXPECT_THAT(ReadAll(Visits(), "").Problems(), ElementsAre("1 HEADER_MISSING"));
  EXPECT_THAT(ReadAll(Visits(), "PK\x03\x04").Problems(), ElementsAre("0 FILE_IS_WORKBOOK"));
}

TEST(TableReaderTest, RowsWithoutAnythingAreCounted) {
  const ReadTable read = ReadAll(Visits("", "only_if = \"{visit} is given\""),
                                 std::string(kHeader) + ",,\n1,p,01/01/2025\n");
  EXPECT_EQ(read.counts.rows_silent, 1);
  EXPECT_EQ(read.counts.rows, 2);
}

}  // namespace
}  // namespace goldthread::csv
