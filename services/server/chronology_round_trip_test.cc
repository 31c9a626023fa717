// A chronology out to a spreadsheet's CSV and back into another hub.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "connectors/inbound/csv/table_rows.h"
#include "services/server/command_test.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

// By the hub that holds it, or by what the export leaves out.
const std::set<std::string> kOfTheHub = {"age", "received_at", "days_late"};

using CellsByName = std::map<std::string, std::string>;

std::vector<CellsByName> LinesOf(const std::string& csv) {
  csv::TableRows rows(
      [&csv, at = size_t{0}](char* buffer, size_t size) mutable {
        const size_t count = std::min(size, csv.size() - at);
        csv.copy(buffer, count, at);
        at += count;
        return static_cast<int64_t>(count);
      },
      {});
  std::vector<std::string> names;
  std::vector<CellsByName> lines;
  while (const auto row = rows.Next()) {
    if (names.empty()) {
      names.assign(row->cells.begin(), row->cells.end());
      continue;
    }
    CellsByName& line = lines.emplace_back();
    for (size_t at = 0; at < names.size(); ++at) {
      if (!kOfTheHub.contains(names[at])) line[names[at]] = row->cells[at];
    }
  }
  return lines;
}

// Facts of the school about its pupil that try each column.
std::vector<v1::Event> Awkward() {
  std::vector<v1::Event> events(4);
  for (size_t at = 0; at < events.size(); ++at) {
    v1::Event& event = events[at];
    event.set_id("-a " + std::to_string(at));
    event.set_feed("northmere-school/attendance");
    event.set_agency("northmere-school");
    event.mutable_occurred()->set_date("2024-03-01");
    event.mutable_recorded_at()->set_seconds(1'712'300'000);
    event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
    event.mutable_basis()->set_nature(v1::BASIS_NATURE_ALLEGATION);
    event.add_subjects()->set_record("pupil-1042");
    event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
    event.mutable_concern_recorded()->set_concern("said \"no\", twice;\nthen\r\n=went");
  }
  events[0].mutable_occurred()->set_precision(v1::PRECISION_MONTH);
  events[0].mutable_basis()->set_told_by("=class teacher, 2b");
  events[0].mutable_basis()->set_seen_by("'nurse");
  events[0].mutable_contact()->set_role("head of year");
  events[0].mutable_contact()->set_phone("01632 960001");
  events[0].add_handling(v1::HANDLING_NOT_FOR_FAMILY);
  events[0].add_handling(v1::HANDLING_THIRD_PARTY);
  v1::Subject& mother = *events[0].add_subjects();
  mother.set_record("m:1 %20");
  mother.set_role(v1::SUBJECT_ROLE_MOTHER);
  events[1].mutable_occurred()->set_end_date("2024-03-09");
  events[1].mutable_occurred()->set_precision(v1::PRECISION_APPROXIMATE);
  events[2].mutable_occurred()->mutable_instant()->set_seconds(1'709'300'000);
  events[2].mutable_occurred()->mutable_instant()->set_nanos(120'000);
  events[2].set_corrects(events[1].id());
  events[3].mutable_occurred()->mutable_instant()->set_seconds(1'709'300'001);
  events[3].mutable_occurred()->mutable_end_instant()->set_seconds(1'709'300'060);
  v1::Event withdrawn = events[3];
  withdrawn.set_id("w/1");
  withdrawn.set_withdraws(events[3].id());
  withdrawn.clear_subjects();
  withdrawn.mutable_occurred()->mutable_end_instant()->set_seconds(1'709'300'060);
  withdrawn.mutable_event_withdrawn()->set_reason("another child");
  events.push_back(withdrawn);
  v1::Event corrected = events[0];
  corrected.set_id("c 1");
  corrected.set_corrects(events[0].id());
  corrected.clear_subjects();
  corrected.mutable_event_corrected()->set_reason("told of the wrong month");
  corrected.mutable_event_corrected()->set_replacement_event_id(events[1].id());
  events.push_back(corrected);
  return events;
}

class ChronologyRoundTripTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string lines = StoryLines();
    for (const v1::Event& event : Awkward()) {
      std::string line;
      ASSERT_TRUE(google::protobuf::util::MessageToJsonString(event, &line).ok());
      lines += line + "\n";
    }
    const Ran published = RunCommand({"publish", "-", "--data", there_}, lines);
    ASSERT_EQ(published.code, kExitOk) << published.out << published.err;
    file_ = directory_.Write("story.csv", Export(there_, kStoryPupil));
  }

  static std::string Export(const std::string& data, const std::string& record) {
    const Ran ran = RunCommand({"chronology", "--data", data, "--record", record, "--format", "csv",
                                "--purpose", "section-47", "--role", "social-worker"});
    EXPECT_EQ(ran.code, kExitOk) << ran.err;
    return ran.out;
  }
  Ran Import(const std::string& data) {
    return RunCommand(
        {"import", "csv", file_, "--mapping", "goldthread-chronology", "--data", data, "--json"});
  }

  const TestDirectory directory_;
  const std::string there_ = directory_.File("there");
  const std::string here_ = directory_.File("here");
  std::string file_;
};

TEST_F(ChronologyRoundTripTest, TheSameFactsAreToldInAnotherHub) {
  std::vector<CellsByName> before = LinesOf(ReadWhole(file_));
  ASSERT_GT(before.size(), 7u);
  const Ran ran = Import(here_);
  ASSERT_EQ(ran.code, kExitOk) << ran.out << ran.err;
  EXPECT_EQ(ran.Json()["events"]["accepted"], before.size() + 2);  // And the two amendments.
  EXPECT_TRUE(ran.Json()["unknown_columns"].empty());
  EXPECT_TRUE(ran.Json()["unknown_codes"].empty());
  EXPECT_TRUE(ran.Json()["problems"].empty());
  std::set<std::string> records;
  for (const CellsByName& line : before) records.insert(line.at("record"));
  ASSERT_GT(records.size(), 1u);  // Several agencies', one person no more.
  std::vector<CellsByName> after;
  for (const std::string& record : records) {
    for (CellsByName& line : LinesOf(Export(here_, record))) after.push_back(std::move(line));
  }
  std::ranges::sort(before);
  std::ranges::sort(after);
  EXPECT_EQ(after, before);
}

TEST_F(ChronologyRoundTripTest, TakenInAgainItAddsNothing) {
  ASSERT_EQ(Import(here_).code, kExitOk);
  const Ran again = Import(here_);
  EXPECT_EQ(again.code, kExitOk);
  EXPECT_EQ(again.Json()["events"]["accepted"], 0);
  EXPECT_EQ(again.Json()["events"]["duplicate"], again.Json()["events"]["read"]);
  const Ran proof = RunCommand({"reconcile", file_, "--mapping", "goldthread-chronology", "--feed",
                                "northmere-school/attendance", "--data", here_});
  EXPECT_EQ(proof.code, kExitOk) << proof.out << proof.err;
}

TEST_F(ChronologyRoundTripTest, WhereItCameFromEachLineIsRefusedByName) {
  const Ran ran = Import(there_);
  EXPECT_EQ(ran.code, kExitSomeRefused);
  EXPECT_EQ(ran.Json()["events"]["accepted"], 0);
  EXPECT_THAT(ran.out, HasSubstr("ID_HELD_OTHERWISE"));
}

}  // namespace
}  // namespace goldthread::server
