#include <optional>
#include <string>
#include <string_view>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/alerts/alert_questions.h"
#include "services/alerts/alert_service.h"
#include "services/alerts/households.h"
#include "services/feeds/page_token.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::alerts {

template <class Response, class Request>
AlertEndpoint::Answer<Response> AlertEndpoint::Households(const Request& request,
                                                          std::string_view action) const {
  access::Look look = LookAtAlerts(action, "known_on=" + request.known_on());
  std::optional<Day> known_on;
  if (!request.known_on().empty()) {
    known_on = ParseDay(request.known_on());
    if (!known_on.has_value()) look.question.clear();  // Whatever it is, it is no day.
  }
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  if (request.record().feed().empty() || request.record().record().empty()) {
    return access::BadField("record", "names the person by a feed and that feed's record");
  }
  if (!request.known_on().empty() && !known_on.has_value()) {
    return access::BadField("known_on", "not a date; write YYYY-MM-DD");
  }
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  const Reading reading = ReadingOf(*views, request.caller());
  SeenHouseholds seen(reading, known_on);
  GT_RETURN_IF_ERROR(seen.Open(FromRef(request.record())));
  Response response;
  GT_RETURN_IF_ERROR(seen.Fill(&response));
  look.sight = seen.sight();
  look.position = views->NextPosition();
  if (!seen.HasAnything()) return parts_.door.Refuse(request.caller(), look);
  look.records.assign(seen.people().begin(), seen.people().end());
  look.rows = static_cast<int64_t>(look.records.size());
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

grpc::Status AlertEndpoint::GetAdult(grpc::ServerContext* /*context*/,
                                     const v1::GetAdultRequest* request,
                                     v1::GetAdultResponse* response) {
  return access::Reply(Households<v1::GetAdultResponse>(*request, "adults.show"), response);
}

grpc::Status AlertEndpoint::GetChildAdults(grpc::ServerContext* /*context*/,
                                           const v1::GetChildAdultsRequest* request,
                                           v1::GetChildAdultsResponse* response) {
  return access::Reply(Households<v1::GetChildAdultsResponse>(*request, "adults.of-child"),
                       response);
}

}  // namespace goldthread::alerts
