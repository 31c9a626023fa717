// The tables, read by the mappings that ship, tell the same facts as the feeds.
#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/table_reader.h"
#include "services/vocabulary/content.h"
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class TablesTest : public CountyFiles {
 protected:
  static std::vector<v1::Event> Import(const std::string& name) {
    const auto mapping = csv::Mapping::Parse(
        TextOf(GT_SOURCE_DIR "/connectors/inbound/csv/mappings/" + name + ".toml"), name);
    EXPECT_TRUE(mapping.ok()) << mapping.status();
    auto file =
        std::make_shared<std::ifstream>(Folder() + "/csv/" + name + ".csv", std::ios::binary);
    csv::TableReader table(*mapping, [file](char* buffer, size_t size) {
      file->read(buffer, static_cast<std::streamsize>(size));
      return static_cast<int64_t>(file->gcount());
    });
    std::vector<v1::Event> events;
    while (const auto row = table.Next()) {
      for (const csv::TableProblem& problem : row->problems) {
        ADD_FAILURE() << name << ' ' << problem.line << ' ' << problem.column << ' '
                      << problem.rule;
      }
      events.insert(events.end(), row->events.begin(), row->events.end());
    }
    EXPECT_TRUE(table.file_problems().empty());
    EXPECT_TRUE(table.counts().unknown_columns.empty());
    EXPECT_TRUE(table.counts().unknown_codes.empty());
    return events;
  }
  // To the minute: tables know no seconds. In the hour that comes twice they do not know which.
  static std::string TimeOf(const v1::Occurred& occurred) {
    if (!occurred.has_instant()) return occurred.date();
    const Second at = occurred.instant().seconds();
    const DayNumber day = DayAt(at);
    const bool twice = day == LastSundayOfOctober(YearOf(day)) && at % kDaySeconds < 2 * 3'600;
    return twice ? DateText(day) + " :" + std::to_string(at / 60 % 60) : std::to_string(at / 60);
  }
  static std::string FactOf(const v1::Event& event, const v1::Subject& subject) {
    return event.feed() + "/" + subject.record() + " " + std::string(KindName(event)) + " " +
           TimeOf(event.occurred());
  }
  // Of the feed, those that a table can tell.
  template <class Wanted>
  static std::set<std::string> Told(const std::string& feed, Wanted wanted) {
    const std::set<std::string> mistaken = Mistaken();
    std::set<std::string> facts;
    for (const v1::Event& event : Events()) {
      if (event.feed() != feed || !wanted(event) || mistaken.contains(NameOf(event))) continue;
      if (event.occurred().precision() != v1::PRECISION_UNSPECIFIED) continue;
      for (const v1::Subject& subject : event.subjects()) facts.insert(FactOf(event, subject));
    }
    return facts;
  }
  // What one has and the other has not.
  static std::string Missing(const std::set<std::string>& imported,
                             const std::set<std::string>& told) {
    std::string text;
    for (const std::string& fact : imported) {
      if (!told.contains(fact)) text += "imported only: " + fact + "\n";
    }
    for (const std::string& fact : told) {
      if (!imported.contains(fact)) text += "told only: " + fact + "\n";
    }
    return text;
  }
  template <class Wanted>
  static std::set<std::string> Imported(const std::string& name, Wanted wanted) {
    std::set<std::string> facts;
    for (const v1::Event& event : Import(name)) {
      if (wanted(event)) facts.insert(FactOf(event, event.subjects(0)));
    }
    return facts;
  }
};

TEST_F(TablesTest, PoliceIncidents) {
  const auto wanted = [](const v1::Event& event) {
    return event.has_incident_attended() || event.has_missing_episode_started() ||
           event.has_missing_episode_ended();
  };
  const std::set<std::string> told = Told("northmere-police/incidents", wanted);
  EXPECT_EQ(Missing(Imported("police-incidents", wanted), told), "");
  EXPECT_GT(told.size(), 50u);
}

TEST_F(TablesTest, EmergencyAttendances) {
  const auto wanted = [](const v1::Event& event) { return event.has_attendance_recorded(); };
  const std::set<std::string> told = Told("northmere-hospital/ed", wanted);
  EXPECT_EQ(Missing(Imported("ae-attendances", wanted), told), "");
  EXPECT_GT(told.size(), 100u);
}

TEST_F(TablesTest, Tenancies) {
  const auto wanted = [](const v1::Event& event) { return event.has_tenancy_started(); };
  const std::set<std::string> told = Told("northmere-housing/tenancies", wanted);
  EXPECT_EQ(Missing(Imported("housing-tenancies", wanted), told), "");
  EXPECT_GT(told.size(), 10u);
}

}  // namespace
}  // namespace goldthread::county
