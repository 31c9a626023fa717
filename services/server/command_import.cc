#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "services/server/census_import.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/problem_log.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kImportDescription = "Bring an agency's file into the hub.\n";

constexpr const char* kCensusDescription =
    R"(A Children in Need census (the Department's XML, 2017 to 2026) into chronologies.

Importing the file again adds nothing; next year's file adds what is new or changed. An older
file adds what no newer one has and overturns nothing. One import of a council at a time. Broken
rows are named by line, field and rule, never by value; the good ones come in. Stopped half
way, start it again: nothing is doubled.

Examples:
  goldthread import cin-census FILE --data DIR
  goldthread import cin-census FILE --hub 127.0.0.1:7790 --json
  goldthread import cin-census FILE --data DIR --problems problems.tsv
)";

struct ImportOptions {
  CommonOptions common;
  std::string file;
  std::string problems_file;
};

Json SummaryJson(const ImportOptions& options, const ImportSummary& summary,
                 const ProblemLog& problems) {
  Json kinds = Json::object();
  for (const auto& [kind, count] : summary.counts.events_by_kind) {
    kinds[std::string(kind)] = count;
  }
  return {{"file", options.file},
          {"feed", summary.feed},
          {"children", summary.counts.children},
          {"children_refused", summary.counts.children_refused},
          {"episodes", summary.counts.episodes},
          {"events",
           {{"read", summary.read},
            {"accepted", summary.accepted},
            {"duplicate", summary.duplicate},
            {"superseded", summary.superseded},
            {"refused", summary.refused}}},
          {"kinds", std::move(kinds)},
          {"problems", problems.kept()},
          {"problems_total", problems.total()},
          {"not_carried", summary.counts.not_carried},
          {"log_position", summary.log_position}};
}

std::string SummaryText(const ImportSummary& summary, const ProblemLog& problems) {
  std::vector<std::vector<std::string>> rows = {
      {"feed", summary.feed},
      {"children",
       fmt::format("{} ({} refused)", summary.counts.children, summary.counts.children_refused)},
      {"episodes", fmt::format("{}", summary.counts.episodes)},
      {"events", fmt::format("{} = {} accepted + {} duplicate + {} refused", summary.read,
                             summary.accepted, summary.duplicate, summary.refused)}};
  if (summary.superseded > 0) {
    rows.push_back({"superseded", fmt::format("{} of the duplicate: a newer file says otherwise",
                                              summary.superseded)});
  }
  for (const auto& [kind, count] : summary.counts.events_by_kind) {
    rows.push_back({"  " + std::string(kind), fmt::format("{}", count)});
  }
  for (const auto& [element, count] : summary.counts.not_carried) {
    rows.push_back({"not carried", fmt::format("{} {}", count, Plain(element))});
  }
  rows.push_back({"problems", fmt::format("{} ({} errors)", problems.total(), problems.errors())});
  return AlignColumns(rows);
}

int ExitOf(const ImportSummary& summary) {
  if (summary.file_broken && summary.counts.children == 0) return kExitFailed;
  const bool some = summary.refused > 0 || summary.counts.children_refused > 0;
  return some || summary.file_broken ? kExitSomeRefused : kExitOk;
}

int RunImport(const ImportOptions& options, Console& console) {
  auto bytes = cin_census::OpenFile(options.file);
  if (!bytes.ok()) {
    Say(console, Message(bytes.status()));
    return kExitUsage;
  }
  Progress progress(console, "importing");
  ProblemLog problems(options.common.json, console, progress);
  if (const Status opened = problems.Open(options.problems_file, options.file); !opened.ok()) {
    Say(console, Message(opened));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kCreate, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  std::error_code unknown;  // A pipe has no size; then there is no bar.
  const auto size = std::filesystem::file_size(options.file, unknown);
  const int64_t total = unknown ? 0 : static_cast<int64_t>(size);
  cin_census::CensusReader census(*std::move(bytes));
  CensusImport import(
      *client, OperatorOf(options.common),
      {.problem = [&problems](const RowProblem& problem) { problems.Add(problem); },
       .progress = [&progress, total](int64_t read) { progress.Show(read, total); }});
  const auto summary = import.Run(census);
  progress.Done();
  problems.SayHowMany();
  const Status written = problems.Close();
  if (!written.ok()) Say(console, Message(written));
  if (!summary.ok()) {
    Say(console, "not finished; run it again, nothing is doubled");
    return Fail(console, summary.status());
  }
  if (options.common.json) {
    console.out << JsonLine(SummaryJson(options, *summary, problems)) << '\n';
  } else {
    console.out << SummaryText(*summary, problems);
  }
  return written.ok() ? ExitOf(*summary) : kExitFailed;
}

}  // namespace

void AddImport(Command app) {
  Command import = app.Add("import", kImportDescription);
  import.WantsCommand();
  auto options = std::make_shared<ImportOptions>();
  Command command = import.Add("cin-census", kCensusDescription);
  command.Value("FILE", options->file, "the census file").Required();
  command.Value("--problems", options->problems_file, "write every problem here").Of("FILE");
  AddPlace(command, &options->common);
  options->common.agency.clear();
  command
      .Value("--agency-id", options->common.agency,
             "the council as the registry names it (default: council/LEA)")
      .Of("AGENCY");
  command.Runs([options](Console& console) { return RunImport(*options, console); });
  AddImportCsv(import);
}

}  // namespace goldthread::server
