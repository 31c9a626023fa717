#include <memory>
#include <string>

#include "goldthread/v1/adult_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/adult_words.h"
#include "services/server/chronology_json.h"
#include "services/server/command_alerts.h"
#include "services/server/graphviz.h"
#include "services/server/match_options.h"

namespace goldthread::server {
namespace {

constexpr const char* kAdultsDescription =
    R"(Where an adult lived and with which children, and which adults were around a child.

Examples:
  goldthread adults show FEED/ID --data DIR
  goldthread adults show --child FEED/ID --known-on 2026-03-01 --data DIR
)";
constexpr const char* kAdultShowDescription =
    R"(Lanes along the days: "[" begins, "]" an end that was told, ":" one that the hub inferred
because the person was told to live elsewhere or nobody said it again, ">" none yet.

Examples:
  goldthread adults show FEED/ID --data DIR
  goldthread adults show FEED/ID --svg --data DIR > household.svg
)";

struct AdultOptions {
  std::string adult;
  std::string child;
  std::string known_on;
  bool dot = false;
  bool svg = false;
  CommonOptions common;
};

// What one of the two questions is asked with and answered by.
template <class Request, class Response>
struct Ways {
  grpc::Status (v1::AdultService::Stub::*ask)(grpc::ClientContext*, const Request&, Response*);
  nlohmann::ordered_json (*json)(const Response&);
  std::string (*text)(const Response&);
  std::string (*dot)(const Response&, const v1::RecordRef&);
};

template <class Request, class Response>
int RunAdultShow(const AdultOptions& options, const std::string& about,
                 const Ways<Request, Response>& ways, Console& console) {
  Request request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  const auto record = RefIn(about);
  if (!record.ok()) return FailUsage(console, record.status());
  *request.mutable_caller() = *caller;
  *request.mutable_record() = *record;
  request.set_min_position(feeds::kNewest);
  request.set_known_on(options.known_on);
  std::string drawing;
  const int code = AskHub<v1::AdultService>(options.common, request, ways.ask, console,
                                            [&](const Response& answer) {
                                              if (options.dot || options.svg) {
                                                drawing = ways.dot(answer, *record);
                                              } else if (options.common.json) {
                                                console.out << JsonLine(ways.json(answer)) << '\n';
                                              } else {
                                                console.out << ways.text(answer);
                                              }
                                            });
  if (code != kExitOk || !options.svg) {
    console.out << drawing;
    return code;
  }
  const StatusOr<std::string> svg = SvgOf(drawing);
  if (!svg.ok()) return Fail(console, svg.status());
  console.out << *svg;
  return kExitOk;
}

int RunAdultShow(const AdultOptions& options, Console& console) {
  using Stub = v1::AdultService::Stub;
  if (options.adult.empty() == options.child.empty()) {
    return FailUsage(console, Error(Code::kInvalidArgument, "name an adult, or --child a child"));
  }
  if (options.child.empty()) {
    return RunAdultShow<v1::GetAdultRequest, v1::GetAdultResponse>(
        options, options.adult, {&Stub::GetAdult, &AdultJson, &AdultText, &AdultDot}, console);
  }
  return RunAdultShow<v1::GetChildAdultsRequest, v1::GetChildAdultsResponse>(
      options, options.child,
      {&Stub::GetChildAdults, &ChildAdultsJson, &ChildAdultsText, &ChildAdultsDot}, console);
}

}  // namespace

void AddAdults(Command app) {
  Command adults = app.Add("adults", kAdultsDescription);
  adults.WantsCommand();
  auto show = std::make_shared<AdultOptions>();
  Command showing = adults.Add("show", kAdultShowDescription);
  showing.Value("ADULT", show->adult, "any one record of the adult's");
  showing.Value("--child", show->child, "instead: the adults around this child").Of("FEED/ID");
  showing.Value("--known-on", show->known_on, "as known at the end of this day").Of("DAY");
  showing.Switch("--svg", show->svg, "a drawing; needs Graphviz");
  showing.Switch("--dot", show->dot, "the drawing in Graphviz's own words");
  AddWorker(showing, &show->common);
  showing.Runs([show](Console& console) { return RunAdultShow(*show, console); });
}

}  // namespace goldthread::server
