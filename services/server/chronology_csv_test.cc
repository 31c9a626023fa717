#include "services/server/chronology_csv.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace goldthread::server {
namespace {

using ::testing::IsEmpty;

// The cells of one line as RFC 4180 reads them, guards taken off: a reader of its own, written
// from docs/chronology-csv.md.
std::vector<std::string> Cells(const std::string& row, bool take_guards_off = true) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t at = 0; at + 2 < row.size() || quoted; ++at) {
    const char c = row.at(at);
    if (quoted && c == '"' && row[at + 1] == '"') {
      cells.back() += row[++at];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) {
    if (take_guards_off && cell.starts_with("'")) cell.erase(0, 1);
  }
  return cells;
}

std::map<std::string, std::string> Line(const v1::ChronologyEntry& entry, bool unguarded = true) {
  const std::vector<std::string> names = Cells(CsvHeader());
  const std::vector<std::string> cells = Cells(CsvRow(entry), unguarded);
  EXPECT_EQ(names.size(), cells.size());
  std::map<std::string, std::string> line;
  for (size_t at = 0; at < names.size(); ++at) line[names[at]] = cells.at(at);
  return line;
}

// The items of a list cell.
std::vector<std::string> Items(const std::string& cell) {
  std::vector<std::string> items;
  if (!cell.empty()) items.emplace_back();
  for (size_t at = 0; at < cell.size(); ++at) {
    if (cell[at] == ' ') {
      items.emplace_back();
    } else if (cell[at] == '%') {
      items.back() += static_cast<char>(std::stoi(cell.substr(at + 1, 2), nullptr, 16));
      at += 2;
    } else {
      items.back() += cell[at];
    }
  }
  return items;
}

v1::ChronologyEntry Visit() {
  v1::ChronologyEntry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id("v1");
  event.set_feed("northmere-police/incidents");
  event.set_agency("northmere-police");
  event.mutable_occurred()->mutable_instant()->set_seconds(1'594'600'000);
  event.mutable_occurred()->mutable_end_instant()->set_seconds(1'594'603'600);
  event.mutable_recorded_at()->set_seconds(1'594'600'000);
  event.mutable_recorded_at()->set_nanos(5'000);
  event.mutable_received_at()->set_seconds(1'594'700'000);
  event.set_category(v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE);
  event.add_handling(v1::HANDLING_NOT_FOR_FAMILY);
  event.add_handling(v1::HANDLING_THIRD_PARTY);
  event.add_subjects()->set_record("nominal 7");
  event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  event.add_subjects()->set_record("a:b%");
  event.mutable_subjects(1)->set_role(v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR);
  event.set_corrects("v0");
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_ALLEGATION);
  event.mutable_basis()->set_told_by("neighbour");
  event.mutable_contact()->set_team("abuse desk");
  event.mutable_incident_attended()->set_incident_type("domestic, \"verbal\"");
  entry.set_kind("IncidentAttended");
  entry.mutable_record()->set_feed("northmere-police/incidents");
  entry.mutable_record()->set_record("nominal 7");
  entry.set_role(v1::SUBJECT_ROLE_CHILD);
  entry.set_age_years(3);
  entry.set_age_months(2);
  entry.set_standing(v1::STANDING_WITHDRAWN);
  entry.set_days_late(1);
  return entry;
}

TEST(ChronologyCsvTest, EveryFieldOfAFactHasItsCell) {
  const auto line = Line(Visit());
  const std::map<std::string, std::string> expected = {
      {"occurred", "2020-07-13T00:26:40Z"},
      {"precision", "instant"},
      {"occurred_end", "2020-07-13T01:26:40Z"},
      {"age", "3y 2m"},
      {"agency", "northmere-police"},
      {"kind", "IncidentAttended"},
      {"handling", "not-for-family third-party"},
      {"standing", "withdrawn"},
      {"corrected_by", ""},
      {"corrected_apart", ""},
      {"replaced_by", ""},
      {"withdrawn_by", ""},
      {"category", "domestic-abuse"},
      {"record", "northmere-police/incidents/nominal 7"},
      {"role", "child"},
      {"subjects", "child:nominal%207 alleged-perpetrator:a:b%25"},
      {"nature", "allegation"},
      {"told_by", "neighbour"},
      {"seen_by", ""},
      {"feed", "northmere-police/incidents"},
      {"event_id", "v1"},
      {"corrects", "v0"},
      {"recorded_at", "2020-07-13T00:26:40.000005Z"},
      {"received_at", "2020-07-14T04:13:20Z"},
      {"days_late", "1"},
      {"contact", R"({"team":"abuse desk"})"},
      {"facts", R"({"incident_type":"domestic, \"verbal\""})"}};
  EXPECT_EQ(line, expected);
}

TEST(ChronologyCsvTest, AnEntryWithNothingInItStillHasEveryCell) {
  EXPECT_EQ(Cells(CsvRow({})).size(), Cells(CsvHeader()).size());
}

TEST(ChronologyCsvTest, ThePayloadComesBackAsItWas) {
  const auto line = Line(Visit());
  v1::IncidentAttended read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line.at("facts"), &read).ok());
  EXPECT_EQ(read.SerializeAsString(), Visit().event().incident_attended().SerializeAsString());
}

TEST(ChronologyCsvTest, OnlyAmendmentsThatHoldAreNamedUnderWhatTheyMakeOfIt) {
  v1::ChronologyEntry entry = Visit();
  const auto amend = [&entry](const char* id, v1::Standing makes_it, bool is_void) {
    v1::Amendment& amendment = *entry.add_amendments();
    amendment.set_event_id(id);
    amendment.set_makes_it(makes_it);
    amendment.set_void_(is_void);
  };
  amend("c 1", v1::STANDING_CORRECTED, false);
  amend("c2", v1::STANDING_CORRECTED, false);
  entry.mutable_amendments(0)->set_replacement_event_id("r1");
  entry.mutable_amendments(1)->set_replacement_event_id("c2");  // A fact of its own.
  amend("w1", v1::STANDING_WITHDRAWN, true);
  const auto line = Line(entry);
  EXPECT_THAT(Items(line.at("corrected_by")), ::testing::ElementsAre("c 1", "c2"));
  EXPECT_EQ(line.at("corrected_apart"), "c 1");
  EXPECT_EQ(line.at("replaced_by"), "r1");
  EXPECT_THAT(Items(line.at("withdrawn_by")), IsEmpty());
}

TEST(ChronologyCsvTest, NoCellOfAnyColumnStartsAFormula) {
  const std::vector<std::string> evils = {
      "=HYPERLINK(\"x\")", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1", "'=1"};
  for (const std::string& evil : evils) {
    SCOPED_TRACE(evil);
    v1::ChronologyEntry entry = Visit();
    v1::Event& event = *entry.mutable_event();
    event.set_id(evil);
    event.set_agency(evil);
    event.mutable_occurred()->set_date(evil);
    event.mutable_basis()->set_told_by(evil);
    entry.set_kind(evil);
    entry.add_amendments()->set_event_id(evil);
    entry.mutable_amendments(0)->set_makes_it(v1::STANDING_CORRECTED);
    for (const auto& [name, cell] : Line(entry, false)) {
      EXPECT_TRUE(cell.find_first_of("=+-@\t\r\n") != 0 && !cell.starts_with("\uff1d"))
          << name << ": " << cell;
    }
    EXPECT_EQ(Line(entry).at("event_id"), evil);  // And taking the guard off gives it back.
    EXPECT_EQ(Line(entry).at("told_by"), evil);
    EXPECT_EQ(Items(Line(entry).at("corrected_by")), std::vector<std::string>{evil});
  }
}

TEST(ChronologyCsvTest, AnyTextSurvivesTheWayThroughCsv) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::string text;
    for (unsigned at = 0; at < 1 + random() % 20; ++at) text += ",;\"\n\r\t '=%ab"[random() % 12];
    v1::ChronologyEntry entry = Visit();
    entry.mutable_event()->set_id(text);
    entry.mutable_event()->mutable_subjects(1)->set_record(text);
    const auto line = Line(entry);
    EXPECT_EQ(line.at("event_id"), text);
    EXPECT_EQ(Items(line.at("subjects")).at(1), "alleged-perpetrator:" + text);
  }
}

}  // namespace
}  // namespace goldthread::server
