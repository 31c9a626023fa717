#include "services/server/story_review.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_client.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr const char* kHousing = "northmere-housing/tenancies";
constexpr const char* kOccupant = "occupant-77";
constexpr const char* kReason = "rang the tenancy officer: the year was typed wrong";

// Her number, no name, and a birth date three years off: a sister's, or a slip?
v1::Event Tenancy(const Story& story) {
  v1::Event event;
  event.set_feed(kHousing);
  event.set_id("tenancy-77");
  event.set_category(v1::INFORMATION_CATEGORY_HOUSING);
  event.mutable_occurred()->set_date("2026-03-10");
  *event.mutable_recorded_at() = story.steps.back().event.recorded_at();
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  v1::Subject& subject = *event.add_subjects();
  subject.set_record(kOccupant);
  subject.set_role(v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER);
  const v1::PersonDescription& amira = story.steps.front().event.subjects(0).described();
  *subject.mutable_described()->add_identifiers() = amira.identifiers(0);
  subject.mutable_described()->set_birth_date("2016-09-14");
  event.mutable_concern_recorded()->set_concern("notice to leave for rent arrears");
  return event;
}

v1::Caller Reviewer() {
  v1::Caller caller;
  caller.set_agency("northmere-council");
  caller.set_user("reviewer-2");
  caller.set_role("match-reviewer");
  caller.set_purpose(v1::PURPOSE_MATCHING);
  return caller;
}

bool IsOccupant(const v1::RecordRef& ref) {
  return ref.feed() == kHousing && ref.record() == kOccupant;
}

StatusOr<size_t> FactsOf(const Story& story, const HubClient& client) {
  v1::ChronologyQuery query;
  *query.mutable_record() = ToRef(story.asked);
  GT_ASSIGN_OR_RETURN(const Chronology chronology,
                      FetchChronology(client, story.now.caller, query));
  return chronology.entries.size();
}

// The most pressing pair that the record is in.
StatusOr<v1::WaitingPair> Waiting(v1::MatchingService::Stub& stub) {
  v1::ListReviewsRequest request;
  *request.mutable_caller() = Reviewer();
  request.set_min_position(feeds::kNewest);
  request.set_page_size(feeds::kPageSizeMax);
  do {
    GT_ASSIGN_OR_RETURN(
        const v1::ListReviewsResponse page,
        AskUntilFresh([&] { return Ask(stub, &v1::MatchingService::Stub::ListReviews, request); },
                      [](const auto& tried) { return tried.status(); }));
    for (const v1::WaitingPair& pair : page.pairs()) {
      if (IsOccupant(pair.first()) || IsOccupant(pair.second())) return pair;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return Error(Code::kNotFound, "the record of housing waits for nobody's decision");
}

}  // namespace

StatusOr<Reviewed> PlayReview(const Story& story, const HubClient& client, ManualClock& clock) {
  clock.Set(std::max(clock.Now(), ReceivedAt(story.steps.back())) + std::chrono::hours(1));
  const auto events = v1::EventService::NewStub(client.channel());
  v1::PublishBatchRequest publish;
  *publish.add_events() = Tenancy(story);
  GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse receipts,
                      Ask(*events, &v1::EventService::Stub::PublishBatch, publish));
  if (!receipts.receipts(0).has_accepted()) {
    return Error(Code::kInternal, "the hub refuses the tenancy");
  }
  const auto stub = v1::MatchingService::NewStub(client.channel());
  Reviewed reviewed;
  GT_ASSIGN_OR_RETURN(reviewed.waiting, Waiting(*stub));
  GT_ASSIGN_OR_RETURN(reviewed.facts_before, FactsOf(story, client));
  v1::ShowPairRequest show;
  *show.mutable_caller() = Reviewer();
  *show.mutable_first() = reviewed.waiting.first();
  *show.mutable_second() = reviewed.waiting.second();
  GT_ASSIGN_OR_RETURN(reviewed.shown, Ask(*stub, &v1::MatchingService::Stub::ShowPair, show));
  v1::DecidePairRequest decide;
  *decide.mutable_caller() = Reviewer();
  *decide.mutable_first() = show.first();
  *decide.mutable_second() = show.second();
  decide.set_answer(v1::MATCH_ANSWER_SAME);
  decide.set_reason(kReason);
  decide.set_state(reviewed.shown.state());
  GT_ASSIGN_OR_RETURN(reviewed.decided, Ask(*stub, &v1::MatchingService::Stub::DecidePair, decide));
  GT_ASSIGN_OR_RETURN(reviewed.facts_after, FactsOf(story, client));
  return reviewed;
}

std::vector<std::string> ReviewDifferences(const Reviewed& reviewed) {
  std::vector<std::string> differences;
  if (!reviewed.shown.content_shown()) differences.emplace_back("the reviewer is shown nothing");
  if (!reviewed.decided.one_person()) differences.emplace_back("the decision joins nobody");
  if (reviewed.facts_after != reviewed.facts_before + 1) {
    differences.push_back(fmt::format("{} facts before the decision, {} after it",
                                      reviewed.facts_before, reviewed.facts_after));
  }
  return differences;
}

}  // namespace goldthread::server
