// Test support: one boy's two records in a hub, and all that MatchingService is asked about them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/server/matching_fixture.h"

namespace goldthread::server {

// One boy twice: his number is the same, the date of his birth and where he lives are not.
class MatchingTest : public ::testing::Test {
 protected:
  inline static const v1::RecordRef kPupil1 = RefTo(kSchoolFeed, "pupil-1");
  inline static const v1::RecordRef kTenant1 = RefTo(kHousingFeed, "tenant-1");

  using Matching = v1::MatchingService;

  static v1::Caller Reviewer(const std::string& user = "reviewer-1") {
    return CallerIn("northmere-council", user, "match-reviewer", v1::PURPOSE_MATCHING);
  }
  // Sees everything of everybody.
  static v1::Caller Enquirer() {
    return CallerIn("northmere-council", "worker-9", "mash-worker", v1::PURPOSE_SECTION_47);
  }
  // Sees its own agency's cases, and of others' that they exist.
  static v1::Caller FrontDoor() {
    return CallerIn("northmere-council", "worker-9", "mash-worker", v1::PURPOSE_CHILD_IN_NEED);
  }

  static std::vector<std::string> Pairs(const v1::ListReviewsResponse& list) {
    std::vector<std::string> pairs;
    for (const auto& pair : list.pairs()) {
      pairs.push_back(pair.first().record() + " " + pair.second().record());
    }
    return pairs;
  }

  void SetUp() override {
    hub_.Tell(Said(kSchoolFeed, "pupil-1", "s-1")
                  .As(v1::SUBJECT_ROLE_CHILD)
                  .Named("Darren", "Okafor")
                  .Born("2014-04-06")
                  .Nhs("9990000026")
                  .At("14 High Street", "QN1 0AA"));
    hub_.Tell(Said(kHousingFeed, "tenant-1", "h-1")
                  .Named("Daz", "Marsh")
                  .Born("2013-11-23")
                  .Nhs("9990000026")
                  .At("3 Mill Lane", "QN7 5ZZ"));
  }

  StatusOr<v1::ListReviewsResponse> List(const v1::Caller& caller = Reviewer(), int page_size = 0,
                                         const std::string& token = "") {
    v1::ListReviewsRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return hub_.Question<Matching>(&Matching::Stub::ListReviews, request);
  }
  StatusOr<v1::ShowPairResponse> Show(const v1::Caller& caller = Reviewer(),
                                      const v1::RecordRef& first = kPupil1,
                                      const v1::RecordRef& second = kTenant1) {
    v1::ShowPairRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    *request.mutable_first() = first;
    *request.mutable_second() = second;
    return hub_.Question<Matching>(&Matching::Stub::ShowPair, request);
  }
  StatusOr<v1::DecidePairResponse> Decide(v1::MatchAnswer answer, const std::string& state,
                                          const v1::Caller& caller = Reviewer(),
                                          const v1::RecordRef& with = kTenant1) {
    v1::DecidePairRequest request;
    *request.mutable_caller() = caller;
    *request.mutable_first() = with;  // In whichever order.
    *request.mutable_second() = kPupil1;
    request.set_answer(answer);
    request.set_reason("rang the school");
    request.set_state(state);
    return hub_.Question<Matching>(&Matching::Stub::DecidePair, request);
  }
  StatusOr<v1::UndoDecisionResponse> Undo(const std::string& id,
                                          const v1::Caller& caller = Reviewer("reviewer-2")) {
    v1::UndoDecisionRequest request;
    *request.mutable_caller() = caller;
    *request.mutable_record() = kPupil1;
    request.set_id(id);
    request.set_reason("another boy of that name");
    return hub_.Question<Matching>(&Matching::Stub::UndoDecision, request);
  }
  StatusOr<v1::ListDecisionsResponse> History(const std::string& known_on = "",
                                              const v1::Caller& caller = Reviewer(),
                                              const v1::RecordRef& record = kPupil1) {
    v1::ListDecisionsRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    *request.mutable_record() = record;
    request.set_known_on(known_on);
    return hub_.Question<Matching>(&Matching::Stub::ListDecisions, request);
  }
  // The ids in the boy's chronology, asked by his school's record.
  std::vector<std::string> Story() {
    v1::GetChronologyRequest request;
    *request.mutable_caller() =
        CallerIn("northmere-council", "worker-4", "social-worker", v1::PURPOSE_SECTION_47);
    *request.mutable_query()->mutable_record() = kPupil1;
    request.set_min_position(feeds::kNewest);
    const auto answer =
        hub_.Question<v1::ChronologyService>(&v1::ChronologyService::Stub::GetChronology, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> ids;
    for (const auto& entry : answer->entries()) ids.push_back(entry.event().id());
    return ids;
  }
  StatusOr<v1::ListLooksResponse> Readers(const v1::RecordRef& joined_with) {
    v1::ListLooksRequest request;
    *request.mutable_caller() = CallerIn("hub", "auditor-1", "auditor", v1::PURPOSE_AUDIT);
    *request.mutable_record() = kPupil1;
    *request.mutable_joined_with() = joined_with;
    return hub_.Question<v1::AuditService>(&v1::AuditService::Stub::ListLooks, request);
  }

  MatchingHub hub_;
};

}  // namespace goldthread::server
