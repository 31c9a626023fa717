#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/data_directory.h"
#include "services/server/problem_log.h"
#include "services/server/table_import.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCsvDescription =
    R"(Any delimited file, read by a mapping: docs/csv-mappings.md teaches how to write one.

Importing the file again adds nothing; a changed row becomes a correction. Broken rows are named
by line, column and rule, never by value; the good ones come in. What the mapping does not know
is counted. Stopped half way, start it again: nothing is doubled.

Examples:
  goldthread mapping init FILE > my.toml
  goldthread import csv FILE --mapping my.toml --dry-run
  goldthread import csv FILE --mapping my.toml --data DIR
  goldthread import csv FILE --mapping school-census-pupils --hub 127.0.0.1:7790 --json
)";

struct ImportCsvOptions {
  CommonOptions common;
  std::string file;
  std::string mapping;
  std::string problems_file;
  std::string feed;
  bool dry_run = false;
};

Json SeenJson(const std::map<std::string, csv::Seen>& seen) {
  Json list = Json::array();
  for (const auto& [column, cells] : seen) {
    list.push_back({{"column", column}, {"cells", cells.cells}, {"first_line", cells.first_line}});
  }
  return list;
}

Json SummaryJson(const ImportCsvOptions& options, const TableSummary& summary,
                 const ProblemLog& problems) {
  const csv::TableCounts& counts = summary.counts;
  Json kinds = Json::object();
  for (const auto& [kind, count] : counts.events_by_kind) kinds[std::string(kind)] = count;
  return {{"file", options.file},
          {"mapping", options.mapping},
          {"dry_run", options.dry_run},
          {"feeds", counts.events_by_feed},
          {"rows",
           {{"read", counts.rows},
            {"told", counts.rows_told},
            {"refused", counts.rows_refused},
            {"silent", counts.rows_silent}}},
          {"events",
           {{"read", summary.read},
            {options.dry_run ? "ready" : "accepted",
             options.dry_run ? summary.ready : summary.accepted},
            {"duplicate", summary.duplicate},
            {"superseded", summary.superseded},
            {"refused", summary.refused}}},
          {"kinds", std::move(kinds)},
          {"unknown_columns", SeenJson(counts.unknown_columns)},
          {"unknown_codes", SeenJson(counts.unknown_codes)},
          {"left_out", counts.left_out},
          {"repeats_not_looked_for", counts.events_unwatched},
          {"problems", problems.kept()},
          {"problems_total", problems.total()},
          {"log_position", summary.log_position}};
}

std::string SummaryText(const ImportCsvOptions& options, const TableSummary& summary,
                        const ProblemLog& problems) {
  const csv::TableCounts& counts = summary.counts;
  std::vector<std::vector<std::string>> rows;
  for (const auto& [feed, count] : counts.events_by_feed) {
    rows.push_back({"feed", fmt::format("{} {}", count, Plain(feed))});
  }
  rows.push_back({"rows", fmt::format("{} = {} told + {} refused + {} silent", counts.rows,
                                      counts.rows_told, counts.rows_refused, counts.rows_silent)});
  rows.push_back({"events", fmt::format("{} = {} {} + {} duplicate + {} refused", summary.read,
                                        options.dry_run ? summary.ready : summary.accepted,
                                        options.dry_run ? "ready" : "accepted", summary.duplicate,
                                        summary.refused)});
  for (const auto& [kind, count] : counts.events_by_kind) {
    rows.push_back({"  " + std::string(kind), fmt::format("{}", count)});
  }
  for (const auto& [column, seen] : counts.unknown_columns) {
    rows.push_back({"unknown column", fmt::format("{} ({} cells)", Plain(column), seen.cells)});
  }
  for (const auto& [column, seen] : counts.unknown_codes) {
    rows.push_back({"unknown codes", fmt::format("{} in {}, first in line {}", seen.cells,
                                                 Plain(column), seen.first_line)});
  }
  for (const auto& [column, reason] : counts.left_out) {
    rows.push_back({"left out", fmt::format("{}: {}", Plain(column), Plain(reason))});
  }
  if (counts.events_unwatched > 0) {
    rows.push_back({"not looked for", fmt::format("repeats of {} of the events within the file, "
                                                  "which has more ids than are remembered",
                                                  counts.events_unwatched)});
  }
  rows.push_back({"problems", fmt::format("{} ({} errors)", problems.total(), problems.errors())});
  return AlignColumns(rows);
}

int ExitOf(const TableSummary& summary) {
  if (summary.file_broken && summary.counts.rows == 0) return kExitFailed;
  const bool some = summary.refused > 0 || summary.counts.rows_refused > 0;
  return some || summary.file_broken ? kExitSomeRefused : kExitOk;
}

// The registry a dry run judges by: that of the directory, the one a new directory would get, or
// none where there is no directory.
StatusOr<std::optional<ingest::Registry>> RegistryOf(const Place& place) {
  if (place.data.empty() && place.registry.empty()) return std::nullopt;
  std::string file = place.registry;
  const std::string own = place.data + "/registry.toml";
  std::error_code error;
  if (file.empty() && std::filesystem::exists(own, error)) file = own;
  GT_ASSIGN_OR_RETURN(ingest::Registry registry, ReadRegistry({file}));
  return registry;
}

// What the options say, opened: nothing has been read or sent.
struct Opened {
  csv::Mapping mapping;
  ByteSource bytes;
  std::optional<ingest::Registry> registry;
};

StatusOr<Opened> Open(const ImportCsvOptions& options) {
  Opened opened;
  GT_ASSIGN_OR_RETURN(opened.mapping, LoadMapping(options.mapping));
  if (!options.feed.empty()) opened.mapping.SetFeed(options.feed, options.common.agency);
  auto bytes = OpenFile(options.file);
  if (!bytes.ok()) {
    return Error(bytes.status().code(),
                 fmt::format("{}: {}", options.file, Message(bytes.status())));
  }
  opened.bytes = *std::move(bytes);
  if (options.dry_run) {
    GT_ASSIGN_OR_RETURN(opened.registry, RegistryOf(options.common.place));
  }
  return opened;
}

int RunImportCsv(const ImportCsvOptions& options, Console& console) {
  auto opened = Open(options);
  Progress progress(console, options.dry_run ? "reading" : "importing");
  ProblemLog problems(options.common.json, console, progress);
  Status ready = opened.status();
  if (ready.ok()) ready = problems.Open(options.problems_file, options.file);
  if (!ready.ok()) {
    Say(console, Message(ready));
    return kExitUsage;
  }
  std::error_code unknown;  // A pipe has no size; then there is no bar.
  const auto size = std::filesystem::file_size(options.file, unknown);
  const int64_t total = unknown ? 0 : static_cast<int64_t>(size);
  const TableWatch watch{
      .problem = [&problems](const RowProblem& problem) { problems.Add(problem); },
      .progress = [&progress, total](int64_t read) { progress.Show(read, total); }};
  csv::TableReader table(opened->mapping, std::move(opened->bytes));
  StatusOr<TableSummary> summary = TableSummary();
  if (options.dry_run) {
    summary = JudgeTable(table, opened->registry, SystemClock().Now(), watch);
  } else {
    const auto client = OpenClient(options.common, IfMissing::kCreate, console);
    if (!client.ok()) return FailToOpen(console, client.status());
    FeedImport import(*client, OperatorOf(options.common), watch.problem);
    import.SetIdsFinal(opened->mapping.ids_are_final);
    summary = ImportTable(table, import, watch);
  }
  progress.Done();
  problems.SayHowMany();
  const Status written = problems.Close();
  if (!written.ok()) Say(console, Message(written));
  if (!summary.ok()) {
    Say(console, "not finished; run it again, nothing is doubled");
    return Fail(console, summary.status());
  }
  console.out << (options.common.json ? JsonLine(SummaryJson(options, *summary, problems)) + "\n"
                                      : SummaryText(options, *summary, problems));
  return written.ok() ? ExitOf(*summary) : kExitFailed;
}

}  // namespace

void AddImportCsv(Command import) {
  auto options = std::make_shared<ImportCsvOptions>();
  Command command = import.Add("csv", kCsvDescription);
  command.Value("FILE", options->file, "the table").Required();
  command.Value("--mapping", options->mapping, "how to read it, or a name that ships")
      .Required()
      .Of("FILE");
  command.Switch("--dry-run", options->dry_run, "read and judge every row, send nothing");
  command.Value("--problems", options->problems_file, "write every problem here").Of("FILE");
  AddPlace(command, &options->common);
  options->common.agency.clear();
  const Option agency =
      command
          .Value("--agency-id", options->common.agency,
                 "whose feeds they are, as the registry names it (default: the mapping's agency)")
          .Of("AGENCY");
  command
      .Value("--feed", options->feed, "whose table it is, where the mapping is of another's feed")
      .Of("FEED")
      .With(agency);
  command.Runs([options](Console& console) { return RunImportCsv(*options, console); });
}

}  // namespace goldthread::server
