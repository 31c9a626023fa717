#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/adult_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/alert_words.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/command_alerts.h"
#include "services/server/match_options.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Adults = v1::AdultService;

constexpr const char* kAlertsDescription =
    R"(Adults who may pose a risk, and the children they have come to (docs/alerts.md).

Examples:
  goldthread alerts list --data DIR
  goldthread alerts show ALERT --data DIR
  goldthread alerts acknowledge ALERT --on ETAG --reason "ringing probation" --data DIR
)";
constexpr const char* kAlertListDescription =
    R"(Alerts that need somebody, the most pressing first: overdue, then by when to take them on.

Examples:
  goldthread alerts list --overdue --data DIR
  goldthread alerts list --state closed --state withdrawn --about FEED/ID --data DIR
)";
constexpr const char* kAlertShowDescription =
    R"(One alert: the path of facts by which the hub raised it, and what was done about it.
)";
constexpr const char* kAlertWatchDescription =
    R"(Changes of alerts as they come. Each line of --json carries the place to go on from.

Examples:
  goldthread alerts watch --hub 127.0.0.1:7790
  goldthread alerts watch --resume PLACE --json --hub 127.0.0.1:7790
)";

struct AlertListOptions {
  std::vector<std::string> states;
  std::vector<std::string> rules;
  std::string owner;
  std::string about;
  bool overdue = false;
  int64_t limit = 100;
  CommonOptions common;
};

struct AlertWatchOptions {
  std::string resume;
  bool from_now = false;
  int64_t count = 0;
  CommonOptions common;
};

StatusOr<v1::ListAlertsRequest> RequestOf(const AlertListOptions& options) {
  v1::ListAlertsRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  request.set_min_position(feeds::kNewest);
  request.set_page_size(static_cast<int32_t>(options.limit));
  for (const std::string& word : options.states) {
    const auto state = EnumFromWord(*v1::AlertState_descriptor(), word);
    if (!state.has_value()) {
      return Error(Code::kInvalidArgument,
                   fmt::format("--state is one of {}",
                               fmt::join(EnumWords(*v1::AlertState_descriptor()), ", ")));
    }
    request.add_states(static_cast<v1::AlertState>(*state));
  }
  for (const std::string& rule : options.rules) request.add_rules(rule);
  request.set_owner(options.owner);
  request.set_overdue_only(options.overdue);
  if (!options.about.empty()) {
    GT_ASSIGN_OR_RETURN(*request.mutable_record(), RefIn(options.about));
  }
  return request;
}

int RunAlertList(const AlertListOptions& options, Console& console) {
  const auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Adults>(options.common, *request, &Adults::Stub::ListAlerts, console,
                        [&](const v1::ListAlertsResponse& answer) {
                          if (options.common.json) {
                            Json alerts = Json::array();
                            for (const v1::Alert& alert : answer.alerts())
                              alerts.push_back(AlertJson(alert));
                            console.out << JsonLine({{"alerts", std::move(alerts)},
                                                     {"more", !answer.next_page_token().empty()}})
                                        << '\n';
                          } else if (answer.alerts().empty()) {
                            console.out << "No alert for you needs anybody.\n";
                          } else {
                            console.out << AlertsText(answer.alerts());
                            if (!answer.next_page_token().empty()) console.out << "... and more\n";
                          }
                        });
}

int RunAlertShow(const AlertOptions& options, Console& console) {
  v1::GetAlertRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  request.set_min_position(feeds::kNewest);
  request.set_id(options.id);
  return AskHub<Adults>(
      options.common, request, &Adults::Stub::GetAlert, console,
      [&](const v1::GetAlertResponse& answer) { PrintAlert(answer.alert(), options, console); });
}

int RunAlertWatch(const AlertWatchOptions& options, Console& console) {
  v1::WatchAlertsRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  request.set_resume(options.resume);
  request.set_from_now(options.from_now);
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = Adults::NewStub(client->channel());
  grpc::ClientContext context;
  const auto reader = stub->WatchAlerts(&context, request);
  v1::WatchAlertsResponse told;
  for (int64_t shown = 0; reader->Read(&told);) {
    if (!told.has_change()) continue;
    if (options.common.json) {
      console.out << JsonLine({{"resume", told.resume()},
                               {"id", told.change().id()},
                               {"kind",
                                EnumWord(*v1::AlertChangeKind_descriptor(), told.change().kind())},
                               {"alert", AlertJson(told.change().alert())}})
                  << std::endl;
    } else {
      console.out << ChangeText(told.change()) << std::flush;
    }
    if (options.count == 0 || ++shown < options.count) continue;
    context.TryCancel();
    reader->Finish();
    return kExitOk;
  }
  return Fail(console, FromHub(reader->Finish(), context));
}

}  // namespace

void PrintAlert(const v1::Alert& alert, const AlertOptions& options, Console& console) {
  if (options.common.json) {
    console.out << JsonLine(AlertJson(alert)) << '\n';
  } else {
    console.out << AlertText(alert);
  }
}

void AddWorker(Command command, CommonOptions* common) {
  common->agency = "northmere-council";
  common->role = "social-worker";
  common->purpose = "section-47";
  AddPlace(command, common);
  AddCaller(command, common);
}

void AddAlerts(Command app) {
  Command alerts = app.Add("alerts", kAlertsDescription);
  alerts.WantsCommand();
  auto list = std::make_shared<AlertListOptions>();
  Command listing = alerts.Add("list", kAlertListDescription);
  listing.Value("--state", list->states, "raised, acknowledged, closed ...; again for each")
      .Of("STATE")
      .OneEach();
  listing.Value("--rule", list->rules, "of this rule; again for each").Of("RULE").OneEach();
  listing.Value("--owner", list->owner, "that this agency must take on").Of("AGENCY");
  listing.Value("--about", list->about, "about the person of this record").Of("FEED/ID");
  listing.Switch("--overdue", list->overdue, "that nobody took on in time");
  listing.Value("--limit", list->limit, "so many at most").Between(1, 1'000).SaysDefault();
  AddWorker(listing, &list->common);
  listing.Runs([list](Console& console) { return RunAlertList(*list, console); });
  auto show = std::make_shared<AlertOptions>();
  Command showing = alerts.Add("show", kAlertShowDescription);
  showing.Value("ALERT", show->id, "an alert's id").Required();
  AddWorker(showing, &show->common);
  showing.Runs([show](Console& console) { return RunAlertShow(*show, console); });
  auto watch = std::make_shared<AlertWatchOptions>();
  Command watching = alerts.Add("watch", kAlertWatchDescription);
  Option resume = watching.Value("--resume", watch->resume, "go on from this place").Of("PLACE");
  watching.Switch("--from-now", watch->from_now, "nothing of what was").Not(resume);
  watching.Value("--count", watch->count, "end after so many; 0: never")
      .Between(0, 1'000'000)
      .SaysDefault();
  AddWorker(watching, &watch->common);
  watching.Runs([watch](Console& console) { return RunAlertWatch(*watch, console); });
  AddAlertDecide(alerts);
}

}  // namespace goldthread::server
