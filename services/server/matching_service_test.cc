// What people do about pairs of records, over gRPC against a whole hub.
#include <vector>

#include "services/access/reason.h"
#include "services/server/matching_questions.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using MatchingServiceTest = MatchingTest;

TEST_F(MatchingServiceTest, APairWaitsIsShownIsDecidedAndTwoChronologiesAreOneUntilItIsUndone) {
  const auto waiting = List();
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  ASSERT_THAT(waiting->pairs(), SizeIs(1));
  EXPECT_EQ(waiting->pairs(0).reason(), v1::REVIEW_REASON_BIRTH_DATES_CONFLICT);
  EXPECT_THAT(Story(), ElementsAre("s-1"));
  const auto pair = Show();
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_FALSE(pair->one_person());
  const auto decided = Decide(v1::MATCH_ANSWER_SAME, pair->state());
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_TRUE(decided->one_person());
  EXPECT_EQ(decided->note(), "");
  EXPECT_THAT(Story(), ElementsAre("h-1", "s-1"));
  EXPECT_THAT(List()->pairs(), IsEmpty());
  const auto undone = Undo(decided->decision().id());
  ASSERT_TRUE(undone.ok()) << undone.status();
  EXPECT_FALSE(undone->one_person());
  EXPECT_THAT(Story(), ElementsAre("s-1"));
  EXPECT_THAT(List()->pairs(), SizeIs(1));
}

TEST_F(MatchingServiceTest, SideBySideTheDifferencesAreMarkedAndWeighed) {
  const auto pair = Show();
  ASSERT_TRUE(pair.ok()) << pair.status();
  ASSERT_TRUE(pair->content_shown());
  std::vector<std::string> differing;
  for (const v1::ComparedFact& fact : pair->facts()) {
    if (fact.differs()) differing.push_back(fact.what());
  }
  EXPECT_THAT(differing, ElementsAre("names", "birth dates", "addresses"));
  EXPECT_GT(pair->steps_size(), 3);
  EXPECT_NE(pair->odds(), "");
  EXPECT_EQ(pair->reason(), v1::REVIEW_REASON_BIRTH_DATES_CONFLICT);
}

TEST_F(MatchingServiceTest, AChildAndAnOpenRiskPressAPairForward) {
  EXPECT_EQ(List()->pairs(0).presses(0), v1::MATCH_PRESS_CHILD);
  v1::Event risk = Said(kPoliceFeed, "nominal-1", "p-1").Of(v1::INFORMATION_CATEGORY_ADULT_RISK);
  risk.mutable_risk_asserted()->set_kind("domestic-abuse-perpetrator");
  risk.mutable_risk_asserted()->set_evidence(v1::EVIDENCE_CLASS_CAUTION);
  risk.mutable_risk_asserted()->set_assessor("public protection unit");
  risk.mutable_risk_asserted()->set_review_due("2027-01-01");
  hub_.Tell(risk);
  const v1::Event nominal = Said(kPoliceFeed, "nominal-1", "p-2")
                                .Named("Al", "Stone")
                                .Born("1980-01-01")
                                .Nhs("9990000034");
  hub_.Tell(nominal);
  hub_.Tell(Said(kHousingFeed, "tenant-2", "h-2")
                .Named("Sue", "Park")
                .Born("1970-02-02")
                .Nhs("9990000034"));
  const auto presses = [this](const v1::Caller& caller) {
    std::vector<v1::MatchPress> of_adults;
    const auto list = List(caller);
    EXPECT_THAT(list->pairs(), SizeIs(2));
    for (const v1::WaitingPair& pair : list->pairs()) {
      if (pair.second().record() != "nominal-1" && pair.first().record() != "nominal-1") continue;
      for (const int press : pair.presses()) of_adults.push_back(v1::MatchPress(press));
    }
    return of_adults;
  };
  EXPECT_THAT(presses(Enquirer()), ElementsAre(v1::MATCH_PRESS_OPEN_RISK));
  // Of the risk itself a reviewer is not told.
  EXPECT_THAT(presses(Reviewer()), IsEmpty());
  v1::Event ended = Said(kPoliceFeed, "nominal-1", "p-3").Of(v1::INFORMATION_CATEGORY_ADULT_RISK);
  ended.mutable_risk_withdrawn()->set_asserted_event_id("p-1");
  ended.mutable_risk_withdrawn()->set_reason("mistaken identity");
  hub_.Tell(ended);
  EXPECT_THAT(presses(Enquirer()), IsEmpty());
  EXPECT_EQ(List(Enquirer())->pairs(1).priority(), v1::MATCH_PRIORITY_IN_TURN);
}

TEST_F(MatchingServiceTest, TheListComesInPages) {
  for (int i = 3; i <= 5; ++i) {
    hub_.Tell(Said(kHousingFeed, "tenant-" + std::to_string(i), "h-" + std::to_string(i))
                  .Born("200" + std::to_string(i) + "-01-01")
                  .Nhs("9990000026"));
  }
  const auto whole = List();
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_THAT(whole->pairs(), SizeIs(10));
  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = List(Reviewer(), 3, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->waiting(), 10);
    for (const auto& pair : page->pairs())
      paged.push_back(pair.first().record() + pair.second().record());
    token = page->next_page_token();
  } while (!token.empty() && paged.size() < 20);
  std::vector<std::string> all;
  for (const auto& pair : whole->pairs())
    all.push_back(pair.first().record() + pair.second().record());
  EXPECT_EQ(paged, all);
}

TEST_F(MatchingServiceTest, ADecisionOnWhatSomebodyDecidedMeanwhileIsRefusedAndSaysWho) {
  const std::string state = Show()->state();
  ASSERT_TRUE(Decide(v1::MATCH_ANSWER_DIFFERENT, state, Reviewer("reviewer-2")).ok());
  const Status late = Decide(v1::MATCH_ANSWER_SAME, state).status();
  EXPECT_EQ(late.code(), Code::kAborted);
  EXPECT_EQ(access::ReasonOf(late), "ALREADY_DECIDED");
  EXPECT_THAT(Message(late), HasSubstr("different, by northmere-council/reviewer-2"));
  EXPECT_FALSE(Show()->one_person());
  EXPECT_TRUE(Decide(v1::MATCH_ANSWER_SAME, Show()->state()).ok());
}

TEST_F(MatchingServiceTest, ADecisionOnRecordsThatJoinedOthersMeanwhileIsRefused) {
  const std::string state = Show()->state();
  hub_.Tell(Said(kPoliceFeed, "nominal-7", "p-7").Born("2014-04-06").Nhs("9990000042"));
  hub_.Tell(Said(kSchoolFeed, "pupil-1", "s-2").Nhs("9990000042"));
  const Status late = Decide(v1::MATCH_ANSWER_SAME, state).status();
  EXPECT_EQ(late.code(), Code::kFailedPrecondition);
  EXPECT_EQ(access::ReasonOf(late), "MOVED_ON");
}

TEST_F(MatchingServiceTest, WhatIsDecidedAlreadyOrUndoneAlreadySaysSo) {
  const auto decided = Decide(v1::MATCH_ANSWER_SAME, Show()->state());
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(access::ReasonOf(Decide(v1::MATCH_ANSWER_SAME, Show()->state()).status()),
            "NO_LONGER_APPLIES");
  ASSERT_TRUE(Undo(decided->decision().id()).ok());
  const Status again = Undo(decided->decision().id()).status();
  EXPECT_EQ(access::ReasonOf(again), "NO_LONGER_APPLIES");
  EXPECT_THAT(Message(again), HasSubstr("taken back by northmere-council/reviewer-2"));
  EXPECT_EQ(Undo("nothing-1").status().code(), Code::kNotFound);
}

TEST_F(MatchingServiceTest, NotSureIsAFactAndLeavesThePairWaiting) {
  const auto decided = Decide(v1::MATCH_ANSWER_NOT_SURE, Show()->state());
  ASSERT_TRUE(decided.ok()) << decided.status();
  const auto waiting = List();
  ASSERT_THAT(waiting->pairs(), SizeIs(1));
  EXPECT_TRUE(waiting->pairs(0).left_open());
  EXPECT_EQ(Show()->decisions(0).answer(), v1::MATCH_ANSWER_NOT_SURE);
}

TEST_F(MatchingServiceTest, TheHistoryIsAsItWasKnownOnADay) {
  const auto decided = Decide(v1::MATCH_ANSWER_SAME, Show()->state());
  ASSERT_TRUE(decided.ok()) << decided.status();
  hub_.clock().Set(StartOfDayInLondon(*ParseDay("2026-03-05")));
  ASSERT_TRUE(Undo(decided->decision().id()).ok());
  EXPECT_THAT(History("2026-03-01")->decisions(), IsEmpty());
  const auto then = History("2026-03-04");
  ASSERT_THAT(then->decisions(), SizeIs(1));
  EXPECT_TRUE(then->decisions(0).stands());
  EXPECT_EQ(then->decisions(0).reason(), "rang the school");
  const auto now = History();
  ASSERT_THAT(now->decisions(), SizeIs(1));
  EXPECT_FALSE(now->decisions(0).stands());
  EXPECT_EQ(now->decisions(0).undone().decider().user(), "reviewer-2");
  EXPECT_EQ(now->decisions(0).undone().reason(), "another boy of that name");
}

TEST_F(MatchingServiceTest, ARecordIsTakenOutOfItsPerson) {
  hub_.Tell(Said(kPoliceFeed, "nominal-7", "p-7").Born("2014-04-06").Nhs("9990000026"));
  ASSERT_TRUE(Decide(v1::MATCH_ANSWER_SAME, Show()->state()).ok());
  v1::SeparateRecordRequest request;
  *request.mutable_caller() = Reviewer();
  *request.mutable_record() = kPupil1;
  request.set_reason("another boy");
  const auto separated = hub_.Question<Matching>(&Matching::Stub::SeparateRecord, request);
  ASSERT_TRUE(separated.ok()) << separated.status();
  EXPECT_GE(separated->decisions_size(), 1);
  EXPECT_THAT(Story(), ElementsAre("s-1"));
  EXPECT_EQ(
      access::ReasonOf(hub_.Question<Matching>(&Matching::Stub::SeparateRecord, request).status()),
      "NO_LONGER_APPLIES");
}

TEST_F(MatchingServiceTest, WhoReadAWrongJoinIsListed) {
  EXPECT_THAT(Story(), ElementsAre("s-1"));
  const auto decided = Decide(v1::MATCH_ANSWER_SAME, Show()->state());
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_THAT(Readers(kTenant1)->looks(), IsEmpty());
  EXPECT_THAT(Story(), SizeIs(2));
  ASSERT_TRUE(Undo(decided->decision().id()).ok());
  EXPECT_THAT(Story(), SizeIs(1));
  const auto readers = Readers(kTenant1);
  ASSERT_THAT(readers->looks(), SizeIs(1));
  EXPECT_EQ(readers->looks(0).record().caller().user(), "worker-4");
}

// One row a caller: may they decide, and are they shown what the records say?
TEST_F(MatchingServiceTest, WhoMaySeeAndDecideIsForThePolicy) {
  struct Row {
    const char* agency;
    const char* role;
    v1::Purpose purpose;
    bool may;
    bool sees;
  };
  for (const Row& row : {
           Row{"northmere-council", "match-reviewer", v1::PURPOSE_MATCHING, true, true},
           Row{"northmere-council", "match-reviewer", v1::PURPOSE_SECTION_47, false, false},
           Row{"northmere-council", "mash-worker", v1::PURPOSE_SECTION_47, true, true},
           Row{"northmere-council", "mash-worker", v1::PURPOSE_CHILD_IN_NEED, true, false},
           Row{"northmere-council", "social-worker", v1::PURPOSE_SECTION_47, false, false},
           Row{"northmere-council", "operator", v1::PURPOSE_OPERATION, false, false},
           Row{"northmere-school", "sender", v1::PURPOSE_OPERATION, false, false},
           Row{"hub", "auditor", v1::PURPOSE_AUDIT, false, false},
       }) {
    SCOPED_TRACE(row.role);
    const v1::Caller caller = CallerIn(row.agency, "u-1", row.role, row.purpose);
    EXPECT_EQ(List(caller).ok(), row.may);
    const auto shown = Show(caller);
    ASSERT_EQ(shown.ok(), row.may) << shown.status();
    EXPECT_EQ(History("", caller).ok(), row.may);
    if (!row.may) continue;
    EXPECT_EQ(shown->content_shown(), row.sees);
    EXPECT_EQ(shown->facts().empty(), !row.sees);
    EXPECT_EQ(shown->steps().empty(), !row.sees);
    // Nobody decides on what they may not see.
    if (!row.sees) {
      EXPECT_EQ(Decide(v1::MATCH_ANSWER_SAME, Show()->state(), caller).status().code(),
                Code::kPermissionDenied);
    }
  }
}

}  // namespace
}  // namespace goldthread::server
