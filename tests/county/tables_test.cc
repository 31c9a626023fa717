// The tables, read by the mappings that ship, tell the same facts as the feeds.
#include <algorithm>

#include "connectors/county/people/clocks.h"
#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/table_reader.h"
#include "services/vocabulary/content.h"
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class TablesTest : public CountyFiles {
 protected:
  struct From {
    std::string name;
    std::string mapping;
    std::string feed;
  };

  static std::vector<v1::Event> Import(const From& from) {
    const std::string& name = from.name;
    auto mapping = csv::Mapping::Parse(
        TextOf(GT_SOURCE_DIR "/connectors/inbound/csv/mappings/" + from.mapping + ".toml"), name);
    EXPECT_TRUE(mapping.ok()) << mapping.status();
    mapping->SetFeed(from.feed, "its-agency");
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
    const Second back = ClocksBack(YearOf(day));
    const bool twice = at >= back - 3'600 && at < back + 3'600;
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
  static std::set<std::string> Imported(const From& from, Wanted wanted) {
    std::set<std::string> facts;
    for (const v1::Event& event : Import(from)) {
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
  const From police{"police-incidents", "police-incidents", "northmere-police/incidents"};
  const std::set<std::string> told = Told(police.feed, wanted);
  EXPECT_EQ(Missing(Imported(police, wanted), told), "");
  EXPECT_GT(told.size(), 50u);
}

TEST_F(TablesTest, EmergencyAttendancesOfBothHospitals) {
  const auto wanted = [](const v1::Event& event) { return event.has_attendance_recorded(); };
  for (const From& from :
       {From{"ae-attendances", "ae-attendances", "northmere-hospital/ed"},
        From{"westmere-ae-attendances", "ae-attendances", "westmere-hospital/ed"}}) {
    const std::set<std::string> told = Told(from.feed, wanted);
    EXPECT_EQ(Missing(Imported(from, wanted), told), "") << from.name;
    EXPECT_GT(told.size(), 100u) << from.name;
  }
}

TEST_F(TablesTest, TenanciesOfBothCouncilsAndTheirEnds) {
  const auto started = [](const v1::Event& event) { return event.has_tenancy_started(); };
  const auto ended = [](const v1::Event& event) { return event.has_tenancy_ended(); };
  for (const From& from :
       {From{"housing-tenancies", "housing-tenancies", "northmere-housing/tenancies"},
        From{"westmere-housing-tenancies", "housing-tenancies", "westmere-housing/tenancies"}}) {
    const std::set<std::string> began = Told(from.feed, started);
    EXPECT_EQ(Missing(Imported(from, started), began), "") << from.name;
    EXPECT_GT(began.size(), 10u) << from.name;
    // Of a tenancy whose beginning came too late to be in the table, the end is not there either.
    std::set<std::string> over = Told(from.feed, ended);
    std::erase_if(over, [&](const std::string& fact) {
      const std::string record = fact.substr(0, fact.find(' '));
      return std::ranges::none_of(
          began, [&](const std::string& start) { return start.starts_with(record + " "); });
    });
    EXPECT_EQ(Missing(Imported(from, ended), over), "") << from.name;
    EXPECT_GT(over.size(), 3u) << from.name;
  }
}

TEST_F(TablesTest, ListsOfFacts) {
  const auto wanted = [](const v1::Event& event) {
    return event.has_address_observed() || event.has_attendance_concern() ||
           event.has_exclusion_recorded() || event.has_appointment_missed() ||
           event.has_concern_recorded() || event.has_person_died();
  };
  for (const auto& [name, feed] :
       {std::pair("health-visiting", "northmere-health-visiting/appointments"),
        std::pair("gps", "northmere-gps/registrations"),
        std::pair("schools", "northmere-school/attendance"),
        std::pair("probation", "northmere-probation/cases"),
        std::pair("recovery", "northmere-recovery/treatment")}) {
    const std::set<std::string> told = Told(feed, wanted);
    EXPECT_EQ(Missing(Imported({name, "agency-facts", feed}, wanted), told), "") << name;
    EXPECT_GT(told.size(), 5u) << name;
  }
}

}  // namespace
}  // namespace goldthread::county
