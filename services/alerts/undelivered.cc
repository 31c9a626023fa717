// What could not be delivered, and that somebody has it tried again: for those who run the hub.
#include <fmt/format.h>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/access/reply.h"
#include "services/alerts/alert_questions.h"
#include "services/alerts/alert_service.h"
#include "services/alerts/life_reader.h"
#include "services/feeds/page_token.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::alerts {
namespace {

constexpr std::string_view kQuestion = "alerts.undelivered";
constexpr size_t kIdDigits = 32;

// Of people nothing is shown: ids of alerts, subscribers and causes.
access::Look LookAtDeliveries(std::string_view action) {
  access::Look look;
  look.action = action;
  return look;
}

v1::Event AskedAgainFact(const v1::RetryDeliveryRequest& request, int round, Instant now) {
  KeyWriter key;
  key.Text(request.subscriber()).Text(request.change());
  v1::Event event = HubFact(
      kAlertsFeed, fmt::format("asked-{}-{}", Hex(Sha256(key.view())).substr(0, kIdDigits), round),
      v1::INFORMATION_CATEGORY_ADULT_RISK, now);
  auto& asked = *event.mutable_alert_delivery_asked_again();
  asked.set_alert_id(request.alert_id());
  asked.set_change(request.change());
  asked.set_subscriber(request.subscriber());
  asked.set_reason(request.reason());
  *asked.mutable_decider() = request.caller();
  return event;
}

}  // namespace

AlertEndpoint::Answer<v1::ListUndeliveredResponse> AlertEndpoint::Undelivered(
    const v1::ListUndeliveredRequest& request) const {
  access::Look look = LookAtDeliveries(kQuestion);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(
      const size_t page_size,
      feeds::PageSize(request.page_size(), feeds::kPageSizeDefault, feeds::kPageSizeMax));
  GT_ASSIGN_OR_RETURN(const std::string after, feeds::PlaceOf(kQuestion, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(const UndeliveredPage page, UndeliveredIn(*views, after, page_size));
  v1::ListUndeliveredResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  response.mutable_undelivered()->Assign(page.undelivered.begin(), page.undelivered.end());
  if (!page.next.empty()) response.set_next_page_token(feeds::PageToken(kQuestion, page.next));
  look.rows = response.undelivered_size();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

AlertEndpoint::Answer<v1::RetryDeliveryResponse> AlertEndpoint::Retry(
    const v1::RetryDeliveryRequest& request) {
  access::Look look = LookAtDeliveries("alerts.retry");
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  GT_RETURN_IF_ERROR(CheckId(request.alert_id(), "alert_id"));
  GT_RETURN_IF_ERROR(CheckId(request.change(), "change"));
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({feeds::kNewest}));
  GT_ASSIGN_OR_RETURN(const Telling telling,
                      TellingOf(*views, request.change(), request.subscriber()));
  if (telling.given_up == 0 && !telling.delivered) {
    return Error(Code::kNotFound, "NOT_FOUND: it was not given up for this subscriber");
  }
  if (telling.delivered || !telling.Settled()) {
    return Error(Code::kFailedPrecondition,
                 "NO_LONGER_APPLIES: it was delivered, or is being tried");
  }
  GT_ASSIGN_OR_RETURN(const auto taken, TakeDown(AskedAgainFact(request, telling.asked_again + 1,
                                                                parts_.clock.Now())));
  v1::RetryDeliveryResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, taken.next.value);
  look.rows = 1;
  look.position = taken.views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

grpc::Status AlertEndpoint::ListUndelivered(grpc::ServerContext* /*context*/,
                                            const v1::ListUndeliveredRequest* request,
                                            v1::ListUndeliveredResponse* response) {
  return access::Reply(Undelivered(*request), response);
}

grpc::Status AlertEndpoint::RetryDelivery(grpc::ServerContext* /*context*/,
                                          const v1::RetryDeliveryRequest* request,
                                          v1::RetryDeliveryResponse* response) {
  return access::Reply(Retry(*request), response);
}

}  // namespace goldthread::alerts
