#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/adult_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/command_alerts.h"
#include "services/server/match_options.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Adults = v1::AdultService;

constexpr const char* kAcknowledgeDescription =
    R"(Take an alert on: who does what next. --on names what 'alerts show' showed.
)";
constexpr const char* kAssessDescription =
    R"(Say what was found: no-contact, already-known, safeguarded, referred, wrong-person or
not-established.
)";
constexpr const char* kCloseDescription = R"(Close an alert that was assessed.
)";
constexpr const char* kSuppressDescription =
    R"(Propose that an alert needs nobody until a day; or answer such a proposal. It takes two people.

Examples:
  goldthread alerts suppress ALERT --on ETAG --until 2026-06-01 --reason "plan in place" --data DIR
  goldthread alerts suppress ALERT --on ETAG --agree --reason "seen the plan" --data DIR
)";
constexpr const char* kUndeliveredDescription =
    R"(What subscribers could not be told, newest first: ids and causes.
)";
constexpr const char* kRetryDescription = R"(Have the hub try again what it gave up.
)";

struct AssessOptions : AlertOptions {
  std::string outcome;
};

struct SuppressOptions : AlertOptions {
  std::string until;
  bool agree = false;
  bool refuse = false;
};

struct RetryOptions {
  std::string alert;
  std::string change;
  std::string subscriber;
  std::string reason;
  CommonOptions common;
};

template <class Request>
StatusOr<Request> RequestFrom(const AlertOptions& options) {
  Request request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  request.set_id(options.id);
  request.set_etag(options.etag);
  request.set_reason(options.reason);
  return request;
}

template <class Request, class Response>
int RunDecision(const AlertOptions& options, const StatusOr<Request>& request,
                grpc::Status (Adults::Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                Console& console) {
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Adults>(options.common, *request, method, console, [&](const Response& answer) {
    PrintAlert(answer.alert(), options, console);
  });
}

int RunAssess(const AssessOptions& options, Console& console) {
  auto request = RequestFrom<v1::AssessAlertRequest>(options);
  const auto outcome = EnumFromWord(*v1::AlertOutcome_descriptor(), options.outcome);
  if (request.ok() && !outcome.has_value()) {
    request = Error(Code::kInvalidArgument,
                    fmt::format("--outcome is one of {}",
                                fmt::join(EnumWords(*v1::AlertOutcome_descriptor()), ", ")));
  }
  if (request.ok()) request->set_outcome(static_cast<v1::AlertOutcome>(*outcome));
  return RunDecision(options, request, &Adults::Stub::AssessAlert, console);
}

int RunSuppress(const SuppressOptions& options, Console& console) {
  auto request = RequestFrom<v1::SuppressAlertRequest>(options);
  if (request.ok() && !options.until.empty()) {
    request->set_propose_until(options.until);
  } else if (request.ok() && (options.agree || options.refuse)) {
    request->set_agree(options.agree);
  } else if (request.ok()) {
    request = Error(Code::kInvalidArgument, "say --until DAY, --agree or --refuse");
  }
  return RunDecision(options, request, &Adults::Stub::SuppressAlert, console);
}

int RunUndelivered(const CommonOptions& options, Console& console) {
  v1::ListUndeliveredRequest request;
  *request.mutable_caller() = OperatorOf(options);
  request.set_min_position(feeds::kNewest);
  request.set_page_size(feeds::kPageSizeMax);
  return AskHub<Adults>(
      options, request, &Adults::Stub::ListUndelivered, console,
      [&](const v1::ListUndeliveredResponse& answer) {
        Json list = Json::array();
        std::vector<std::vector<std::string>> rows = {
            {"GIVEN UP", "SUBSCRIBER", "ALERT", "CHANGE", "TRIED", "CAUSE"}};
        for (const v1::Undelivered& each : answer.undelivered()) {
          list.push_back({{"alert", each.alert_id()},
                          {"change", each.change()},
                          {"subscriber", each.subscriber()},
                          {"attempts", each.attempts()},
                          {"cause", each.cause()},
                          {"given_up_at", TimeText(each.given_up_at())}});
          rows.push_back({TimeText(each.given_up_at()), each.subscriber(), each.alert_id(),
                          each.change(), fmt::format("{}", each.attempts()), each.cause()});
        }
        if (options.json) {
          console.out << JsonLine({{"undelivered", std::move(list)}}) << '\n';
        } else {
          console.out << (answer.undelivered().empty() ? "All subscribers were told.\n"
                                                       : AlignColumns(std::move(rows)));
        }
      });
}

int RunRetry(const RetryOptions& options, Console& console) {
  v1::RetryDeliveryRequest request;
  *request.mutable_caller() = OperatorOf(options.common);
  request.set_alert_id(options.alert);
  request.set_change(options.change);
  request.set_subscriber(options.subscriber);
  request.set_reason(options.reason);
  return AskHub<Adults>(options.common, request, &Adults::Stub::RetryDelivery, console,
                        [&](const v1::RetryDeliveryResponse&) {
                          console.out << (options.common.json ? "{}\n" : "It is tried again.\n");
                        });
}

void AddDecision(Command command, AlertOptions* options) {
  command.Value("ALERT", options->id, "an alert's id").Required();
  command.Value("--on", options->etag, "the state that 'alerts show' gave").Of("ETAG").Required();
  command.Value("--reason", options->reason, "why, for whoever reads the history")
      .Of("TEXT")
      .Required();
  AddWorker(command, &options->common);
}

void AddSuppress(Command alerts) {
  auto suppress = std::make_shared<SuppressOptions>();
  Command suppressing = alerts.Add("suppress", kSuppressDescription);
  Option until =
      suppressing.Value("--until", suppress->until, "propose it until this day").Of("DAY");
  Option agree = suppressing.Switch("--agree", suppress->agree, "to the proposal that stands");
  suppressing.Switch("--refuse", suppress->refuse, "the proposal that stands")
      .Not(until)
      .Not(agree);
  AddDecision(suppressing, suppress.get());
  suppressing.Runs([suppress](Console& console) { return RunSuppress(*suppress, console); });
}

void AddDeliveries(Command alerts) {
  auto common = std::make_shared<CommonOptions>();
  Command undelivered = alerts.Add("undelivered", kUndeliveredDescription);
  AddPlace(undelivered, common.get());
  undelivered.Runs([common](Console& console) { return RunUndelivered(*common, console); });
  auto retry = std::make_shared<RetryOptions>();
  Command retrying = alerts.Add("retry", kRetryDescription);
  retrying.Value("ALERT", retry->alert, "the alert").Required();
  retrying.Value("CHANGE", retry->change, "its change").Required();
  retrying.Value("SUBSCRIBER", retry->subscriber, "who was not told").Required();
  retrying.Value("--reason", retry->reason, "why it may work now").Of("TEXT").Required();
  AddPlace(retrying, &retry->common);
  retrying.Runs([retry](Console& console) { return RunRetry(*retry, console); });
}

}  // namespace

void AddAlertDecide(Command alerts) {
  auto acknowledge = std::make_shared<AlertOptions>();
  Command acknowledging = alerts.Add("acknowledge", kAcknowledgeDescription);
  AddDecision(acknowledging, acknowledge.get());
  acknowledging.Runs([acknowledge](Console& console) {
    return RunDecision(*acknowledge, RequestFrom<v1::AcknowledgeAlertRequest>(*acknowledge),
                       &Adults::Stub::AcknowledgeAlert, console);
  });
  auto assess = std::make_shared<AssessOptions>();
  Command assessing = alerts.Add("assess", kAssessDescription);
  assessing.Value("--outcome", assess->outcome, "what was found").Of("OUTCOME").Required();
  AddDecision(assessing, assess.get());
  assessing.Runs([assess](Console& console) { return RunAssess(*assess, console); });
  auto close = std::make_shared<AlertOptions>();
  Command closing = alerts.Add("close", kCloseDescription);
  AddDecision(closing, close.get());
  closing.Runs([close](Console& console) {
    return RunDecision(*close, RequestFrom<v1::CloseAlertRequest>(*close),
                       &Adults::Stub::CloseAlert, console);
  });
  AddSuppress(alerts);
  AddDeliveries(alerts);
}

}  // namespace goldthread::server
