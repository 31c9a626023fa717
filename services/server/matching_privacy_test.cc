// What callers are told of pairs whose records they may not see, over gRPC against a whole hub.
#include <vector>

#include "services/access/reason.h"
#include "services/server/matching_questions.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using MatchingPrivacyTest = MatchingTest;

TEST_F(MatchingPrivacyTest, APairOfWhichOnlyExistenceMayBeToldIsWithheldWithWhomToRing) {
  ASSERT_TRUE(Decide(v1::MATCH_ANSWER_NOT_SURE, Show()->state()).ok());
  ASSERT_THAT(List()->pairs(), SizeIs(1));
  EXPECT_THAT(List()->withheld(), IsEmpty());
  const auto list = List(FrontDoor());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(list->pairs(), IsEmpty());
  EXPECT_EQ(list->waiting(), 0);
  ASSERT_THAT(list->withheld(), SizeIs(2));
  EXPECT_EQ(list->withheld(0).agency(), "northmere-housing");
  EXPECT_EQ(list->withheld(1).agency(), "northmere-school");
  EXPECT_EQ(list->withheld(1).ring(), "designated safeguarding lead");
  EXPECT_EQ(list->withheld(1).pairs(), 1);
  // The pair itself: no more than that, and what was decided on it neither.
  const auto shown = Show(FrontDoor());
  ASSERT_TRUE(shown.ok()) << shown.status();
  v1::ShowPairResponse bare;
  *bare.mutable_position() = shown->position();
  *bare.mutable_first() = shown->first();
  *bare.mutable_second() = shown->second();
  *bare.mutable_withheld() = list->withheld();
  EXPECT_EQ(shown->SerializeAsString(), bare.SerializeAsString());
  const auto history = History("", FrontDoor());
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_THAT(history->decisions(), IsEmpty());
  EXPECT_THAT(history->withheld(), SizeIs(2));
}

// The same for a record that a sensitive service has and for one that nobody has.
class SensitiveMatchTest : public MatchingTest {
 protected:
  void SetUp() override {
    MatchingTest::SetUp();
    hub_.Tell(Said("northmere-recovery/treatment", "client-1", "r-1")
                  .Of(v1::INFORMATION_CATEGORY_SUBSTANCE_USE)
                  .Named("Dee", "Smith")
                  .Born("2011-01-30")
                  .Nhs("9990000026"));
  }
  const v1::RecordRef client_ = RefTo("northmere-recovery/treatment", "client-1");
  const v1::RecordRef nobody_ = RefTo("northmere-recovery/treatment", "client-2");
};

TEST_F(SensitiveMatchTest, APairOfASensitiveServiceIsAsIfThereWereNoneButToWhoMaySee) {
  const auto all = List(Enquirer());
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(Pairs(*all),
              UnorderedElementsAre("tenant-1 pupil-1", "client-1 pupil-1", "tenant-1 client-1"));
  const auto list = List();
  EXPECT_THAT(Pairs(*list), ElementsAre("tenant-1 pupil-1"));
  EXPECT_EQ(list->waiting(), 1);
  EXPECT_THAT(list->withheld(), IsEmpty());
  EXPECT_TRUE(Show(Enquirer(), kPupil1, client_)->content_shown());
  const Status hidden = Show(Reviewer(), kPupil1, client_).status();
  EXPECT_EQ(hidden.code(), Code::kPermissionDenied);
  EXPECT_EQ(hidden, Show(Reviewer(), kPupil1, nobody_).status());
}

TEST_F(SensitiveMatchTest, PagesAreOfWhatTheCallerSees) {
  for (int i = 3; i <= 5; ++i) {
    hub_.Tell(Said(kHousingFeed, "tenant-" + std::to_string(i), "h-" + std::to_string(i))
                  .Born("200" + std::to_string(i) + "-01-01")
                  .Nhs("9990000026"));
  }
  for (const v1::Caller& caller : {Reviewer(), Enquirer()}) {
    const auto whole = List(caller);
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_EQ(whole->pairs_size(), caller.role() == "match-reviewer" ? 10 : 15);
    std::vector<std::string> paged;
    std::string token;
    do {
      const auto page = List(caller, 2, token);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_EQ(page->waiting(), whole->waiting());
      for (std::string& pair : Pairs(*page)) paged.push_back(std::move(pair));
      token = page->next_page_token();
    } while (!token.empty() && paged.size() < 20);
    EXPECT_EQ(paged, Pairs(*whole));
  }
}

TEST_F(SensitiveMatchTest, WhatWasDecidedOnItIsShownToWhoMaySeeItAndUndoneByNobodyElse) {
  const auto pair = Show(Enquirer(), kPupil1, client_);
  const auto decided = Decide(v1::MATCH_ANSWER_DIFFERENT, pair->state(), Enquirer(), client_);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_THAT(History("", Enquirer())->decisions(), SizeIs(1));
  const auto history = History();
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_THAT(history->decisions(), IsEmpty());
  EXPECT_THAT(history->withheld(), IsEmpty());
  EXPECT_EQ(History("", Reviewer(), client_).status(), History("", Reviewer(), nobody_).status());
  EXPECT_EQ(Undo(decided->decision().id()).status().code(), Code::kNotFound);
  EXPECT_TRUE(Undo(decided->decision().id(), Enquirer()).ok());
}

TEST_F(SensitiveMatchTest, ARecordIsTakenOutOfWhatTheCallerSeesAlone) {
  const auto pair = Show(Enquirer(), kPupil1, client_);
  ASSERT_TRUE(Decide(v1::MATCH_ANSWER_SAME, pair->state(), Enquirer(), client_).ok());
  v1::SeparateRecordRequest request;
  *request.mutable_caller() = Reviewer();
  *request.mutable_record() = kPupil1;
  request.set_reason("another boy");
  const auto alone = hub_.Question<Matching>(&Matching::Stub::SeparateRecord, request);
  EXPECT_EQ(access::ReasonOf(alone.status()), "NO_LONGER_APPLIES");
  EXPECT_THAT(Story(), ElementsAre("r-1", "s-1"));
  *request.mutable_caller() = Enquirer();
  EXPECT_TRUE(hub_.Question<Matching>(&Matching::Stub::SeparateRecord, request).ok());
  EXPECT_THAT(Story(), ElementsAre("s-1"));
}

}  // namespace
}  // namespace goldthread::server
