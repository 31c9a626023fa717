#include "services/alerts/alert_service.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/alerts/alert_questions.h"
#include "services/feeds/page_token.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::alerts {
namespace {

constexpr std::string_view kListQuestion = "alerts.list";
constexpr size_t kAlertsAtOnce = 1'000;

// Overdue first, then by when they must be taken on; what is historic, last.
std::string PlaceOf(const v1::Alert& alert) {
  return fmt::format(
      "{}{}{:016}{}", alert.historic() ? 'b' : 'a', alert.overdue() ? 'a' : 'b',
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(alert.acknowledge_by()),
      alert.id());
}

template <class Values, class Value>
bool IsAmong(const Values& values, const Value& value) {
  return std::ranges::find(values, value) != values.end();
}

bool IsAskedFor(const v1::ListAlertsRequest& request, const v1::Alert& alert) {
  if (request.states().empty() ? !IsOpen(alert.state())
                               : !IsAmong(request.states(), alert.state())) {
    return false;
  }
  if (!request.rules().empty() && !IsAmong(request.rules(), alert.rule())) return false;
  if (!request.owner().empty() && request.owner() != alert.owner()) return false;
  return !request.overdue_only() || alert.overdue();
}

// All, or those about one record, one after the other.
Status VisitAlerts(const ViewSnapshot& views, const v1::ListAlertsRequest& request,
                   const std::function<Status(const adults::Alert&)>& visit) {
  if (request.has_record()) {
    GT_ASSIGN_OR_RETURN(const auto alerts, adults::AlertsAbout(views, FromRef(request.record())));
    for (const adults::Alert& alert : alerts) GT_RETURN_IF_ERROR(visit(alert));
    return OkStatus();
  }
  std::string after;
  while (true) {
    GT_ASSIGN_OR_RETURN(const auto alerts, adults::ListAlerts(views, after, kAlertsAtOnce));
    if (alerts.empty()) return OkStatus();
    for (const adults::Alert& alert : alerts) GT_RETURN_IF_ERROR(visit(alert));
    after = alerts.back().id;
  }
}

}  // namespace

AlertEndpoint::Answer<v1::GetAlertResponse> AlertEndpoint::Get(
    const v1::GetAlertRequest& request) const {
  const access::Look intent = LookAtAlerts("alerts.show");
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), intent));
  GT_RETURN_IF_ERROR(CheckId(request.id(), "id"));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(const auto alert, adults::AlertOf(*views, request.id()));
  std::optional<SeenAlert> seen;
  if (alert.has_value()) {
    GT_ASSIGN_OR_RETURN(seen, SeeAlert(ReadingOf(*views, request.caller()), *alert));
  }
  if (!seen.has_value()) return parts_.door.Refuse(request.caller(), intent);
  v1::GetAlertResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  *response.mutable_alert() = seen->alert;
  return parts_.door.Disclose(request.caller(), LookAt("alerts.show", *seen, views->NextPosition()),
                              std::move(response));
}

AlertEndpoint::Answer<v1::ListAlertsResponse> AlertEndpoint::List(
    const v1::ListAlertsRequest& request) const {
  access::Look look = LookAtAlerts("alerts.list");
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(
      const size_t page_size,
      feeds::PageSize(request.page_size(), feeds::kPageSizeDefault, feeds::kPageSizeMax));
  GT_ASSIGN_OR_RETURN(const std::string after, feeds::PlaceOf(kListQuestion, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  const Reading reading = ReadingOf(*views, request.caller());
  std::vector<SeenAlert> all;
  GT_RETURN_IF_ERROR(VisitAlerts(*views, request, [&](const adults::Alert& alert) -> Status {
    GT_ASSIGN_OR_RETURN(auto seen, SeeAlert(reading, alert));
    if (seen.has_value() && IsAskedFor(request, seen->alert) &&
        (after.empty() || PlaceOf(seen->alert) > after)) {
      all.push_back(*std::move(seen));
    }
    return OkStatus();
  }));
  std::ranges::sort(all, {}, [](const SeenAlert& seen) { return PlaceOf(seen.alert); });
  v1::ListAlertsResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  for (const SeenAlert& seen : all) {
    if (static_cast<size_t>(response.alerts_size()) == page_size) {
      const auto& last = response.alerts(response.alerts_size() - 1);
      response.set_next_page_token(feeds::PageToken(kListQuestion, PlaceOf(last)));
      break;
    }
    *response.add_alerts() = WithoutPath(seen.alert);
    look.records.insert(look.records.end(), seen.records.begin(), seen.records.end());
  }
  std::ranges::sort(look.records);
  const auto repeats = std::ranges::unique(look.records);
  look.records.erase(repeats.begin(), repeats.end());
  look.rows = response.alerts_size();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

grpc::Status AlertEndpoint::GetAlert(grpc::ServerContext* /*context*/,
                                     const v1::GetAlertRequest* request,
                                     v1::GetAlertResponse* response) {
  return access::Reply(Get(*request), response);
}

grpc::Status AlertEndpoint::ListAlerts(grpc::ServerContext* /*context*/,
                                       const v1::ListAlertsRequest* request,
                                       v1::ListAlertsResponse* response) {
  return access::Reply(List(*request), response);
}

}  // namespace goldthread::alerts
