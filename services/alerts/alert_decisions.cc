// What people do about alerts: each act is one fact, under an id that two who decide on one state
// share, so that nobody overwrites anybody (docs/decisions/0019).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/alerts/alert_questions.h"
#include "services/alerts/alert_service.h"
#include "services/feeds/page_token.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::alerts {
namespace {

Status NoLongerApplies(std::string_view why) {
  return Error(Code::kFailedPrecondition, fmt::format("NO_LONGER_APPLIES: {}", why));
}

Status MustBe(const SeenAlert& seen, v1::AlertState state, std::string_view why) {
  return seen.alert.state() == state ? OkStatus() : NoLongerApplies(why);
}

std::string Words(const v1::Caller& caller) {
  return fmt::format("{}, {}", caller.role(), caller.agency());
}

bool IsOne(const v1::Caller& one, const v1::Caller& other) {
  return one.agency() == other.agency() && one.user() == other.user();
}

template <class Payload, class Request>
void Fill(const Request& request, const SeenAlert& seen, Payload* payload) {
  payload->set_alert_id(seen.alert.id());
  payload->set_reason(request.reason());
  *payload->mutable_decider() = request.caller();
  payload->mutable_causes()->Assign(seen.causes.begin(), seen.causes.end());
}

StatusOr<v1::Event> Propose(const v1::SuppressAlertRequest& request, const SeenAlert& seen,
                            Day today) {
  const auto until = ParseDay(request.propose_until());
  if (!until.has_value() || *until <= today || *until > today + std::chrono::years(1)) {
    return access::BadField("propose_until", "a day after today, at most a year ahead");
  }
  if (!IsOpen(seen.alert.state())) return NoLongerApplies("it needs nobody as it is");
  if (seen.life.proposed.has_value())
    return NoLongerApplies("somebody has proposed it: answer that");
  v1::Event event;
  Fill(request, seen, event.mutable_alert_suppression_proposed());
  event.mutable_alert_suppression_proposed()->set_until(request.propose_until());
  return event;
}

StatusOr<v1::Event> Respond(const v1::SuppressAlertRequest& request, const SeenAlert& seen,
                            Day today) {
  if (!seen.life.proposed.has_value()) return NoLongerApplies("nobody proposes to suppress it");
  const Proposal& proposal = *seen.life.proposed;
  if (request.agree() && IsOne(proposal.by, request.caller())) {
    return Error(Code::kPermissionDenied, "SECOND_PERSON: who proposed it may not agree to it");
  }
  if (request.agree() && proposal.until <= today) return NoLongerApplies("its day has passed");
  v1::Event event;
  Fill(request, seen, event.mutable_alert_suppression_answered());
  event.mutable_alert_suppression_answered()->set_proposal_event_id(proposal.event_id);
  event.mutable_alert_suppression_answered()->set_agreed(request.agree());
  return event;
}

}  // namespace

StatusOr<AlertEndpoint::TakenDown> AlertEndpoint::TakeDown(const v1::Event& event) const {
  GT_ASSIGN_OR_RETURN(const Position at, goldthread::TakeDown(parts_.publish, {&event, 1}));
  TakenDown taken{nullptr, at.Next()};
  GT_ASSIGN_OR_RETURN(taken.views, parts_.views.At(taken.next));
  return taken;
}

template <class Response, class Request>
AlertEndpoint::Answer<Response> AlertEndpoint::Decide(const Request& request,
                                                      std::string_view action,
                                                      const MakeFact& make_fact) {
  const access::Look intent = LookAtAlerts(action);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), intent));
  if (!parts_.door.policy().MayDecideOnAlerts(request.caller())) {
    return parts_.door.Refuse(request.caller(), intent);
  }
  GT_RETURN_IF_ERROR(CheckId(request.id(), "id"));
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto before, parts_.views.At({feeds::kNewest}));
  GT_ASSIGN_OR_RETURN(const auto alert, adults::AlertOf(*before, request.id()));
  std::optional<SeenAlert> seen;
  if (alert.has_value()) {
    GT_ASSIGN_OR_RETURN(seen, SeeAlert(ReadingOf(*before, request.caller()), *alert));
  }
  if (!seen.has_value()) return parts_.door.Refuse(request.caller(), intent);
  if (request.etag() != seen->alert.etag()) {
    return Error(Code::kAborted,
                 "ALREADY_DECIDED: it is not as you saw it. Show it again and decide on that.");
  }
  GT_ASSIGN_OR_RETURN(v1::Event event, make_fact(*seen));
  event.MergeFrom(HubFact(kAlertsFeed,
                          fmt::format("{}-{}", seen->alert.id(), seen->life.next_decision),
                          v1::INFORMATION_CATEGORY_ADULT_RISK, parts_.clock.Now()));
  GT_ASSIGN_OR_RETURN(const auto after, TakeDown(event));
  GT_ASSIGN_OR_RETURN(const auto now, adults::AlertOf(*after.views, request.id()));
  std::optional<SeenAlert> result;
  if (now.has_value()) {
    GT_ASSIGN_OR_RETURN(result, SeeAlert(ReadingOf(*after.views, request.caller()), *now));
  }
  if (!result.has_value()) return parts_.door.Refuse(request.caller(), intent);
  for (const v1::AlertDecision& decision : result->alert.decisions()) {
    if (decision.id() != event.id() || IsOne(decision.decider(), request.caller())) continue;
    return Error(Code::kAborted, fmt::format("ALREADY_DECIDED: {} was first. Show it again and "
                                             "decide on that.",
                                             Words(decision.decider())));
  }
  Response response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, after.next.value);
  *response.mutable_alert() = result->alert;
  return parts_.door.Disclose(
      request.caller(), LookAt(action, *result, after.views->NextPosition()), std::move(response));
}

grpc::Status AlertEndpoint::AcknowledgeAlert(grpc::ServerContext* /*context*/,
                                             const v1::AcknowledgeAlertRequest* request,
                                             v1::AcknowledgeAlertResponse* response) {
  const auto make_fact = [&](const SeenAlert& seen) -> StatusOr<v1::Event> {
    GT_RETURN_IF_ERROR(MustBe(seen, v1::ALERT_STATE_RAISED, "it is not waiting to be taken on"));
    v1::Event event;
    Fill(*request, seen, event.mutable_alert_acknowledged());
    return event;
  };
  return access::Reply(
      Decide<v1::AcknowledgeAlertResponse>(*request, "alerts.acknowledge", make_fact), response);
}

grpc::Status AlertEndpoint::AssessAlert(grpc::ServerContext* /*context*/,
                                        const v1::AssessAlertRequest* request,
                                        v1::AssessAlertResponse* response) {
  const auto make_fact = [&](const SeenAlert& seen) -> StatusOr<v1::Event> {
    if (request->outcome() == v1::ALERT_OUTCOME_UNSPECIFIED ||
        !v1::AlertOutcome_IsValid(request->outcome())) {
      return access::BadField("outcome", "say what was found");
    }
    GT_RETURN_IF_ERROR(MustBe(seen, v1::ALERT_STATE_ACKNOWLEDGED, "take it on first"));
    v1::Event event;
    Fill(*request, seen, event.mutable_alert_assessed());
    event.mutable_alert_assessed()->set_outcome(request->outcome());
    return event;
  };
  return access::Reply(Decide<v1::AssessAlertResponse>(*request, "alerts.assess", make_fact),
                       response);
}

grpc::Status AlertEndpoint::CloseAlert(grpc::ServerContext* /*context*/,
                                       const v1::CloseAlertRequest* request,
                                       v1::CloseAlertResponse* response) {
  const auto make_fact = [&](const SeenAlert& seen) -> StatusOr<v1::Event> {
    GT_RETURN_IF_ERROR(MustBe(seen, v1::ALERT_STATE_ASSESSED, "assess it first"));
    v1::Event event;
    Fill(*request, seen, event.mutable_alert_closed());
    return event;
  };
  return access::Reply(Decide<v1::CloseAlertResponse>(*request, "alerts.close", make_fact),
                       response);
}

grpc::Status AlertEndpoint::SuppressAlert(grpc::ServerContext* /*context*/,
                                          const v1::SuppressAlertRequest* request,
                                          v1::SuppressAlertResponse* response) {
  const Day today = DayInLondon(parts_.clock.Now());
  const auto make_fact = [&](const SeenAlert& seen) -> StatusOr<v1::Event> {
    switch (request->act_case()) {
      case v1::SuppressAlertRequest::kProposeUntil:
        return Propose(*request, seen, today);
      case v1::SuppressAlertRequest::kAgree:
        return Respond(*request, seen, today);
      case v1::SuppressAlertRequest::ACT_NOT_SET:
        break;
    }
    return access::BadField("act", "propose a day, or answer a proposal");
  };
  return access::Reply(Decide<v1::SuppressAlertResponse>(*request, "alerts.suppress", make_fact),
                       response);
}

}  // namespace goldthread::alerts
