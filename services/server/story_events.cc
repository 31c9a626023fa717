#include "services/server/story_events.h"

#include <fmt/format.h>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr std::chrono::seconds kTransport{1};

}  // namespace

Day InMarch(unsigned day) {
  return std::chrono::year(2026) / std::chrono::March / std::chrono::day(day);
}

Instant At(unsigned day, int hour, int minute) {
  return Instant(std::chrono::sys_days(InMarch(day))) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

v1::Event Recorded(const std::string& feed, const std::string& id, Instant recorded,
                   v1::InformationCategory category) {
  v1::Event event;
  event.set_feed(feed);
  event.set_id(id);
  event.set_category(category);
  *event.mutable_recorded_at() = TimestampOf(recorded);
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  return event;
}

v1::Subject& AddSubject(v1::Event& event, const std::string& record, v1::SubjectRole role) {
  v1::Subject& subject = *event.add_subjects();
  subject.set_record(record);
  subject.set_role(role);
  return subject;
}

void AddIdentifier(v1::PersonDescription& person, v1::IdentifierType type,
                   const std::string& value) {
  v1::Identifier& identifier = *person.add_identifiers();
  identifier.set_type(type);
  identifier.set_value(value);
}

v1::Caller CallerOf(const std::string& agency, const std::string& user, const std::string& role,
                    v1::Purpose purpose) {
  v1::Caller caller;
  caller.set_agency(agency);
  caller.set_user(user);
  caller.set_role(role);
  caller.set_purpose(purpose);
  return caller;
}

v1::Caller Reviewer() {
  return CallerOf("northmere-council", "reviewer-2", "match-reviewer", v1::PURPOSE_MATCHING);
}

Instant ReceivedAt(const v1::Event& event) { return InstantOf(event.recorded_at()) + kTransport; }

StatusOr<v1::Receipt> PublishOne(const v1::Event& event, const HubClient& client) {
  const auto stub = v1::EventService::NewStub(client.channel());
  v1::PublishBatchRequest request;
  *request.add_events() = event;
  GT_ASSIGN_OR_RETURN(v1::PublishBatchResponse response,
                      Ask(*stub, &v1::EventService::Stub::PublishBatch, request));
  if (response.receipts_size() != 1) return Error(Code::kInternal, "one event, not one receipt");
  v1::Receipt& receipt = *response.mutable_receipts(0);
  if (receipt.has_accepted()) return std::move(receipt);
  std::string rules;
  for (const v1::Violation& violation : receipt.rejected().violations()) {
    rules += fmt::format(" {} {}", violation.field(), violation.rule());
  }
  return Error(Code::kInvalidArgument, fmt::format("the hub refuses {}:{}", event.id(), rules));
}

StatusOr<v1::WaitingPair> WaitingPairWith(const RecordId& record, const HubClient& client) {
  const auto stub = v1::MatchingService::NewStub(client.channel());
  v1::ListReviewsRequest request;
  *request.mutable_caller() = Reviewer();
  request.set_min_position(feeds::kNewest);
  request.set_page_size(feeds::kPageSizeMax);
  do {
    GT_ASSIGN_OR_RETURN(const v1::ListReviewsResponse page, AskUntilFresh([&] {
                          return Ask(*stub, &v1::MatchingService::Stub::ListReviews, request);
                        }));
    for (const v1::WaitingPair& pair : page.pairs()) {
      if (FromRef(pair.first()) == record || FromRef(pair.second()) == record) return pair;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return Error(Code::kNotFound, fmt::format("{} waits for nobody's decision", record.Text()));
}

}  // namespace goldthread::server
