#include "services/server/story_review.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/server/chronology_client.h"
#include "services/server/story_events.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr const char* kHousing = "northmere-housing/tenancies";
constexpr const char* kOccupant = "occupant-77";
constexpr const char* kReason = "rang the tenancy officer: the year was typed wrong";

// Her number, no name, and a birth date three years off: a sister's, or a slip?
v1::Event Tenancy(const Story& story) {
  v1::Event event =
      Recorded(kHousing, "tenancy-77", InstantOf(story.steps.back().event.recorded_at()),
               v1::INFORMATION_CATEGORY_HOUSING);
  event.mutable_occurred()->set_date("2026-03-10");
  v1::Subject& subject = AddSubject(event, kOccupant, v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER);
  const v1::PersonDescription& amira = story.steps.front().event.subjects(0).described();
  *subject.mutable_described()->add_identifiers() = amira.identifiers(0);
  subject.mutable_described()->set_birth_date("2016-09-14");
  event.mutable_concern_recorded()->set_concern("notice to leave for rent arrears");
  return event;
}

StatusOr<size_t> FactsOf(const Story& story, const HubClient& client) {
  v1::ChronologyQuery query;
  *query.mutable_record() = ToRef(story.asked);
  GT_ASSIGN_OR_RETURN(const Chronology chronology,
                      FetchChronology(client, story.now.caller, query));
  return chronology.entries.size();
}

}  // namespace

StatusOr<Reviewed> PlayReview(const Story& story, const HubClient& client, ManualClock& clock) {
  clock.Set(std::max(clock.Now(), ReceivedAt(story.steps.back())) + std::chrono::hours(1));
  GT_RETURN_IF_ERROR(PublishOne(Tenancy(story), client).status());
  const auto stub = v1::MatchingService::NewStub(client.channel());
  Reviewed reviewed;
  GT_ASSIGN_OR_RETURN(reviewed.waiting, WaitingPairWith({kHousing, kOccupant}, client));
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
