#include "services/server/table_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "connectors/inbound/csv/shipped_mappings.h"
#include "eventstore/base/check.h"
#include "services/ingest/catalogue.h"

namespace goldthread::server {
namespace {

// Only a registry can say these.
constexpr std::array<std::string_view, 4> kRegistryRules = {
    "FEED_UNKNOWN", "AGENCY_NOT_THE_FEEDS", "CATEGORY_NOT_ALLOWED", "PARTNERSHIP_OTHER"};

void Note(const csv::TableProblem& problem, const TableWatch& watch) {
  const bool error = problem.severity == csv::Severity::kError;
  watch.problem({problem.line, problem.column, std::string(problem.rule), error ? "error" : "query",
                 std::string(problem.remedy)});
}

// Gives `take` every event of the table.
Status ReadTable(csv::TableReader& table, const TableWatch& watch,
                 const std::function<Status(v1::Event, int64_t)>& take) {
  while (auto row = table.Next()) {
    for (const csv::TableProblem& problem : row->problems) Note(problem, watch);
    for (v1::Event& event : row->events) GT_RETURN_IF_ERROR(take(std::move(event), row->line));
    watch.progress(table.bytes_read());
  }
  return OkStatus();
}

TableSummary Summarise(const csv::TableReader& table, const TableWatch& watch) {
  TableSummary summary;
  for (const csv::TableProblem& problem : table.file_problems()) {
    Note(problem, watch);
    summary.file_broken = true;
  }
  summary.counts = table.counts();
  const csv::TableCounts& counts = summary.counts;
  summary.read = counts.events + counts.events_refused + counts.events_repeated;
  summary.duplicate = counts.events_repeated;
  summary.refused = counts.events_refused;
  return summary;
}

}  // namespace

StatusOr<csv::Mapping> LoadMapping(const std::string& name) {
  if (const auto shipped = csv::FindShippedMapping(name)) {
    return csv::Mapping::Parse(*shipped, name);
  }
  std::ifstream file(name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (file) return csv::Mapping::Parse(text.str(), name);
  return Error(Code::kInvalidArgument,
               fmt::format("no mapping file {}, and none that ships has that name; 'goldthread "
                           "mapping list' shows those",
                           name));
}

StatusOr<TableSummary> ImportTable(csv::TableReader& table, FeedImport& import,
                                   const TableWatch& watch) {
  GT_RETURN_IF_ERROR(ReadTable(table, watch, [&import](v1::Event event, int64_t line) {
    return import.Add(std::move(event), line);
  }));
  GT_RETURN_IF_ERROR(import.Finish());
  TableSummary summary = Summarise(table, watch);
  const ImportTally& tally = import.tally();
  summary.accepted = tally.accepted;
  summary.duplicate += tally.duplicate;
  summary.superseded = tally.superseded;
  summary.refused += tally.refused;
  summary.log_position = tally.log_position;
  return summary;
}

TableSummary JudgeTable(csv::TableReader& table, const std::optional<ingest::Registry>& registry,
                        Instant now, const TableWatch& watch) {
  const ingest::Registry none;
  int64_t ready = 0;
  int64_t refused = 0;
  const Status read = ReadTable(table, watch, [&](const v1::Event& event, int64_t line) {
    ingest::Verdict verdict = ingest::Judge(event, registry ? *registry : none, now);
    if (!registry) {
      std::erase_if(verdict.violations, [](const v1::Violation& violation) {
        return std::ranges::find(kRegistryRules, violation.rule()) != kRegistryRules.end();
      });
    }
    ++(verdict.violations.empty() ? ready : refused);
    for (const v1::Violation& violation : verdict.violations) {
      watch.problem({line, violation.field(), violation.rule(), "error", violation.remedy()});
    }
    return OkStatus();
  });
  GT_CHECK(read.ok());
  TableSummary summary = Summarise(table, watch);
  summary.ready = ready;
  summary.refused += refused;
  return summary;
}

}  // namespace goldthread::server
