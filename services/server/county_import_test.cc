// One county in two hubs: its feeds' events in one, its census files and tables in the other.
// Of what files can carry both tell the same story of every child.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "connectors/county/generate.h"
#include "services/server/census_import.h"
#include "services/server/chronology_client.h"
#include "services/server/command_test.h"
#include "services/server/county_feeder.h"
#include "services/server/hub.h"
#include "services/server/table_import.h"
#include "services/vocabulary/content.h"

namespace goldthread::server {
namespace {

constexpr county::CountySize kSize{.people = 2'000, .years = 2, .seed = 17};
// What a council wrote down too late to send before the county ended is in its census only.
constexpr const char* kSentBy = "2025-09-01";

// A council's feed, and the one its census is imported as.
const std::map<std::string, std::string> kCensus = {
    {"northmere-council/social-care", "cin-census/997"},
    {"westmere-council/social-care", "cin-census/998"},
};

struct Table {
  const char* name;
  const char* mapping;
  const char* feed;
  const char* agency;
};
constexpr Table kTables[] = {
    {"police-incidents", "police-incidents", "northmere-police/incidents", "northmere-police"},
    {"ae-attendances", "ae-attendances", "northmere-hospital/ed", "northmere-hospital"},
    {"westmere-ae-attendances", "ae-attendances", "westmere-hospital/ed", "westmere-hospital"},
    {"housing-tenancies", "housing-tenancies", "northmere-housing/tenancies", "northmere-housing"},
    {"westmere-housing-tenancies", "housing-tenancies", "westmere-housing/tenancies",
     "westmere-housing"},
    {"health-visiting", "agency-facts", "northmere-health-visiting/appointments",
     "northmere-health-visiting"},
    {"gps", "agency-facts", "northmere-gps/registrations", "northmere-gps"},
    {"schools", "agency-facts", "northmere-school/attendance", "northmere-school"},
    {"probation", "agency-facts", "northmere-probation/cases", "northmere-probation"},
    {"recovery", "agency-facts", "northmere-recovery/treatment", "northmere-recovery"},
};
bool IsOfAFactsTable(const std::string& feed) {
  return std::ranges::any_of(kTables, [&](const Table& table) {
    return feed == table.feed && table.mapping == std::string_view("agency-facts");
  });
}

v1::Caller CallerOf(const char* role, v1::Purpose purpose) {
  v1::Caller caller;
  caller.set_user("u-1");
  caller.set_role(role);
  caller.set_purpose(purpose);
  return caller;
}

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& codes) {
  std::vector<std::string> sorted(codes.begin(), codes.end());
  std::ranges::sort(sorted);
  return fmt::format("{}", fmt::join(sorted, ","));
}

// Of the agencies whose table is a list of facts.
std::string CarriedByFacts(const v1::Event& event) {
  if (event.has_address_observed()) {
    return fmt::format("{} {} {} shielded {}", event.address_observed().address().uprn(),
                       v1::Residence_Name(event.address_observed().residence()),
                       event.occurred().end_date(), event.handling_size());
  }
  if (event.has_attendance_concern()) {
    const v1::AttendanceConcern& absence = event.attendance_concern();
    return fmt::format("{} {} {} of {}", absence.concern(), Joined(absence.codes()),
                       absence.sessions_missed(), absence.sessions_possible());
  }
  if (event.has_exclusion_recorded()) {
    const v1::ExclusionRecorded& exclusion = event.exclusion_recorded();
    return fmt::format("{} {} {}", exclusion.category(), Joined(exclusion.reasons()),
                       exclusion.sessions());
  }
  if (event.has_appointment_missed()) return event.appointment_missed().service();
  if (event.has_concern_recorded()) return event.concern_recorded().concern();
  return event.has_person_died() ? "died" : "";
}

// What the event says, as far as the files carry it; empty: nothing.
std::string CarriedBy(const v1::Event& event) {
  if (IsOfAFactsTable(event.feed())) return CarriedByFacts(event);
  if (event.has_tenancy_started()) return event.tenancy_started().tenancy_type();
  if (event.has_tenancy_ended()) return event.tenancy_ended().reason();
  if (event.has_referral_made()) {
    return event.referral_made().source() + " " + event.referral_made().primary_need();
  }
  if (event.has_referral_decided()) {
    return event.referral_decided().no_further_action() ? "no further action" : "goes on";
  }
  if (event.has_assessment_started()) return "begun";
  if (event.has_assessment_completed()) return Joined(event.assessment_completed().factors());
  if (event.has_section47_started()) return event.section47_started().conference_target_date();
  if (event.has_conference_held()) return "held";
  if (event.has_plan_started()) {
    const v1::PlanStarted& plan = event.plan_started();
    if (plan.kind() == v1::PLAN_KIND_LOOKED_AFTER) return "";
    return v1::PlanKind_Name(plan.kind()) + " " + plan.category_of_abuse();
  }
  if (event.has_plan_ended()) {
    return v1::PlanKind_Name(event.plan_ended().kind()) + " " +
           event.plan_ended().latest_category_of_abuse();
  }
  if (event.has_review_held()) return "of " + event.review_held().plan_started_on();
  if (event.has_case_closed()) return event.case_closed().reason();
  if (event.has_incident_attended()) {
    const v1::IncidentAttended& incident = event.incident_attended();
    return fmt::format("{} {} {} {}", incident.incident_type(), incident.summary(),
                       incident.child_present(), incident.risk_tool().grading());
  }
  if (event.has_missing_episode_started()) return "from home";
  if (event.has_missing_episode_ended()) return "back";
  if (event.has_attendance_recorded()) {
    const v1::AttendanceRecorded& attendance = event.attendance_recorded();
    return fmt::format("{} {} {} {} {}", attendance.setting(), attendance.site(),
                       attendance.presenting_complaint(), attendance.accompanied_by(),
                       attendance.discharge());
  }
  return "";
}

class CountyImportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto written = county::Generate(kSize, folder_.File("northmere"), [](auto, auto) {});
    ASSERT_TRUE(written.ok()) << Message(written.status());
    auto told = Hub::Open({.clock = &clock_});
    ASSERT_TRUE(told.ok()) << Message(told.status());
    told_ = *std::move(told);
    auto imported = Hub::Open({.clock = &clock_});
    ASSERT_TRUE(imported.ok()) << Message(imported.status());
    imported_ = *std::move(imported);
  }

  std::string Path(const std::string& name) { return folder_.File("northmere/" + name); }

  void SendEvents() {
    const auto sent =
        SendCounty(kSize, HubClient(*told_),
                   {.refused = [](const v1::Receipt&) {}, .progress = [](auto, auto) {}});
    ASSERT_TRUE(sent.ok()) << Message(sent.status());
    ASSERT_EQ(sent->refused, 0);
  }

  void ImportCensus(const std::string& name) {
    auto bytes = cin_census::OpenFile(Path("census/" + name));
    ASSERT_TRUE(bytes.ok()) << name;
    cin_census::CensusReader census(*std::move(bytes));
    const HubClient client(*imported_);
    CensusImport import(client, CallerOf("operator", v1::PURPOSE_OPERATION),
                        {.problem = [](const RowProblem&) {}, .progress = [](int64_t) {}});
    const auto summary = import.Run(census);
    ASSERT_TRUE(summary.ok()) << Message(summary.status());
    EXPECT_EQ(summary->refused, 0) << name;
    EXPECT_GT(summary->accepted, 0) << name;
  }

  void ImportTableOf(const Table& of) {
    auto mapping = LoadMapping(of.mapping);
    auto bytes = OpenFile(Path("csv/" + std::string(of.name) + ".csv"));
    ASSERT_TRUE(mapping.ok() && bytes.ok()) << of.name;
    mapping->SetFeed(of.feed, of.agency);
    csv::TableReader table(*mapping, *std::move(bytes));
    const TableWatch watch{.problem = [](const RowProblem&) {}, .progress = [](int64_t) {}};
    const HubClient client(*imported_);
    FeedImport import(client, CallerOf("operator", v1::PURPOSE_OPERATION), watch.problem);
    const auto summary = ImportTable(table, import, watch);
    ASSERT_TRUE(summary.ok()) << Message(summary.status());
    EXPECT_EQ(summary->refused, 0) << of.name;
    EXPECT_GT(summary->accepted, 0) << of.name;
  }

  // What the chronology of a record's person says under that record and stands, without whatever
  // no file carries: "2025-01-31T10:20 IncidentAttended …".
  std::multiset<std::string> StoryOf(Hub& hub, const RecordId& record) {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed(record.feed);
    query.mutable_record()->set_record(record.record);
    v1::Caller reviewer = CallerOf("reviewer", v1::PURPOSE_REVIEW);
    reviewer.set_agency("northmere-council");
    const auto chronology = FetchChronology(HubClient(hub), reviewer, query);
    std::multiset<std::string> story;
    if (!chronology.ok()) {  // Nobody has told of that record.
      EXPECT_EQ(chronology.status().code(), Code::kPermissionDenied);
      return story;
    }
    // A tenancy whose beginning was not sent before the county ended has no line.
    const bool begun = std::ranges::any_of(
        chronology->entries, [](const auto& entry) { return entry.event().has_tenancy_started(); });
    for (const v1::ChronologyEntry& entry : chronology->entries) {
      const v1::Event& event = entry.event();
      if (event.has_tenancy_ended() && !begun) continue;
      if (entry.standing() != v1::STANDING_STANDS || !IsOf(event, record)) continue;
      const std::string says = CarriedBy(event);
      const bool council = kCensus.contains(record.feed) || record.feed.starts_with("cin-census/");
      const bool too_late = council && event.occurred().date() > kSentBy;
      // Tables have no field for doubt.
      const bool doubtful = event.occurred().precision() != v1::PRECISION_UNSPECIFIED;
      if (says.empty() || too_late || doubtful) continue;
      const auto wall = WallClockUs(event.occurred());
      EXPECT_TRUE(wall.ok()) << event.id();
      const Instant to_the_minute{std::chrono::minutes(wall.ok() ? *wall / 60'000'000 : 0)};
      story.insert(InstantText(to_the_minute).substr(0, 16) + " " + std::string(KindName(event)) +
                   " " + says);
    }
    return story;
  }
  static bool IsOf(const v1::Event& event, const RecordId& record) {
    return event.feed() == record.feed &&
           std::ranges::any_of(event.subjects(), [&](const v1::Subject& subject) {
             return subject.record() == record.record;
           });
  }

  // Of the truth, the first columns: no cell of these holds a comma.
  std::vector<std::vector<std::string>> Truth(const std::string& name) {
    std::istringstream lines(ReadWhole(Path("truth/" + name + ".csv")));
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      std::istringstream cells(line);
      std::vector<std::string>& row = rows.emplace_back();
      for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    }
    return rows;
  }

  const TestDirectory folder_;
  const ManualClock clock_{StartOfDayInLondon(Day(std::chrono::year(2026) / 5 / 1))};
  std::unique_ptr<Hub> told_;
  std::unique_ptr<Hub> imported_;
};

TEST_F(CountyImportTest, CensusAndTablesTellOfEachChildWhatTheEventsTell) {
  ASSERT_NO_FATAL_FAILURE(SendEvents());
  for (const char* census :
       {"cin-997-2025.xml", "cin-998-2025.xml", "cin-997-2026.xml", "cin-998-2026.xml"}) {
    ASSERT_NO_FATAL_FAILURE(ImportCensus(census));
  }
  for (const Table& table : kTables) ASSERT_NO_FATAL_FAILURE(ImportTableOf(table));
  std::set<std::string> children;
  for (const auto& person : Truth("people")) {
    if (person[1] >= "2008-04-01") children.insert(person[0]);
  }
  const std::set<std::string> of_adults = {
      "northmere-housing/tenancies", "westmere-housing/tenancies", "northmere-probation/cases",
      "northmere-recovery/treatment"};
  std::map<std::string, size_t> facts;
  for (const auto& row : Truth("records")) {
    if (!of_adults.contains(row[1]) && !children.contains(row[0])) continue;
    const auto census = kCensus.find(row[1]);
    const std::string imported_as = census == kCensus.end() ? row[1] : census->second;
    const auto told = StoryOf(*told_, {row[1], row[2]});
    EXPECT_EQ(told, StoryOf(*imported_, {imported_as, row[2]})) << row[1] << '/' << row[2];
    facts[row[1]] += told.size();
  }
  for (const auto& [feed, census] : kCensus) EXPECT_GT(facts[feed], 10u) << feed;
  for (const Table& table : kTables) EXPECT_GT(facts[table.feed], 0u) << table.feed;
}

}  // namespace
}  // namespace goldthread::server
