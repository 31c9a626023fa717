#include "services/reviews/matching_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/page_token.h"
#include "services/identity/model_in_use.h"
#include "services/identity/person.h"
#include "services/reviews/act.h"
#include "services/reviews/decision_history.h"
#include "services/reviews/pair_sight.h"
#include "services/reviews/pair_state.h"
#include "services/reviews/pair_view.h"
#include "services/reviews/review_queue.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::reviews {
namespace {

constexpr std::string_view kListQuestion = "match.review";
constexpr size_t kNameBytesMax = 100;  // As ingest takes them.

StatusOr<RecordId> RecordIn(const v1::RecordRef& ref, std::string_view field) {
  const auto fits = [](const std::string& text) {
    return !text.empty() && text.size() <= kNameBytesMax;
  };
  if (!fits(ref.feed()) || !fits(ref.record())) {
    return access::BadField(field, "names no record: feed and record, 1 to 100 bytes each");
  }
  return FromRef(ref);
}

template <class Request>
StatusOr<Pair> PairIn(const Request& request) {
  GT_ASSIGN_OR_RETURN(const RecordId first, RecordIn(request.first(), "first"));
  GT_ASSIGN_OR_RETURN(const RecordId second, RecordIn(request.second(), "second"));
  if (first == second) return access::BadField("second", "name two records");
  return PairOf(first, second);
}

access::Look LookAt(std::string_view action, const std::vector<RecordId>& records) {
  access::Look look;
  look.action = action;
  look.task = access::Task::kMatching;
  look.records = records;
  return look;
}

// What does not parse may be anything: it is audited as no record.
template <class Request>
access::Look LookAtPair(std::string_view action, const StatusOr<Pair>& pair) {
  return LookAt(action, pair.ok() ? std::vector<RecordId>{pair->first, pair->second}
                                  : std::vector<RecordId>{});
}

// Nobody decides on what they may not see. What was seen is the look's.
Status MustSee(PairSight& sight, const Pair& pair, access::Look* look) {
  const Viewing& viewing = sight.viewing();
  GT_ASSIGN_OR_RETURN(const bool shows, sight.Shows(pair));
  if (!shows) return viewing.door.Refuse(viewing.caller, *look);
  GT_ASSIGN_OR_RETURN(const SeenRecord* const first, sight.Of(pair.first));
  look->sight = first->sight;
  return OkStatus();
}

Status MustSee(PairSight& sight, const RecordId& record, access::Look* look) {
  const Viewing& viewing = sight.viewing();
  GT_ASSIGN_OR_RETURN(const SeenRecord* const seen, sight.Of(record));
  if (seen->outcome != access::Outcome::kContent) {
    return viewing.door.Refuse(viewing.caller, *look);
  }
  look->sight = seen->sight;
  return OkStatus();
}

Status KeepShown(PairSight& sight, std::vector<v1::MatchDecision>* decisions) {
  std::vector<v1::MatchDecision> shown;
  for (v1::MatchDecision& decision : *decisions) {
    const Pair pair{FromRef(decision.first()), FromRef(decision.second())};
    GT_ASSIGN_OR_RETURN(const bool shows, sight.Shows(pair));
    if (shows) shown.push_back(std::move(decision));
  }
  *decisions = std::move(shown);
  return OkStatus();
}

}  // namespace

Status CheckReason(const std::string& reason) {
  if (!reason.empty() && reason.size() <= kReasonBytesMax) return OkStatus();
  return access::BadField("reason", "say why, in 1 to 500 bytes");
}

MatchingEndpoint::Answer<v1::ListReviewsResponse> MatchingEndpoint::List(
    const v1::ListReviewsRequest& request) const {
  access::Look look = LookAt("match.review", {});
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(
      const size_t page_size,
      feeds::PageSize(request.page_size(), feeds::kPageSizeDefault, feeds::kPageSizeMax));
  GT_ASSIGN_OR_RETURN(const std::string after, feeds::PlaceOf(kListQuestion, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  PairSight sight({*views, parts_.door, request.caller()});
  GT_ASSIGN_OR_RETURN(const auto queue, QueueOn(sight, DayInLondon(parts_.clock.Now())));
  v1::ListReviewsResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  response.set_waiting(static_cast<int64_t>(queue.size()));
  sight.AddWithheld(response.mutable_withheld());
  for (const v1::WaitingPair& pair : queue) {
    if (!after.empty() && PlaceOf(pair) <= after) continue;
    if (static_cast<size_t>(response.pairs_size()) == page_size) {
      const auto& last = response.pairs(response.pairs_size() - 1);
      response.set_next_page_token(feeds::PageToken(kListQuestion, PlaceOf(last)));
      break;
    }
    *response.add_pairs() = pair;
  }
  look.rows = response.pairs_size();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::ShowPairResponse> MatchingEndpoint::Show(
    const v1::ShowPairRequest& request) const {
  const StatusOr<Pair> pair = PairIn(request);
  access::Look look = LookAtPair<v1::ShowPairRequest>("match.show", pair);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(pair.status());
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  PairSight sight({*views, parts_.door, request.caller()});
  GT_ASSIGN_OR_RETURN(const access::Outcome outcome, sight.Of(*pair));
  if (outcome == access::Outcome::kNothing) return parts_.door.Refuse(request.caller(), look);
  v1::ShowPairResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  *response.mutable_first() = ToRef(pair->first);
  *response.mutable_second() = ToRef(pair->second);
  GT_ASSIGN_OR_RETURN(const SeenRecord* const first, sight.Of(pair->first));
  GT_ASSIGN_OR_RETURN(const SeenRecord* const second, sight.Of(pair->second));
  look.sight = first->sight;
  GT_ASSIGN_OR_RETURN(const bool shows, sight.Shows(*pair));
  if (shows) {
    GT_ASSIGN_OR_RETURN(const PairState state, StateOf(*views, *pair));
    response.set_one_person(state.one_person());
    GT_ASSIGN_OR_RETURN(const v1::ReviewReason reason, WhyTheyWait(*views, *pair));
    response.set_reason(reason);
    response.set_state(state.Text());
    GT_ASSIGN_OR_RETURN(const auto model, identity::ModelInUse(*views));
    AddSides(*model, first->side, second->side, pair->first.feed == pair->second.feed, &response);
    response.mutable_decisions()->Assign(state.decisions.begin(), state.decisions.end());
    look.rows = 2;
  }
  sight.AddWithheld(response.mutable_withheld());
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

StatusOr<MatchingEndpoint::TakenDown> MatchingEndpoint::TakeDown(
    const std::vector<v1::Event>& events) const {
  GT_ASSIGN_OR_RETURN(const Position last, goldthread::TakeDown(parts_.publish, events));
  TakenDown taken{nullptr, last.Next()};
  GT_ASSIGN_OR_RETURN(taken.views, parts_.views.At(taken.next));
  return taken;
}

MatchingEndpoint::Answer<v1::DecidePairResponse> MatchingEndpoint::Decide(
    const v1::DecidePairRequest& request) {
  const StatusOr<Pair> pair = PairIn(request);
  access::Look look = LookAtPair<v1::DecidePairRequest>("match.decide", pair);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(pair.status());
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  if (request.answer() == v1::MATCH_ANSWER_UNSPECIFIED ||
      !v1::MatchAnswer_IsValid(request.answer())) {
    return access::BadField("answer", "is same, different or not sure");
  }
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto before, parts_.views.At({feeds::kNewest}));
  PairSight sight({*before, parts_.door, request.caller()});
  GT_RETURN_IF_ERROR(MustSee(sight, *pair, &look));
  GT_ASSIGN_OR_RETURN(const PairState state, StateOf(*before, *pair));
  GT_RETURN_IF_ERROR(CheckMadeOn(state, request.state()));
  GT_RETURN_IF_ERROR(CheckSaysMore(state, request.answer()));
  const Deciding deciding{request.caller(), request.reason(), parts_.clock.Now()};
  GT_ASSIGN_OR_RETURN(const auto facts,
                      AnswerFacts(*before, *pair, state, request.answer(), deciding));
  const v1::Event& event = facts.front();
  GT_ASSIGN_OR_RETURN(const auto after, TakeDown(facts));
  GT_ASSIGN_OR_RETURN(const PairState now, StateOf(*after.views, *pair));
  v1::DecidePairResponse response;
  for (const v1::MatchDecision& decision : now.decisions) {
    if (decision.feed() == event.feed() && decision.id() == event.id()) {
      *response.mutable_decision() = decision;
    }
  }
  const v1::Caller& decider = response.decision().decider();
  if (decider.agency() != request.caller().agency() || decider.user() != request.caller().user() ||
      response.decision().answer() != request.answer()) {
    // Somebody elsewhere was first, under the same id.
    return Error(Code::kAborted,
                 fmt::format("ALREADY_DECIDED: since you looked: {}. Show the pair again and "
                             "decide on that.",
                             Words(response.decision())));
  }
  *response.mutable_position() = feeds::PositionShown(parts_.shard, after.next.value);
  response.set_one_person(now.one_person());
  response.set_note(NoteOn(now, request.answer()));
  look.rows = 1;
  look.position = after.views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::SeparateRecordResponse> MatchingEndpoint::Separate(
    const v1::SeparateRecordRequest& request) {
  const StatusOr<RecordId> record = RecordIn(request.record(), "record");
  access::Look look = LookAt(
      "match.separate", record.ok() ? std::vector<RecordId>{*record} : std::vector<RecordId>{});
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(record.status());
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto before, parts_.views.At({feeds::kNewest}));
  PairSight sight({*before, parts_.door, request.caller()});
  GT_RETURN_IF_ERROR(MustSee(sight, *record, &look));
  GT_ASSIGN_OR_RETURN(const SeenRecord* const seen, sight.Of(*record));
  std::vector<RecordId> others;
  for (const RecordId& other : seen->person) {
    if (other == *record) continue;
    GT_ASSIGN_OR_RETURN(const bool shows, sight.Shows(PairOf(*record, other)));
    if (shows) others.push_back(other);
  }
  const Deciding deciding{request.caller(), request.reason(), parts_.clock.Now()};
  GT_ASSIGN_OR_RETURN(const auto events, SeparationFacts(*before, *record, others, deciding));
  if (events.empty()) {
    return Error(Code::kFailedPrecondition, "NO_LONGER_APPLIES: the record is a person of its own");
  }
  GT_ASSIGN_OR_RETURN(const auto after, TakeDown(events));
  GT_ASSIGN_OR_RETURN(const auto decisions, DecisionsOn(*after.views, *record, {}, std::nullopt));
  v1::SeparateRecordResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, after.next.value);
  for (const v1::MatchDecision& decision : decisions) {
    const bool just_now = std::ranges::any_of(
        events, [&](const v1::Event& event) { return event.id() == decision.id(); });
    if (just_now && decision.feed() == kDecisionsFeed) *response.add_decisions() = decision;
  }
  sight.AddWithheld(response.mutable_withheld());
  look.rows = response.decisions_size();
  look.position = after.views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::UndoDecisionResponse> MatchingEndpoint::Undo(
    const v1::UndoDecisionRequest& request) {
  const StatusOr<RecordId> record = RecordIn(request.record(), "record");
  access::Look look =
      LookAt("match.undo", record.ok() ? std::vector<RecordId>{*record} : std::vector<RecordId>{});
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(record.status());
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  if (!request.feed().empty() && request.feed() != kDecisionsFeed) {
    return Error(Code::kFailedPrecondition,
                 "NOT_THE_HUBS: an agency's own event, which it withdraws itself; or decide the "
                 "pair anew: the latest decision wins");
  }
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto before, parts_.views.At({feeds::kNewest}));
  PairSight sight({*before, parts_.door, request.caller()});
  GT_RETURN_IF_ERROR(MustSee(sight, *record, &look));
  GT_ASSIGN_OR_RETURN(auto of_record, DecisionsOn(*before, *record, {}, std::nullopt));
  GT_RETURN_IF_ERROR(KeepShown(sight, &of_record));
  const auto decision = std::ranges::find_if(of_record, [&](const v1::MatchDecision& each) {
    return each.feed() == kDecisionsFeed && each.id() == request.id();
  });
  if (decision == of_record.end()) {
    return Error(Code::kNotFound, "NOT_FOUND: no such decision on this record");
  }
  const Pair pair = PairOf(FromRef(decision->first()), FromRef(decision->second()));
  look.records = {pair.first, pair.second};
  if (!decision->stands()) {
    return Error(Code::kFailedPrecondition, fmt::format("NO_LONGER_APPLIES: {}", Words(*decision)));
  }
  const Deciding deciding{request.caller(), request.reason(), parts_.clock.Now()};
  GT_ASSIGN_OR_RETURN(const auto facts, UndoFacts(*before, *decision, deciding));
  const v1::Event& event = facts.front();
  GT_ASSIGN_OR_RETURN(const auto after, TakeDown(facts));
  GT_ASSIGN_OR_RETURN(const PairState now, StateOf(*after.views, pair));
  v1::UndoDecisionResponse response;
  for (const v1::MatchDecision& each : now.decisions) {
    if (each.id() == decision->id()) *response.mutable_decision() = each;
  }
  if (response.decision().stands() || response.decision().undone().id() != event.id()) {
    return Error(Code::kAborted,
                 "ALREADY_DECIDED: somebody decided on the pair at the same time. "
                 "Show the pair again and decide on that.");
  }
  *response.mutable_position() = feeds::PositionShown(parts_.shard, after.next.value);
  response.set_one_person(now.one_person());
  look.rows = 1;
  look.position = after.views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::ListDecisionsResponse> MatchingEndpoint::Decisions(
    const v1::ListDecisionsRequest& request) const {
  const StatusOr<RecordId> record = RecordIn(request.record(), "record");
  access::Look look = LookAt(
      "match.history", record.ok() ? std::vector<RecordId>{*record} : std::vector<RecordId>{});
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(record.status());
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  std::optional<Instant> known_before;
  if (!request.known_on().empty()) {
    const auto day = ParseDay(request.known_on());
    if (!day.has_value()) return access::BadField("known_on", "give the day as YYYY-MM-DD");
    known_before = EndOfDayInLondon(*day);
    look.question = "known_on=" + request.known_on();
  }
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  PairSight sight({*views, parts_.door, request.caller()});
  GT_ASSIGN_OR_RETURN(const SeenRecord* const seen, sight.Of(*record));
  if (seen->outcome == access::Outcome::kNothing) {
    return parts_.door.Refuse(request.caller(), look);
  }
  look.sight = seen->sight;
  std::vector<RecordId> records = {*record};
  if (request.of_person()) {
    GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(*views, *record, known_before));
    records = person.records;
  }
  v1::ListDecisionsResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  std::set<std::pair<std::string, std::string>> listed;
  std::vector<v1::MatchDecision> all;
  for (const RecordId& each : records) {
    GT_ASSIGN_OR_RETURN(auto decisions, DecisionsOn(*views, each, {}, known_before));
    for (v1::MatchDecision& decision : decisions) {
      if (listed.emplace(decision.feed(), decision.id()).second) all.push_back(std::move(decision));
    }
  }
  std::ranges::stable_sort(all, {}, [](const v1::MatchDecision& decision) {
    return std::pair(decision.received_at().seconds(), decision.received_at().nanos());
  });
  GT_RETURN_IF_ERROR(KeepShown(sight, &all));
  response.mutable_decisions()->Assign(all.begin(), all.end());
  sight.AddWithheld(response.mutable_withheld());
  look.records = std::move(records);
  look.rows = response.decisions_size();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

grpc::Status MatchingEndpoint::ListReviews(grpc::ServerContext* /*context*/,
                                           const v1::ListReviewsRequest* request,
                                           v1::ListReviewsResponse* response) {
  return access::Reply(List(*request), response);
}

grpc::Status MatchingEndpoint::ShowPair(grpc::ServerContext* /*context*/,
                                        const v1::ShowPairRequest* request,
                                        v1::ShowPairResponse* response) {
  return access::Reply(Show(*request), response);
}

grpc::Status MatchingEndpoint::DecidePair(grpc::ServerContext* /*context*/,
                                          const v1::DecidePairRequest* request,
                                          v1::DecidePairResponse* response) {
  return access::Reply(Decide(*request), response);
}

grpc::Status MatchingEndpoint::SeparateRecord(grpc::ServerContext* /*context*/,
                                              const v1::SeparateRecordRequest* request,
                                              v1::SeparateRecordResponse* response) {
  return access::Reply(Separate(*request), response);
}

grpc::Status MatchingEndpoint::UndoDecision(grpc::ServerContext* /*context*/,
                                            const v1::UndoDecisionRequest* request,
                                            v1::UndoDecisionResponse* response) {
  return access::Reply(Undo(*request), response);
}

grpc::Status MatchingEndpoint::ListDecisions(grpc::ServerContext* /*context*/,
                                             const v1::ListDecisionsRequest* request,
                                             v1::ListDecisionsResponse* response) {
  return access::Reply(Decisions(*request), response);
}

}  // namespace goldthread::reviews
