// Finding people, over gRPC against a whole hub.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "services/access/reason.h"
#include "services/server/matching_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::Caller Enquirer(const std::string& user = "worker-4") {
  return CallerIn("northmere-council", user, "social-worker", v1::PURPOSE_SECTION_47);
}

struct Asked {
  std::string given{};
  std::string family{};
  std::string born{};
  bool about = false;
  std::string address{};
  std::string postcode{};
  std::string identifier{};
};

class SearchServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    hub_.Tell(Said(kHousingFeed, "tenant-1", "h-1")
                  .Named("Darren", "Smyth")
                  .Born("1981-04-06")
                  .Nhs("9990000026")
                  .At("14 High Street", "QN1 0AA"));
    hub_.Tell(Said(kPoliceFeed, "nominal-2", "p-2")
                  .Named("Elizabeth", "Okafor-Jones")
                  .Named("Elizabeth", "Whitlock", v1::NAME_KIND_FORMER)
                  .Named("Queenie", "Okafor", v1::NAME_KIND_ALIAS)
                  .Born("1990-12-07"));
    hub_.Tell(Said("northmere-hospital/ed", "patient-3", "e-3")
                  .Named("Maya", "Thornbury")
                  .Born("2001-05")
                  .At("3 Mill Lane", "QN2 1BB")
                  .Shielded());
  }
  StatusOr<v1::SearchPersonsResponse> Search(const Asked& asked,
                                             const v1::Caller& caller = Enquirer()) {
    v1::SearchPersonsRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    request.set_given(asked.given);
    request.set_family(asked.family);
    request.set_birth_date(asked.born);
    request.set_birth_about(asked.about);
    request.set_address(asked.address);
    request.set_postcode(asked.postcode);
    request.set_identifier(asked.identifier);
    return hub_.Question<v1::SearchService>(&v1::SearchService::Stub::SearchPersons, request);
  }
  std::vector<std::string> Found(const Asked& asked, const v1::Caller& caller = Enquirer()) {
    const auto answer = Search(asked, caller);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> records;
    if (!answer.ok()) return records;
    for (const v1::FoundPerson& person : answer->persons()) {
      records.push_back(person.record().record());
    }
    return records;
  }

  MatchingHub hub_;
};

TEST_F(SearchServiceTest, APersonIsFoundByWhatIsHalfKnown) {
  const std::vector<Asked> ways = {
      {.given = "Darren", .family = "Smyth"},
      {.given = "Daz", .family = "Smith"},                 // A short form, a sound.
      {.given = "dar", .family = "smy"},                   // Beginnings.
      {.given = "Smyth", .family = "Darren"},              // Exchanged.
      {.given = "D", .family = "Smyth"},                   // An initial.
      {.family = "Smyth", .born = "1981"},                 // A part of the date.
      {.family = "Smith", .born = "1982", .about = true},  // About then.
      {.family = "Smyth", .born = "1981-06-04"},           // Day and month exchanged.
      {.given = "Darren", .address = "14 High St"},        // The address in other words.
      {.born = "1981-04-06", .postcode = "qn10aa"},
      {.given = "Darren", .identifier = "999 000 0026"},
  };
  for (const Asked& asked : ways) {
    EXPECT_THAT(Found(asked), ElementsAre("tenant-1"))
        << asked.given << "|" << asked.family << "|" << asked.born;
  }
}

TEST_F(SearchServiceTest, FormerNamesAliasesAndShortFormsFindToo) {
  EXPECT_THAT(Found({.given = "Liz", .family = "Whitlock"}), ElementsAre("nominal-2"));
  EXPECT_THAT(Found({.given = "Queenie", .family = "Okafor"}), ElementsAre("nominal-2"));
  EXPECT_THAT(Found({.family = "Jones", .born = "1990-12-07"}), ElementsAre("nominal-2"));
}

TEST_F(SearchServiceTest, StrengthIsSaidInWordsAndTheLikeliestComesFirst) {
  hub_.Tell(Said(kPoliceFeed, "nominal-5", "p-5").Named("Daran", "Smith").Born("1981-04-06"));
  const auto answer = Search({.given = "Darren", .family = "Smyth", .born = "1981-04-06"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->persons(), SizeIs(2));
  EXPECT_EQ(answer->persons(0).record().record(), "tenant-1");
  EXPECT_EQ(answer->persons(0).strength(), v1::MATCH_STRENGTH_STRONG);
  EXPECT_THAT(answer->persons(0).agreed(), Contains("family name: the same"));
  EXPECT_NE(answer->persons(1).strength(), v1::MATCH_STRENGTH_STRONG);
}

TEST_F(SearchServiceTest, OneFactIsTooFewAndAgreeingInOneIsNoMatch) {
  EXPECT_EQ(access::ReasonOf(Search({.family = "Smyth"}).status()), "TOO_FEW_FACTS");
  EXPECT_EQ(access::ReasonOf(Search({.identifier = "9990000026"}).status()), "TOO_FEW_FACTS");
  EXPECT_THAT(Found({.given = "Zebedee", .identifier = "9990000026"}), IsEmpty());
}

TEST_F(SearchServiceTest, WhereNobodyIsFoundItSaysWhatWasSearched) {
  const auto answer = Search({.given = "Zebedee", .born = "1931"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->persons(), IsEmpty());
  EXPECT_THAT(answer->searched(), Contains(HasSubstr("given name")));
  EXPECT_THAT(answer->searched(), Contains(HasSubstr("birth date")));
}

TEST_F(SearchServiceTest, WhoMayNotSeeSomebodyIsAnsweredAsIfThereWereNobody) {
  const v1::Caller teacher =
      CallerIn("northmere-school", "teacher-5", "school-dsl", v1::PURPOSE_CHILD_IN_NEED);
  const auto hidden = Search({.given = "Darren", .family = "Smyth"}, teacher);
  const auto absent = Search({.given = "Warren", .family = "Blyth"}, teacher);
  ASSERT_TRUE(hidden.ok() && absent.ok()) << hidden.status();
  EXPECT_EQ(hidden->SerializeAsString(), absent->SerializeAsString());
}

TEST_F(SearchServiceTest, AShieldedAddressFindsNobodyAndIsNotShown) {
  EXPECT_THAT(Found({.given = "Maya", .address = "3 Mill Lane"}), IsEmpty());
  EXPECT_THAT(Found({.born = "2001-05", .postcode = "QN2 1BB"}), IsEmpty());
  // A right guess and a wrong one are answered alike.
  const auto right = Search({.given = "Maya", .family = "Thornbury", .address = "3 Mill Lane"});
  const auto wrong = Search({.given = "Maya", .family = "Thornbury", .address = "9 Mill Lane"});
  ASSERT_TRUE(right.ok() && wrong.ok());
  ASSERT_THAT(right->persons(), SizeIs(1));
  EXPECT_EQ(right->SerializeAsString(), wrong->SerializeAsString());
  EXPECT_TRUE(right->persons(0).address_shielded());
  EXPECT_THAT(right->persons(0).addresses(), IsEmpty());
}

TEST_F(SearchServiceTest, WhatWasWithdrawnFindsNobody) {
  v1::Event withdrawn = Said(kHousingFeed, "", "h-2");
  withdrawn.clear_subjects();
  withdrawn.set_withdraws("h-1");
  withdrawn.mutable_event_withdrawn()->set_reason("the wrong tenant");
  hub_.Tell(withdrawn);
  EXPECT_THAT(Found({.given = "Darren", .family = "Smyth"}), IsEmpty());
}

TEST_F(SearchServiceTest, AtMostTwentyAreShownAndThatThereAreMoreIsSaid) {
  for (int i = 0; i < 25; ++i) {
    hub_.Tell(Said(kPoliceFeed, "many-" + std::to_string(i), "m-" + std::to_string(i))
                  .Named("Common", "Person"));
  }
  const auto answer = Search({.given = "Common", .family = "Person"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->persons(), SizeIs(20));
  EXPECT_TRUE(answer->more());
}

TEST_F(SearchServiceTest, TryingNameAfterNameComesToAnEndForTheHour) {
  Status last;
  int answered = 0;
  for (; answered < 100 && last.ok(); ++answered) {
    last = Search({.given = "Zebedee", .family = "Quill"}, Enquirer("worker-9")).status();
  }
  EXPECT_EQ(access::ReasonOf(last), "SEARCH_LIMIT");
  EXPECT_EQ(answered, 61);
  EXPECT_TRUE(Search({.given = "Zebedee", .family = "Quill"}).ok()) << "another user may";
  hub_.clock().Set(hub_.clock().Now() + std::chrono::minutes(61));
  EXPECT_TRUE(Search({.given = "Zebedee", .family = "Quill"}, Enquirer("worker-9")).ok());
}

TEST_F(SearchServiceTest, ASearchIsAuditedWithWhomItShowedAndWithoutWhatWasTyped) {
  ASSERT_THAT(Found({.given = "Darren", .family = "Smyth"}), SizeIs(1));
  v1::ListLooksRequest request;
  *request.mutable_caller() = CallerIn("hub", "auditor-1", "auditor", v1::PURPOSE_AUDIT);
  const auto looks = hub_.Question<v1::AuditService>(&v1::AuditService::Stub::ListLooks, request);
  ASSERT_TRUE(looks.ok()) << looks.status();
  const v1::AuditRecord& look = looks->looks(looks->looks_size() - 1).record();
  EXPECT_EQ(look.action(), "persons.search");
  EXPECT_EQ(look.question(), "facts=given,family");
  ASSERT_THAT(look.records(), SizeIs(1));
  EXPECT_EQ(look.records(0).record(), "tenant-1");
  EXPECT_THAT(look.SerializeAsString(), Not(HasSubstr("Smyth")));
}

}  // namespace
}  // namespace goldthread::server
