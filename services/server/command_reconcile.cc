#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/inbound/cin_census/census_reader.h"
#include "connectors/inbound/csv/table_reader.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/event_lines.h"
#include "services/server/reconciliation.h"
#include "services/server/table_import.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kReconcileDescription =
    R"(Prove that the hub holds what an agency sent: compare a feed day by day.

FILE holds what was sent, one event a line as for publish; or it is a file that was imported,
read again as the import reads it. Each day (UTC, when recorded) is counted and hashed on both
sides; of days that differ the events are named, by id. Exit code 1 when they differ.
docs/reconciliation.md tells how another program does the same.

Examples:
  goldthread reconcile sent.ndjson --feed northmere-police/incidents --hub 127.0.0.1:7790
  goldthread reconcile census.xml --cin-census --feed cin-census/975 --agency-id council/975 --data DIR
  goldthread reconcile pupils.csv --mapping school-census-pupils --feed FEED --data DIR
  goldthread reconcile - --feed northmere-school/attendance --data DIR --json < sent.ndjson
)";

constexpr size_t kIdsShown = 20;
constexpr size_t kIdsInJson = 10'000;

struct ReconcileOptions {
  CommonOptions common;
  std::string file;
  std::string feed;
  std::string mapping;
  bool census = false;
};

struct Report {
  int64_t lines_refused = 0;  // By the reader: nothing is proven of them.
  int64_t other_feeds = 0;    // Lines of other feeds: left out.
  int64_t own_conflicts = 0;
  int64_t own_events = 0;
  int64_t hub_events = 0;
  v1::LogPosition position;
  std::vector<DayDifference> days;
  EventDifferences events;

  bool equal() const { return days.empty() && own_conflicts == 0; }
};

// The feed's events in the file, as they come.
struct OwnFile {
  std::vector<v1::Event> events;
  int64_t lines_refused = 0;
  int64_t other_feeds = 0;
  bool chains = false;  // The events stand in the hub as chains, as an import sends them.
};

void Take(v1::Event event, const std::string& feed, OwnFile& own) {
  if (event.feed() != feed) {
    ++own.other_feeds;
  } else {
    own.events.push_back(std::move(event));
  }
}

OwnFile ReadLines(std::istream& in, const std::string& feed) {
  OwnFile own;
  EventLineReader lines(in);
  while (auto line = lines.Next()) {
    if (line->problem) {
      ++own.lines_refused;
    } else {
      Take(std::move(line->event), feed, own);
    }
  }
  return own;
}

StatusOr<OwnFile> ReadCensus(const ReconcileOptions& options) {
  OwnFile own;
  own.chains = true;
  GT_ASSIGN_OR_RETURN(ByteSource bytes, OpenFile(options.file));
  cin_census::CensusReader census(std::move(bytes));
  while (auto child = census.Next()) {
    for (v1::Event& event : child->events) Take(std::move(event), options.feed, own);
  }
  own.lines_refused = census.counts().events_refused + census.counts().children_refused;
  return own;
}

StatusOr<OwnFile> ReadTable(const ReconcileOptions& options) {
  OwnFile own;
  GT_ASSIGN_OR_RETURN(const csv::Mapping mapping, LoadMapping(options.mapping));
  GT_ASSIGN_OR_RETURN(ByteSource bytes, OpenFile(options.file));
  own.chains = !mapping.ids_are_final;
  csv::TableReader table(mapping, std::move(bytes));
  while (auto row = table.Next()) {
    for (v1::Event& event : row->events) Take(std::move(event), options.feed, own);
  }
  own.lines_refused = table.counts().events_refused + table.counts().rows_refused;
  return own;
}

StatusOr<OwnFile> ReadOwn(const ReconcileOptions& options, Console& console) {
  if (options.census) return ReadCensus(options);
  if (!options.mapping.empty()) return ReadTable(options);
  if (options.file == "-") return ReadLines(console.in, options.feed);
  std::ifstream file(options.file, std::ios::binary);
  std::error_code error;
  if (file && !std::filesystem::is_directory(options.file, error)) {
    return ReadLines(file, options.feed);
  }
  return Error(Code::kNotFound, fmt::format("cannot read {}", options.file));
}

// The agency named, or else the one whose events they are.
v1::Caller CallerFor(const ReconcileOptions& options, const OwnFile& own) {
  v1::Caller caller = OperatorOf(options.common);
  for (const v1::Event& event : own.events) {
    if (!caller.agency().empty()) break;
    caller.set_agency(event.agency());
  }
  return caller;
}

StatusOr<Report> Compare(const HubClient& client, const ReconcileOptions& options, OwnFile file) {
  Report report;
  report.lines_refused = file.lines_refused;
  report.other_feeds = file.other_feeds;
  v1::SumDaysRequest request;
  *request.mutable_caller() = CallerFor(options, file);
  request.set_feed(options.feed);
  request.set_chain_ends_only(file.chains);
  request.set_min_position(feeds::kNewest);
  const auto stub = v1::FeedService::NewStub(client.channel());
  GT_ASSIGN_OR_RETURN(const v1::SumDaysResponse hub, AskUntilFresh([&] {
                        return Ask(*stub, &v1::FeedService::Stub::SumDays, request, kLongCall);
                      }));
  request.set_min_position(hub.position().next());
  OwnRecord own;
  if (file.chains) {
    GT_RETURN_IF_ERROR(AddImported(client, request, hub, file.events, own));
  } else {
    for (v1::Event& event : file.events) {
      if (!AddOwn(std::move(event), hub, own)) ++report.own_conflicts;
    }
  }
  report.position = hub.position();
  report.own_events = static_cast<int64_t>(own.size());
  for (const v1::DaySum& day : hub.days()) report.hub_events += day.events();
  report.days = CompareDays(OwnDays(own), {hub.days().begin(), hub.days().end()});
  if (report.days.empty()) return report;
  GT_ASSIGN_OR_RETURN(const auto held, FetchDays(client, request, report.days));
  report.events = CompareEvents(own, report.days, held);
  return report;
}

Json IdsJson(const std::vector<std::string>& ids) {
  return Json(std::vector<std::string>(
      ids.begin(), ids.begin() + static_cast<int64_t>(std::min(ids.size(), kIdsInJson))));
}

void PrintJson(const ReconcileOptions& options, const Report& report, Console& console) {
  Json days = Json::array();
  for (const DayDifference& day : report.days) {
    days.push_back(
        {{"day", day.day}, {"own_events", day.own_events}, {"hub_events", day.hub_events}});
  }
  const EventDifferences& events = report.events;
  console.out << JsonLine({{"feed", options.feed},
                           {"equal", report.equal()},
                           {"position",
                            {{"shard", report.position.shard()}, {"next", report.position.next()}}},
                           {"own_events", report.own_events},
                           {"hub_events", report.hub_events},
                           {"own_conflicts", report.own_conflicts},
                           {"lines_refused", report.lines_refused},
                           {"other_feeds", report.other_feeds},
                           {"days", std::move(days)},
                           {"not_in_hub_total", events.not_in_hub.size()},
                           {"not_in_hub", IdsJson(events.not_in_hub)},
                           {"only_in_hub_total", events.only_in_hub.size()},
                           {"only_in_hub", IdsJson(events.only_in_hub)},
                           {"other_content_total", events.other_content.size()},
                           {"other_content", IdsJson(events.other_content)}})
              << '\n';
}

void PrintIds(std::string_view what, const std::vector<std::string>& ids, Console& console) {
  for (size_t at = 0; at < std::min(ids.size(), kIdsShown); ++at) {
    console.out << fmt::format("  {}: {}\n", what, Plain(ids[at]));
  }
  if (ids.size() <= kIdsShown) return;
  console.out << fmt::format("  {}: {} more (--json)\n", what, ids.size() - kIdsShown);
}

void PrintText(const Report& report, Console& console) {
  console.out << fmt::format("{}: {} events here, {} in the hub at position {}\n",
                             report.equal() ? "equal" : "DIFFERENT", report.own_events,
                             report.hub_events, report.position.next());
  const auto note = [&console](int64_t count, std::string_view what) {
    if (count > 0) console.out << fmt::format("  {} {}\n", count, what);
  };
  note(report.lines_refused, "lines or events were refused here: nothing is proven of them");
  note(report.own_conflicts, "events say otherwise under an id the file has already");
  note(report.other_feeds, "events are of other feeds: left out");
  for (const DayDifference& day : report.days) {
    console.out << fmt::format("  {}: {} here, {} in the hub{}\n",
                               day.day.empty() ? "no day" : day.day, day.own_events, day.hub_events,
                               day.own_events == day.hub_events ? ", not the same" : "");
  }
  PrintIds("not in the hub", report.events.not_in_hub, console);
  PrintIds("only in the hub", report.events.only_in_hub, console);
  PrintIds("other content", report.events.other_content, console);
}

int RunReconcile(const ReconcileOptions& options, Console& console) {
  auto own = ReadOwn(options, console);
  if (!own.ok()) {
    Say(console, Message(own.status()));
    return kExitUsage;
  }
  if (CallerFor(options, *own).agency().empty()) {
    Say(console, "whose feed is it? The file does not say: give --agency-id");
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto report = Compare(*client, options, *std::move(own));
  if (!report.ok()) return Fail(console, report.status());
  if (options.common.json) {
    PrintJson(options, *report, console);
  } else {
    PrintText(*report, console);
  }
  if (!report->equal()) return kExitFailed;
  return report->lines_refused > 0 ? kExitSomeRefused : kExitOk;
}

}  // namespace

void AddReconcile(Command app) {
  auto options = std::make_shared<ReconcileOptions>();
  options->common.agency.clear();
  Command command = app.Add("reconcile", kReconcileDescription);
  command.Value("FILE", options->file, "what was sent, JSON lines; - for stdin").Required();
  command.Value("--feed", options->feed, "of which feed").Of("FEED").Required();
  command
      .Value("--agency-id", options->common.agency, "whose feed it is (default: as the events say)")
      .Of("AGENCY");
  const Option mapping =
      command.Value("--mapping", options->mapping, "FILE is a table, read by this mapping");
  command.Switch("--cin-census", options->census, "FILE is a Children in Need census").Not(mapping);
  AddPlace(command, &options->common);
  command.Runs([options](Console& console) { return RunReconcile(*options, console); });
}

}  // namespace goldthread::server
