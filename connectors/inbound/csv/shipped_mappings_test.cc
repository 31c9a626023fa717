// The mappings that ship: each loads, and tells what its page says of a small table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <vector>

#include "connectors/inbound/csv/table_fixture.h"

namespace goldthread::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

Mapping Shipped(const std::string& name) {
  return MappingOf(TextOfFile(std::string(GT_MAPPINGS) + "/" + name + ".toml"));
}

ReadTable ReadShipped(const std::string& name, std::string table) {
  const Mapping mapping = Shipped(name);
  ReadTable read = ReadAll(mapping, BytesOf(std::move(table)));
  EXPECT_THAT(read.file_problems, IsEmpty());
  return read;
}

TEST(ShippedMappingsTest, EveryOneLoadsAndSaysWhatItIs) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GT_MAPPINGS)) {
    SCOPED_TRACE(entry.path());
    EXPECT_FALSE(Shipped(entry.path().stem()).title.empty());
    ++count;
  }
  EXPECT_GE(count, 6);
}

// The text of the first block of `language` on the page.
std::string BlockOf(const std::string& page, const std::string& language) {
  const std::string begin = "```" + language + "\n";
  const size_t at = page.find(begin) + begin.size();
  return page.substr(at, page.find("```", at) - at);
}

TEST(ShippedMappingsTest, TheExampleThatThePageTeachesIsTrue) {
  const std::string page = TextOfFile(GT_SOURCE_DIR "/docs/csv-mappings.md");
  const ReadTable read = ReadAll(BlockOf(page, "toml"), BlockOf(page, "csv"));
  EXPECT_THAT(read.Problems(), IsEmpty());
  EXPECT_EQ(read.counts.events, 2);
  EXPECT_THAT(read.counts.unknown_columns, IsEmpty());
  EXPECT_EQ(read.EventOf("visit/V1/worry").concern_recorded().summary(),
            "Mother tired,\nhouse cold");
  EXPECT_TRUE(read.EventOf("visit/V2/missed").appointment_missed().was_not_brought());
}

TEST(ShippedMappingsTest, ThePageNamesEveryMappingThatShips) {
  const std::string page = TextOfFile(GT_SOURCE_DIR "/docs/csv-mappings.md");
  for (const auto& entry : std::filesystem::directory_iterator(GT_MAPPINGS)) {
    EXPECT_NE(page.find("`" + entry.path().stem().string() + "`"), std::string::npos)
        << entry.path();
  }
}

constexpr const char* kPolice =
    "Incident No,Person Ref,Incident Date,Incident Time,Recorded On,Incident Type,Role,Child "
    "Present,Risk Grading,OIC Role,OIC Phone,Summary,Surname,Forenames,DOB,Sex,PNC ID,Beat\n";

TEST(ShippedMappingsTest, APoliceIncidentIsToldForEachPerson) {
  const ReadTable read =
      ReadShipped("police-incidents",
                  std::string(kPolice) +
                      "I1,P1,05/03/2026,21:40,09/03/2026 09:15,DA,VIC,Y,High,DC,01632 960001,"
                      "\"Shouting \x96 heard,\nby neighbour\",O\x92"
                      "Example,Ann,01/02/1990,F,NULL,B2\n"
                      "I1,P2,05/03/2026,21:40,09/03/2026 "
                      "09:15,DA,CHD,Y,High,DC,,,Example,Bo,01/02/2019,M,,B2\n");
  const v1::Event event = read.EventOf("incident/I1/P1");
  EXPECT_EQ(event.incident_attended().incident_type(), "domestic-abuse");
  EXPECT_EQ(event.incident_attended().summary(), "Shouting \xe2\x80\x93 heard,\nby neighbour");
  EXPECT_EQ(event.incident_attended().risk_tool().grading(), "High");
  EXPECT_TRUE(event.incident_attended().child_present());
  EXPECT_EQ(event.occurred().instant().seconds(), 1'772'746'800);
  EXPECT_EQ(event.recorded_at().seconds(), 1'773'047'700);
  EXPECT_EQ(event.subjects(0).role(), v1::SUBJECT_ROLE_ALLEGED_VICTIM);
  EXPECT_EQ(event.subjects(0).described().names(0).family(),
            "O\xe2\x80\x99"
            "Example");
  EXPECT_THAT(event.subjects(0).described().identifiers(), IsEmpty());
  EXPECT_EQ(event.contact().phone(), "01632 960001");
  EXPECT_EQ(read.EventOf("incident/I1/P2").subjects(0).role(), v1::SUBJECT_ROLE_CHILD);
  EXPECT_THAT(read.Problems(), IsEmpty());
}

TEST(ShippedMappingsTest, AMissingChildIsAnEpisodeThatStartsAndEnds) {
  const ReadTable read =
      ReadShipped("police-incidents", std::string(kPolice) +
                                          "I2,P2,06/03/2026,,09/03/2026,MP,CHD,,,,,,,,,,,\n"
                                          "I2,P2,07/03/2026,08:00,09/03/2026,MR,CHD,,,,,,,,,,,\n"
                                          "I2,P1,06/03/2026,,09/03/2026,MP,WIT,,,,,,,,,,,\n");
  EXPECT_EQ(read.EventOf("missing/I2/P2").occurred().date(), "2026-03-06");
  EXPECT_EQ(read.EventOf("returned/I2/P2").missing_episode_ended().kind(), "M");
  EXPECT_EQ(read.counts.rows_silent, 1);
}

TEST(ShippedMappingsTest, AnAttendanceWithAWorryTellsBoth) {
  const ReadTable read = ReadShipped(
      "ae-attendances",
      "attendance_id|patient_id|nhs_number|family_name|given_name|birth_date|sex|arrival|departure|"
      "site_ods|department_type|presenting_complaint|accompanied_by|discharge|did_not_wait|"
      "concern\n"
      "A1|H7|9990000001|Example|Bo|2019-02-01|1|2026-03-05T21:40:00Z|2026-03-05T23:10:00Z|RXX01|01|"
      "fall|mother|home|N|bruise does not fit\n"
      "A2|H7||||||2026-03-06 10:00:00||RXX01|03||||Y|\n");
  const v1::Event event = read.EventOf("attendance/A1");
  EXPECT_EQ(event.attendance_recorded().setting(), "emergency-department");
  EXPECT_EQ(event.attendance_recorded().accompanied_by(), "mother");
  EXPECT_EQ(event.subjects(0).described().identifiers(0).value(), "9990000001");
  EXPECT_EQ(event.occurred().end_instant().seconds() - event.occurred().instant().seconds(), 5400);
  const v1::Event concern = read.EventOf("attendance/A1/concern");
  EXPECT_EQ(concern.concern_recorded().summary(), "bruise does not fit");
  EXPECT_EQ(concern.basis().nature(), v1::BASIS_NATURE_PROFESSIONAL_OPINION);
  EXPECT_EQ(read.EventOf("attendance/A2/did-not-wait").occurred().instant().seconds(),
            1'772'791'200);
  EXPECT_EQ(read.counts.events, 4);
  EXPECT_THAT(read.Problems(), IsEmpty());
}

TEST(ShippedMappingsTest, ATenancyTellsItsStartItsAddressAndItsEnd) {
  const ReadTable read = ReadShipped(
      "housing-tenancies",
      "Tenancies;;\nprinted 3/3/2026\n"
      "Tenancy Ref;Tenant Ref;Forename;Surname;Date of Birth;NI Number;Start;End;Reason Ended;Type;"
      "Address;Postcode;UPRN;Rent;Arrears\n"
      "T1;X1;Ann;Example;1/2/1990;;5/1/2020;Mar 2024;moved;SEC;\"1 Mill Lane; Northmere\";ZZ1 1AA;"
      "100012345678;90;0\n"
      "T2;X1;Ann;Example;1/2/1990;;6/4/2024;;;INT;;;;95;0\n");
  EXPECT_EQ(read.EventOf("tenancy/T1/X1/started").tenancy_started().tenancy_type(), "secure");
  const v1::Event address = read.EventOf("tenancy/T1/X1/address");
  EXPECT_EQ(address.address_observed().address().lines(0), "1 Mill Lane; Northmere");
  EXPECT_EQ(address.address_observed().address().uprn(), 100'012'345'678u);
  EXPECT_EQ(address.address_observed().residence(), v1::RESIDENCE_LIVES);
  const v1::Event ended = read.EventOf("tenancy/T1/X1/ended");
  EXPECT_EQ(ended.occurred().date(), "2024-03-01");
  EXPECT_EQ(ended.occurred().precision(), v1::PRECISION_MONTH);
  EXPECT_EQ(read.counts.events, 4);
  EXPECT_THAT(read.Problems(), IsEmpty());
}

constexpr const char* kOwnHeader =
    "occurred,precision,occurred_end,age,agency,kind,handling,standing,corrected_by,withdrawn_by,"
    "category,record,role,subjects,nature,told_by,seen_by,feed,event_id,corrects,recorded_at,"
    "received_at,days_late,contact,facts\r\n";

TEST(ShippedMappingsTest, ALineOfOurOwnExportIsTheEventItWas) {
  const ReadTable read = ReadShipped(
      "goldthread-chronology",
      std::string(kOwnHeader) +
          "2026-03-01,approximate,2026-03-04,6y 5m,northmere-school,ConcernRecorded,"
          "not-for-family third-party,withdrawn,,w%201,education,f/a b,child,"
          "child:a%20b mother:m:1,allegation,'=mother,,northmere-school/attendance,'-7,6,"
          "2026-03-05T09:00:00.000005Z,2026-03-06T09:00:00Z,2,\"{\"\"role\"\":\"\"DSL\"\"}\","
          "\"{\"\"concern\"\":\"\"late, again\"\"}\"\r\n");
  EXPECT_THAT(read.Problems(), IsEmpty());
  const v1::Event event = read.EventOf("-7");
  EXPECT_EQ(event.occurred().date(), "2026-03-01");
  EXPECT_EQ(event.occurred().precision(), v1::PRECISION_APPROXIMATE);
  EXPECT_EQ(event.occurred().end_date(), "2026-03-04");
  EXPECT_EQ(event.recorded_at().nanos(), 5'000);
  EXPECT_THAT(event.handling(), ElementsAre(v1::HANDLING_NOT_FOR_FAMILY, v1::HANDLING_THIRD_PARTY));
  ASSERT_THAT(event.subjects(), SizeIs(2));
  EXPECT_EQ(event.subjects(0).record(), "a b");
  EXPECT_EQ(event.subjects(1).record(), "m:1");
  EXPECT_EQ(event.subjects(1).role(), v1::SUBJECT_ROLE_MOTHER);
  EXPECT_EQ(event.basis().told_by(), "=mother");
  EXPECT_EQ(event.corrects(), "6");
  EXPECT_EQ(event.contact().role(), "DSL");
  EXPECT_EQ(event.concern_recorded().concern(), "late, again");
  EXPECT_EQ(read.EventOf("w 1").withdraws(), "-7");
}

TEST(ShippedMappingsTest, ACorrectionSaidApartComesWithTheFactItCorrects) {
  const ReadTable read = ReadShipped(
      "goldthread-chronology",
      "occurred,precision,occurred_end,agency,kind,handling,corrected_apart,replaced_by,"
      "withdrawn_by,category,subjects,nature,told_by,seen_by,feed,event_id,corrects,recorded_at,"
      "received_at,contact,facts,age,standing,corrected_by,record,role,days_late\r\n"
      "2026-03-01,day,,a,ConcernRecorded,,c 1,r1,,education,child:1,fact,,,f,1,,"
      "2026-03-05T09:00:00Z,2026-03-06T09:00:00Z,,{},,corrected,c%201,f/1,child,5\r\n");
  EXPECT_THAT(read.Problems(), IsEmpty());
  const v1::Event corrected = read.EventOf("c 1");
  EXPECT_EQ(corrected.corrects(), "1");
  EXPECT_EQ(corrected.event_corrected().replacement_event_id(), "r1");
}

TEST(ShippedMappingsTest, ALineOfOurOwnExportThatWasSpoiltIsRefusedByColumn) {
  const std::string good =
      "2026-03-01,day,,,a,ConcernRecorded,,stands,,,education,f/1,child,child:1,fact,,,f,1,,"
      "2026-03-05T09:00:00Z,2026-03-06T09:00:00Z,2,,{}\n";
  const std::vector<std::array<std::string, 3>> spoilings = {
      {"ConcernRecorded", "ConcernNoted", "kind"},
      {"ConcernRecorded", "", "kind"},
      {"child:1", "infant:1", "subjects"},
      {"child:1", "child", "subjects"},
      {"child:1", "child:%4", "subjects"},
      {",{}", ",{", "facts"},
      {",{}", ",", "facts"},
      {",{}", ",\"{\"\"age\"\":1}\"", "facts"},
      {",day,", ",century,", "precision"},
      {"ConcernRecorded,", "ConcernRecorded,x", "handling"},
      {"2,,{}", "2,x,{}", "contact"}};
  for (const auto& [from, to, column] : spoilings) {
    std::string line = good;
    line.replace(line.find(from), from.size(), to);
    const ReadTable read = ReadShipped("goldthread-chronology", kOwnHeader + line);
    EXPECT_EQ(read.counts.events, 0) << line;
    EXPECT_EQ(read.counts.events_refused, 1) << line;
    const std::string rule = to.empty() || to == "," ? "VALUE_MISSING" : "VALUE_MALFORMED";
    EXPECT_THAT(read.Problems(), ElementsAre("2 " + column + " " + rule)) << line;
  }
}

#ifdef GT_SCHOOL_SAMPLES  // Public samples, where they have been fetched.
TEST(ShippedMappingsTest, EveryPupilOfThePublicSampleIsPlacedAndEveryColumnAccountedFor) {
  const ReadTable read = ReadShipped("school-census-pupils",
                                     TextOfFile(GT_SCHOOL_SAMPLES "/2025_spring_pupilonroll.csv"));
  EXPECT_EQ(read.counts.rows, 9498);
  EXPECT_EQ(read.counts.rows_told, 9498);
  EXPECT_THAT(read.counts.events_by_kind, ElementsAre(Pair("PersonDescribed", 9498)));
  EXPECT_THAT(read.counts.events_by_feed, SizeIs(8));
  EXPECT_THAT(read.counts.unknown_columns, IsEmpty());
  EXPECT_THAT(read.counts.unknown_codes, IsEmpty());
  EXPECT_THAT(read.counts.left_out, SizeIs(30));
  EXPECT_THAT(read.Problems(), IsEmpty());
  const v1::Event& event = read.rows[0].events[0];
  EXPECT_EQ(event.feed(), "school-census/sch7");
  EXPECT_EQ(event.occurred().date(), "2023-02-03");
  const v1::PersonDescription& described = event.subjects(0).described();
  EXPECT_EQ(described.birth_date(), "2020-04-25");
  EXPECT_EQ(described.names(0).given(), "FOR9344 MID1173");
  EXPECT_THAT(described.names(), SizeIs(3));
  EXPECT_THAT(described.identifiers(), SizeIs(3));
}

TEST(ShippedMappingsTest, EveryExclusionOfThePublicSampleIsPlacedAndEveryColumnAccountedFor) {
  const ReadTable read =
      ReadShipped("school-census-exclusions",
                  TextOfFile(GT_SCHOOL_SAMPLES "/2025_spring_termlyexclusionsonroll.csv"));
  EXPECT_EQ(read.counts.rows_told, 10064);
  EXPECT_THAT(read.counts.unknown_columns, IsEmpty());
  EXPECT_THAT(read.counts.unknown_codes, IsEmpty());
  EXPECT_THAT(read.Problems(), IsEmpty());
  std::map<std::string, int> categories;
  for (const v1::Event& event : read.Events()) ++categories[event.exclusion_recorded().category()];
  EXPECT_THAT(categories, ElementsAre(Pair("LNCH", 1998), Pair("PERM", 4062), Pair("SUSP", 4004)));
  const v1::Event event = read.EventOf("exclusion/e8a25ee1");
  EXPECT_THAT(event.exclusion_recorded().reasons(), ElementsAre("DB", "PA"));
  EXPECT_EQ(event.exclusion_recorded().sessions(), 10);
  EXPECT_EQ(event.occurred().date(), "2025-02-14");
}
#endif

}  // namespace
}  // namespace goldthread::csv
