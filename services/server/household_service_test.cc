// AdultService on a whole hub: where an adult lived and with whom, as one caller may see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/alert_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Adults = v1::AdultService;

constexpr uint64_t kOtherHome = 100'000'000'099;
constexpr const char* kPoliceFeed = "northmere-police/incidents";

v1::Event On(v1::Event event, const std::string& day) {
  event.mutable_occurred()->set_date(day);
  return event;
}

v1::Event Moves(const std::string& id, uint64_t uprn, const std::string& day) {
  return On(LivesAt(FactOf(kProbationFeed, id, "offender-1", v1::SUBJECT_ROLE_ADULT_OF_CONCERN,
                           v1::INFORMATION_CATEGORY_PROBATION),
                    uprn),
            day);
}

class HouseholdTest : public ::testing::Test {
 protected:
  template <class Request>
  static Request About(const v1::Caller& caller, const std::string& feed, const std::string& id,
                       const std::string& known_on = "") {
    Request request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    request.mutable_record()->set_feed(feed);
    request.mutable_record()->set_record(id);
    request.set_known_on(known_on);
    return request;
  }
  static StatusOr<v1::GetAdultResponse> Adult(AlertHub& hub, const v1::Caller& caller,
                                              const std::string& known_on = "") {
    return hub.Question<Adults>(
        &Adults::Stub::GetAdult,
        About<v1::GetAdultRequest>(caller, kProbationFeed, "offender-1", known_on));
  }
  static StatusOr<v1::GetChildAdultsResponse> Child(AlertHub& hub, const v1::Caller& caller,
                                                    const std::string& child) {
    return hub.Question<Adults>(&Adults::Stub::GetChildAdults,
                                About<v1::GetChildAdultsRequest>(caller, kCouncilFeed, child));
  }
  AlertHub hub_;
};

TEST_F(HouseholdTest, AnAdultsHouseholdsFollowEachOtherAndTheInferredEndIsMarked) {
  hub_.TellAll({Asserted(), Moves("stay-1", kOtherHome, "2025-01-10"),
                Moves("stay-2", kSharedHome, "2026-02-20"), On(ChildLives("child-1"), "2024-06-01"),
                On(ChildLives("child-2", kOtherHome), "2025-06-01")});
  const auto adult = Adult(hub_, Worker());
  ASSERT_TRUE(adult.ok()) << adult.status();
  ASSERT_THAT(adult->stays(), SizeIs(2));
  EXPECT_EQ(adult->stays(0).from(), "2025-01-10");
  EXPECT_EQ(adult->stays(0).to(), "2026-02-20");
  EXPECT_TRUE(adult->stays(0).end_inferred());
  EXPECT_EQ(adult->stays(1).to(), "");
  ASSERT_THAT(adult->stays(0).members(), SizeIs(1));
  EXPECT_EQ(adult->stays(0).members(0).record().record(), "child-2");
  EXPECT_EQ(adult->stays(0).members(0).from(), "2025-06-01");
  EXPECT_EQ(adult->stays(0).members(0).to(), "2026-02-20");
  ASSERT_THAT(adult->children(), SizeIs(2));
  EXPECT_EQ(adult->children(1).child().record(), "child-1");
  EXPECT_EQ(adult->children(1).how(), "same household");
  EXPECT_THAT(adult->children(1).path(), SizeIs(2));
  ASSERT_THAT(adult->risks(), SizeIs(1));
  EXPECT_TRUE(adult->risks(0).live());
  EXPECT_FALSE(adult->risks(0).review_overdue());
  EXPECT_THAT(adult->alerts(), SizeIs(1));
}

TEST_F(HouseholdTest, AChildsAdultsSayOfWhomARiskIsAsserted) {
  v1::Event mother = FactOf(kCouncilFeed, "kin-1", "mother-1", v1::SUBJECT_ROLE_MOTHER,
                            v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  mother.add_subjects()->set_record("child-1");
  mother.mutable_subjects(1)->set_role(v1::SUBJECT_ROLE_CHILD);
  mother.mutable_relationship_observed()->set_relationship("mother");
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1"), mother});
  const auto child = Child(hub_, Worker(), "child-1");
  ASSERT_TRUE(child.ok()) << child.status();
  ASSERT_THAT(child->adults(), SizeIs(2));
  EXPECT_EQ(child->adults(0).adult().record(), "offender-1");
  EXPECT_TRUE(child->adults(0).live_risk());
  EXPECT_EQ(child->adults(1).adult().record(), "mother-1");
  EXPECT_EQ(child->adults(1).how(), "parent");
  EXPECT_FALSE(child->adults(1).live_risk());
}

TEST_F(HouseholdTest, AChildsProtectiveAdultIsAmongItsAdults) {
  v1::Event aunt = FactOf(kCouncilFeed, "kin-1", "aunt-1", v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER,
                          v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  aunt.add_subjects()->set_record("child-1");
  aunt.mutable_subjects(1)->set_role(v1::SUBJECT_ROLE_CHILD);
  aunt.mutable_relationship_observed()->set_relationship("protective-adult");
  hub_.TellAll({ChildLives("child-1"), aunt});
  const auto child = Child(hub_, Worker(), "child-1");
  ASSERT_TRUE(child.ok()) << child.status();
  ASSERT_THAT(child->adults(), SizeIs(1));
  EXPECT_EQ(child->adults(0).adult().record(), "aunt-1");
  EXPECT_EQ(child->adults(0).how(), "protective adult");
  EXPECT_THAT(child->adults(0).path(), SizeIs(1));
}

TEST_F(HouseholdTest, AsKnownOnADayWhatCameLaterIsNotTold) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1")});
  EXPECT_EQ(Adult(hub_, Worker(), "2000-01-01").status().code(), Code::kPermissionDenied);
  const auto later = Adult(hub_, Worker(), "2199-01-01");
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_THAT(later->stays(), SizeIs(1));
}

TEST_F(HouseholdTest, WhatIsWithdrawnIsToldNoMore) {
  v1::Event withdrawn =
      FactOf(kProbationFeed, "gone-1", "offender-1", v1::SUBJECT_ROLE_ADULT_OF_CONCERN,
             v1::INFORMATION_CATEGORY_PROBATION);
  withdrawn.clear_subjects();
  withdrawn.set_withdraws("stay-1");
  withdrawn.mutable_event_withdrawn()->set_reason("another man of the name");
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1"), withdrawn});
  const auto adult = Adult(hub_, Worker());
  ASSERT_TRUE(adult.ok()) << adult.status();
  EXPECT_THAT(adult->stays(), IsEmpty());
  EXPECT_THAT(adult->children(), IsEmpty());
}

TEST_F(HouseholdTest, AgenciesThatDifferOnWhereHeLivesAreToldSoUntilTheyAgree) {
  const auto by_police = [](const std::string& id, uint64_t uprn, const std::string& day) {
    return On(LivesAt(FactOf(kPoliceFeed, id, "nominal-1", v1::SUBJECT_ROLE_ADULT_OF_CONCERN,
                             v1::INFORMATION_CATEGORY_POLICE),
                      uprn),
              day);
  };
  v1::Event linked = FactOf(kProbationFeed, "one-man", "offender-1",
                            v1::SUBJECT_ROLE_ADULT_OF_CONCERN, v1::INFORMATION_CATEGORY_PROBATION);
  linked.clear_subjects();
  linked.mutable_records_linked()->mutable_first()->set_feed(kProbationFeed);
  linked.mutable_records_linked()->mutable_first()->set_record("offender-1");
  linked.mutable_records_linked()->mutable_second()->set_feed(kPoliceFeed);
  linked.mutable_records_linked()->mutable_second()->set_record("nominal-1");
  linked.mutable_records_linked()->set_reason("the same PNC number on both papers");
  linked.mutable_records_linked()->set_decided_by("reviewer");
  hub_.TellAll({Asserted(), Moves("stay-1", kSharedHome, "2026-01-10"),
                by_police("seen-1", kOtherHome, "2025-11-02"), linked});
  const auto differ = Adult(hub_, Worker());
  ASSERT_TRUE(differ.ok()) << differ.status();
  ASSERT_THAT(differ->conflicting_homes(), SizeIs(2));
  EXPECT_EQ(differ->conflicting_homes(0).on(), "2026-01-10");
  EXPECT_EQ(differ->conflicting_homes(0).fact().event_id(), "stay-1");
  EXPECT_EQ(differ->conflicting_homes(1).fact().feed(), kPoliceFeed);
  EXPECT_NE(differ->conflicting_homes(0).place(), differ->conflicting_homes(1).place());
  hub_.TellAll({by_police("seen-2", kSharedHome, "2026-02-01")});
  const auto agree = Adult(hub_, Worker());
  ASSERT_TRUE(agree.ok()) << agree.status();
  EXPECT_THAT(agree->conflicting_homes(), IsEmpty());
}

TEST_F(HouseholdTest, WhoMayNotKnowGetsTheAnswerOfOneOfWhomThereIsNothing) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1")});
  const v1::Caller teacher =
      CallerIn("northmere-school", "teacher-1", "teacher", v1::PURPOSE_SECTION_47);
  const auto refused = Adult(hub_, teacher);
  AlertHub empty;
  const auto absent = Adult(empty, teacher);
  EXPECT_EQ(refused.status().code(), Code::kPermissionDenied);
  EXPECT_EQ(Message(refused.status()), Message(absent.status()));
}

TEST_F(HouseholdTest, ADayThatIsNoneIsRefused) {
  EXPECT_EQ(Adult(hub_, Worker(), "soon").status().code(), Code::kInvalidArgument);
}

// All that anybody can get out of a hub about him, the child, and her neighbour.
std::string AllHouseholds(AlertHub& hub) {
  std::string all;
  for (const auto& caller :
       {Worker(), CallerIn("northmere-police", "officer-1", "police-ppu", v1::PURPOSE_SECTION_47),
        CallerIn("westmere-council", "worker-1", "social-worker", v1::PURPOSE_SECTION_47),
        CallerIn("northmere-probation", "officer-2", "mappa-coordinator", v1::PURPOSE_MAPPA)}) {
    v1::GetAdultRequest adult;
    *adult.mutable_caller() = caller;
    adult.set_min_position(feeds::kNewest);
    adult.mutable_record()->set_feed(kProbationFeed);
    adult.mutable_record()->set_record("offender-1");
    auto of_adult = hub.Question<Adults>(&Adults::Stub::GetAdult, adult);
    // Of alerts the agency that recorded the address hears; another test holds them apart.
    if (of_adult.ok()) of_adult->clear_alerts();
    all += of_adult.ok() ? of_adult->DebugString() : std::string(Message(of_adult.status()));
    for (const char* record : {"child-1", "child-2"}) {
      v1::GetChildAdultsRequest child;
      *child.mutable_caller() = caller;
      child.set_min_position(feeds::kNewest);
      child.mutable_record()->set_feed(kCouncilFeed);
      child.mutable_record()->set_record(record);
      auto of_child = hub.Question<Adults>(&Adults::Stub::GetChildAdults, child);
      if (of_child.ok()) of_child->clear_alerts();
      all += of_child.ok() ? of_child->DebugString() : std::string(Message(of_child.status()));
    }
  }
  return all;
}

TEST(HouseholdShieldTest, WhereAShieldedChildLivesDecidesNothingThatAnybodyIsTold) {
  std::string answers[2];
  for (const bool same_home : {true, false}) {
    AlertHub hub;
    v1::Event hidden = ChildLives("child-1", same_home ? kSharedHome : kOtherHome);
    hidden.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    hub.TellAll({Asserted(), AdultLives(), hidden, ChildLives("child-2")});
    answers[same_home ? 0 : 1] = AllHouseholds(hub);
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_THAT(answers[0], HasSubstr("child-2"));
  EXPECT_THAT(answers[0], Not(HasSubstr("home-of-child-1")));
}

}  // namespace
}  // namespace goldthread::server
