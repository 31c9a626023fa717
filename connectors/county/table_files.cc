#include "connectors/county/table_files.h"

#include "connectors/county/agencies/feeds.h"

namespace goldthread::county {
namespace {

struct TableOf {
  Feed feed;
  const char* name;
  TableForm form;
};
constexpr TableOf kTables[] = {
    {Feed::kPolice, "police-incidents.csv", TableForm::kIncidents},
    {Feed::kNorthmereEd, "ae-attendances.csv", TableForm::kAttendances},
    {Feed::kWestmereEd, "westmere-ae-attendances.csv", TableForm::kAttendances},
    {Feed::kNorthmereHousing, "housing-tenancies.csv", TableForm::kTenancies},
    {Feed::kWestmereHousing, "westmere-housing-tenancies.csv", TableForm::kTenancies},
    {Feed::kHealthVisiting, "health-visiting.csv", TableForm::kFacts},
    {Feed::kGps, "gps.csv", TableForm::kFacts},
    {Feed::kSchools, "schools.csv", TableForm::kFacts},
    {Feed::kProbation, "probation.csv", TableForm::kFacts},
    {Feed::kRecovery, "recovery.csv", TableForm::kFacts},
};

}  // namespace

std::vector<std::string> TableFiles::Names() {
  std::vector<std::string> names;
  for (const TableOf& table : kTables) names.emplace_back(table.name);
  return names;
}

TableFiles::TableFiles(const std::string& folder) {
  for (const TableOf& of : kTables) {
    const FeedManner& manner = MannerOf(of.feed);
    Table table{of.form, std::string(manner.agency), OutFile(folder + "/" + of.name)};
    WriteHeader(of.form, table.file);
    tables_.emplace(manner.name, std::move(table));
  }
}

void TableFiles::Write(const v1::Event& event, bool mistaken) {
  if (mistaken) {
    mistaken_.emplace(Key(event.feed(), event.id()), event);
    return;
  }
  for (const std::string& earlier : {event.corrects(), event.withdraws()}) {
    if (!earlier.empty()) mistaken_.erase({event.feed(), earlier});
  }
  Put(event);
}

void TableFiles::Put(const v1::Event& event) {
  const auto found = tables_.find(event.feed());
  const bool sure = event.occurred().precision() == v1::PRECISION_UNSPECIFIED;
  if (found == tables_.end() || !sure) return;
  Table& table = found->second;
  switch (table.form) {
    case TableForm::kIncidents:
      if (event.has_incident_attended() || event.has_missing_episode_started() ||
          event.has_missing_episode_ended()) {
        WriteIncident(event, table.file);
      }
      return;
    case TableForm::kAttendances:
      if (event.has_attendance_recorded()) WriteAttendance(event, table.file);
      return;
    case TableForm::kTenancies:
      return PutTenancy(event, table.file);
    case TableForm::kFacts:
      return WriteFact(event, table.agency, table.file);
  }
}

// One line for both ends of a tenancy, once both were sent.
void TableFiles::PutTenancy(const v1::Event& event, OutFile& file) {
  if (!event.has_tenancy_started() && !event.has_tenancy_ended()) return;
  const bool starts = event.has_tenancy_started();
  const Key key(event.feed(), event.subjects(0).record());
  std::multimap<Key, v1::Event>& others = starts ? ended_ : open_;
  const auto [first, last] = others.equal_range(key);
  for (auto other = first; other != last; ++other) {
    const v1::Event& start = starts ? event : other->second;
    const v1::Event& end = starts ? other->second : event;
    if (end.occurred().date() < start.occurred().date()) continue;
    WriteTenancy(start, &end, file);
    others.erase(other);
    return;
  }
  (starts ? open_ : ended_).emplace(key, event);
}

// Of a tenancy whose beginning has not been sent by then there is no line.
Status TableFiles::Close() {
  for (const auto& [key, event] : mistaken_) Put(event);
  for (const auto& [key, event] : open_) {
    WriteTenancy(event, nullptr, tables_.at(event.feed()).file);
  }
  for (auto& [feed, table] : tables_) GT_RETURN_IF_ERROR(table.file.Close());
  return OkStatus();
}

}  // namespace goldthread::county
