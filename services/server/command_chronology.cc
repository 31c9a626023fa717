#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "services/server/chronology_client.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {
namespace {

constexpr const char* kDescription = R"(One child's story across agencies, as known on any day.

Examples:
  goldthread chronology --data DIR --record cin-census/975/RND000215205141
  goldthread chronology --data DIR --record FEED/ID --as-known-on 2026-03-07
  goldthread chronology --hub 127.0.0.1:7790 --record FEED/ID --from 2025-01-01 --agency northmere-police
  goldthread chronology --data DIR --record FEED/ID --format csv > story.csv
)";

struct Options {
  CommonOptions common;
  std::string record;
  std::string from;
  std::string to;
  std::string as_known_on;
  std::string known_to;
  std::vector<std::string> agencies;
  std::vector<std::string> categories;
  std::vector<std::string> kinds;
  std::string format = "text";
  bool newest_first = false;
};

StatusOr<v1::ChronologyQuery> QueryOf(const Options& options) {
  v1::ChronologyQuery query;
  const auto record = ParseRecordId(options.record);
  if (!record) {
    return Error(Code::kInvalidArgument,
                 "--record is FEED/ID, for example cin-census/975/RND000215205141");
  }
  query.mutable_record()->set_feed(record->feed);
  query.mutable_record()->set_record(record->record);
  query.set_occurred_from(options.from);
  query.set_occurred_to(options.to);
  query.set_as_known_on(options.as_known_on);
  query.set_known_to_agency(options.known_to);
  for (const std::string& agency : options.agencies) query.add_agencies(agency);
  for (const std::string& kind : options.kinds) query.add_kinds(kind);
  for (const std::string& word : options.categories) {
    const auto category = EnumFromWord(*v1::InformationCategory_descriptor(), word);
    if (!category) {
      return Error(Code::kInvalidArgument,
                   fmt::format("--category is one of {}",
                               fmt::join(EnumWords(*v1::InformationCategory_descriptor()), ", ")));
    }
    query.add_categories(static_cast<v1::InformationCategory>(*category));
  }
  if (options.newest_first) query.set_order(v1::ORDER_NEWEST_FIRST);
  return query;
}

struct Question {
  v1::Caller caller;
  v1::ChronologyQuery query;
  std::string format;
};

int PrintStream(const HubClient& client, const Question& question, Console& console) {
  const bool csv = question.format == "csv";
  if (csv) console.out << CsvHeader();
  const Status status = StreamChronology(
      client, question.caller, question.query, [&](const v1::ChronologyEntry& entry) {
        console.out << (csv ? CsvRow(entry) : JsonLine(EntryJson(entry)) + "\n");
        return console.out.good();
      });
  return status.ok() ? kExitOk : Fail(console, status);
}

int PrintWhole(const HubClient& client, const Question& question, Console& console) {
  const auto chronology = FetchChronology(client, question.caller, question.query);
  if (!chronology.ok()) return Fail(console, chronology.status());
  if (question.format == "json") {
    console.out << JsonLine(ChronologyJson(question.query, *chronology)) << '\n';
  } else {
    console.out << ChronologyText(question.query, *chronology);
  }
  return kExitOk;
}

int RunChronology(const Options& options, Console& console) {
  const auto query = QueryOf(options);
  const auto caller = CallerOf(options.common);
  for (const Status& status : {query.status(), caller.status()}) {
    if (status.ok()) continue;
    Say(console, Message(status));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const Question question{*caller, *query, options.common.json ? "json" : options.format};
  const bool streams = question.format == "csv" || question.format == "ndjson";
  return streams ? PrintStream(*client, question, console) : PrintWhole(*client, question, console);
}

}  // namespace

void AddChronology(CLI::App& app, Run* chosen) {
  auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("chronology", kDescription);
  const auto add = [&command](const char* name, auto& value, const char* help, const char* type) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false);
  };
  add("--record", options->record, "any one of the child's source records", "FEED/ID")->required();
  add("--as-known-on", options->as_known_on, "what the hub knew at the end of that day", "DATE");
  add("--known-to", options->known_to, "only what this agency had recorded itself", "AGENCY");
  add("--from", options->from, "occurred on or after", "DATE");
  add("--to", options->to, "occurred on or before", "DATE");
  add("--agency", options->agencies, "only this agency; may be repeated", "AGENCY");
  add("--category", options->categories, "only this: police, health ...; may be repeated", "WORD");
  add("--kind", options->kinds, "only this: IncidentAttended ...; may be repeated", "KIND");
  command.add_flag("--newest-first", options->newest_first);
  add("--format", options->format, "text, json, ndjson or csv", "WORD")
      ->check(CLI::IsMember({"text", "json", "ndjson", "csv"}))
      ->capture_default_str();
  AddPlace(command, &options->common);
  AddCaller(command, &options->common);
  command.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunChronology(*options, console); };
  });
}

}  // namespace goldthread::server
