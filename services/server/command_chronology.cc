#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "services/access/reason.h"
#include "services/chronology/question.h"
#include "services/server/chronology_client.h"
#include "services/server/chronology_csv.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr const char* kChronologyDescription =
    R"(One child's story across agencies, as known on any day.

Examples:
  goldthread chronology --data DIR --record cin-census/975/RND000215205141
  goldthread chronology --data DIR --record FEED/ID --as-known-on 2026-03-07
  goldthread chronology --hub 127.0.0.1:7790 --record FEED/ID --agency northmere-police
  goldthread chronology --data DIR --record FEED/ID --format csv > story.csv
)";

struct ChronologyOptions {
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

// The hub's own rules, before it is asked; a field is named by its flag.
Status CheckQuery(const v1::ChronologyQuery& query) {
  constexpr std::pair<std::string_view, std::string_view> kFlags[] = {
      {"query.record", "--record"},
      {"query.occurred_from", "--from"},
      {"query.occurred_to", "--to"},
      {"query.as_known_on", "--as-known-on"},
      {"query.known_to_agency", "--known-to"},
      {"query.agencies", "--agency"},
      {"query.categories", "--category"},
      {"query.kinds", "--kind"}};
  const Status checked = chronology::ParseQuestion(query).status();
  const std::string_view text = access::WithoutReason(checked);
  for (const auto& [field, flag] : kFlags) {
    if (!text.starts_with(field)) continue;
    return Error(Code::kInvalidArgument, fmt::format("{}{}", flag, text.substr(text.find(": "))));
  }
  return checked;
}

// Kinds are many: the nearest one is offered.
Status CheckKinds(const std::vector<std::string>& kinds) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  std::vector<std::string> known;
  for (int at = 0; at < payload->field_count(); ++at) {
    known.push_back(payload->field(at)->message_type()->name());
  }
  for (const std::string& kind : kinds) {
    if (std::find(known.begin(), known.end(), kind) != known.end()) continue;
    const auto nearest = Nearest(kind, known);
    return Error(Code::kInvalidArgument,
                 fmt::format("--kind: {} is no kind of event{}", kind,
                             nearest ? "; did you mean " + *nearest + "?" : ""));
  }
  return OkStatus();
}

StatusOr<v1::ChronologyQuery> QueryOf(const ChronologyOptions& options) {
  v1::ChronologyQuery query;
  const auto record = ParseRecordId(options.record);
  if (!record) {
    return Error(Code::kInvalidArgument,
                 "--record: write FEED/ID, for example cin-census/975/RND000215205141");
  }
  *query.mutable_record() = ToRef(*record);
  query.set_occurred_from(options.from);
  query.set_occurred_to(options.to);
  query.set_as_known_on(options.as_known_on);
  query.set_known_to_agency(options.known_to);
  for (const std::string& agency : options.agencies) query.add_agencies(agency);
  GT_RETURN_IF_ERROR(CheckKinds(options.kinds));
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
  GT_RETURN_IF_ERROR(CheckQuery(query));
  return query;
}

struct Question {
  v1::Caller caller;
  v1::ChronologyQuery query;
  std::string format;
};

// Everything the answer depends on besides the record and the caller.
std::string AskedText(const v1::ChronologyQuery& query) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
  };
  add("as known on", query.as_known_on());
  add("known to", query.known_to_agency());
  add("from", query.occurred_from());
  add("to", query.occurred_to());
  for (const std::string& agency : query.agencies()) add("agency", agency);
  for (const int category : query.categories()) {
    add("category", EnumWord(*v1::InformationCategory_descriptor(), category));
  }
  for (const std::string& kind : query.kinds()) add("kind", kind);
  return text.empty() ? "everything known today" : text;
}

// Who may not look and who looks for nobody get one answer from the hub (design D10), so this
// says both.
int FailToShow(const Question& question, const Status& status, Console& console) {
  if (access::ReasonOf(status) != "NO_LAWFUL_BASIS") return Fail(console, status);
  const v1::Caller& caller = question.caller;
  const RecordId record{question.query.record().feed(), question.query.record().record()};
  Say(console, fmt::format("no record {} is known, or none that {} ({}, {}) may see for {}",
                           record.Text(), caller.user(), caller.role(), caller.agency(),
                           EnumWord(*v1::Purpose_descriptor(), caller.purpose())));
  console.err << "  asked: " << Plain(AskedText(question.query)) << '\n'
              << "  Check the feed and the id; goldthread feeds lists the feeds.\n";
  return kExitFailed;
}

std::string CsvLine(const v1::ChronologyEntry& entry, const Console& console) {
  std::string row = CsvRow(entry);
  return console.out_is_terminal ? Plain(row) + "\n" : row;
}

int PrintStream(const HubClient& client, const Question& question, Console& console) {
  const bool csv = question.format == "csv";
  bool started = !csv;
  const auto start = [&started, &console] {
    if (!started) console.out << CsvHeader();
    started = true;
  };
  bool stands = false;
  const Status status = StreamChronology(
      client, question.caller, question.query,
      [&](const v1::ChronologyEntry& entry) {
        start();
        console.out << (csv ? CsvLine(entry, console) : JsonLine(EntryJson(entry)) + "\n");
        return console.out.good();
      },
      &stands);
  if (!status.ok()) return FailToShow(question, status, console);
  if (stands) SayItStands(console);
  start();
  return kExitOk;
}

int PrintWhole(const HubClient& client, const Question& question, Console& console) {
  const auto chronology = FetchChronology(client, question.caller, question.query);
  if (!chronology.ok()) return FailToShow(question, chronology.status(), console);
  if (chronology->stands) SayItStands(console);
  if (question.format == "json") {
    console.out << JsonLine(ChronologyJson(question.query, *chronology)) << '\n';
  } else {
    console.out << ChronologyText(question.query, *chronology);
  }
  return kExitOk;
}

int RunChronology(const ChronologyOptions& options, Console& console) {
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

void AddChronology(Command app) {
  auto options = std::make_shared<ChronologyOptions>();
  Command command = app.Add("chronology", kChronologyDescription);
  const auto add = [&command](const char* name, auto& value, const char* help, const char* type) {
    return command.Value(name, value, help).Of(type).OneEach();
  };
  add("--record", options->record, "any one of the child's source records", "FEED/ID").Required();
  add("--as-known-on", options->as_known_on, "what the hub knew at the end of that day", "DATE");
  add("--known-to", options->known_to, "only what this agency had recorded itself", "AGENCY");
  add("--from", options->from, "occurred on or after", "DATE");
  add("--to", options->to, "occurred on or before", "DATE");
  add("--agency", options->agencies, "only this agency; may be repeated", "AGENCY");
  add("--category", options->categories, "only this: police, health ...; may be repeated", "WORD");
  add("--kind", options->kinds, "only this: IncidentAttended ...; may be repeated", "KIND");
  command.Switch("--newest-first", options->newest_first, "the latest first, not the earliest");
  add("--format", options->format, "text, json, ndjson or csv", "WORD")
      .Among({"text", "json", "ndjson", "csv"})
      .SaysDefault();
  AddPlace(command, &options->common);
  AddCaller(command, &options->common);
  command.Runs([options](Console& console) { return RunChronology(*options, console); });
}

}  // namespace goldthread::server
