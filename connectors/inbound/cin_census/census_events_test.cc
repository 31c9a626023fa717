#include "connectors/inbound/cin_census/census_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/cin_census/census_fixture.h"

namespace goldthread::cin_census {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const char kEverything[] =
    "<CINclosureDate>2021-03-31</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"
    "<DateOfInitialCPC>2020-09-01</DateOfInitialCPC>"
    "<Assessments><AssessmentActualStartDate>2020-07-20</AssessmentActualStartDate>"
    "<AssessmentInternalReviewDate>2020-08-01</AssessmentInternalReviewDate>"
    "<AssessmentAuthorisationDate>2020-08-20</AssessmentAuthorisationDate>"
    "<FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors>"
    "<AssessmentFactors>16A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>"
    "<CINPlanDates><CINPlanStartDate>2020-08-21</CINPlanStartDate>"
    "<CINPlanEndDate>2020-09-20</CINPlanEndDate></CINPlanDates>"
    "<Section47><S47ActualStartDate>2020-09-07</S47ActualStartDate>"
    "<InitialCPCtarget>2020-09-28</InitialCPCtarget>"
    "<DateOfInitialCPC>2020-09-21</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired>"
    "</Section47><ChildProtectionPlans><CPPstartDate>2020-09-21</CPPstartDate>"
    "<CPPendDate>2021-03-01</CPPendDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>"
    "<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse><NumberOfPreviousCPP>2"
    "</NumberOfPreviousCPP><Reviews><CPPreviewDate>2020-12-14</CPPreviewDate>"
    "<CPPreviewDate>2021-02-22</CPPreviewDate></Reviews></ChildProtectionPlans>";

std::string OneChild(std::string_view more) {
  return CensusFile(Child("C1", EpisodeOf("2020-07-13", more)));
}

TEST(CensusEventsTest, EveryElementBecomesItsEventUnderItsOwnId) {
  const ReadFile read = ReadAll(OneChild(kEverything));
  auto events = read.EventsById();
  const std::string e = "C1/referral/2020-07-13/1";
  ASSERT_THAT(events, SizeIs(15));

  EXPECT_EQ(events.at(e).referral_made().source(), "6");
  EXPECT_EQ(events.at(e).referral_made().primary_need(), "N1");
  EXPECT_TRUE(events.at(e + "/decision").has_referral_decided());
  EXPECT_FALSE(events.at(e + "/decision").referral_decided().no_further_action());
  EXPECT_EQ(events.at(e + "/closure").case_closed().reason(), "RC7");
  EXPECT_EQ(events.at(e + "/closure").case_closed().referred_on(), "2020-07-13");
  EXPECT_EQ(events.at(e + "/closure").occurred().date(), "2021-03-31");
  EXPECT_TRUE(events.at(e + "/transfer-in-conference").conference_held().transfer_in());

  const std::string assessment = e + "/assessment/2020-07-20/1";
  EXPECT_EQ(events.at(assessment).assessment_started().internal_review_date(), "2020-08-01");
  const v1::AssessmentCompleted& completed =
      events.at(assessment + "/completed").assessment_completed();
  EXPECT_EQ(completed.started_on(), "2020-07-20");
  EXPECT_THAT(completed.factors(), UnorderedElementsAre("3B", "16A"));

  const std::string cin_plan = e + "/cin-plan/2020-08-21/1";
  EXPECT_EQ(events.at(cin_plan).plan_started().kind(), v1::PLAN_KIND_CHILD_IN_NEED);
  EXPECT_EQ(events.at(cin_plan + "/ended").plan_ended().started_on(), "2020-08-21");

  const std::string section47 = e + "/section47/2020-09-07/1";
  EXPECT_EQ(events.at(section47).section47_started().conference_target_date(), "2020-09-28");
  EXPECT_TRUE(events.at(section47).section47_started().has_conference_not_required());
  EXPECT_FALSE(events.at(section47).section47_started().conference_not_required());
  EXPECT_EQ(events.at(section47 + "/conference").conference_held().kind(),
            v1::CONFERENCE_KIND_INITIAL);
  EXPECT_FALSE(events.at(section47 + "/conference").conference_held().transfer_in());

  const std::string plan = e + "/protection-plan/2020-09-21/1";
  EXPECT_EQ(events.at(plan).plan_started().category_of_abuse(), "NEG");
  EXPECT_EQ(events.at(plan).plan_started().previous_plans(), 2);
  EXPECT_EQ(events.at(plan + "/ended").plan_ended().latest_category_of_abuse(), "EMO");
  EXPECT_EQ(events.at(plan + "/review/2020-12-14/1").review_held().plan_started_on(), "2020-09-21");
  EXPECT_EQ(events.at(plan + "/review/2021-02-22/1").occurred().date(), "2021-02-22");
  EXPECT_EQ(read.counts.events_refused, 0);
}

TEST(CensusEventsTest, EveryEventSaysFeedChildCategoryAndWhenItWasRecorded) {
  for (const auto& [id, event] : ReadAll(OneChild(kEverything)).EventsById()) {
    EXPECT_EQ(event.feed(), "cin-census/201");
    EXPECT_EQ(event.agency(), "");
    EXPECT_EQ(event.category(), v1::INFORMATION_CATEGORY_SOCIAL_CARE);
    ASSERT_EQ(event.subjects_size(), 1);
    EXPECT_EQ(event.subjects(0).record(), "C1");
    EXPECT_EQ(event.subjects(0).role(), v1::SUBJECT_ROLE_CHILD);
    EXPECT_EQ(event.subjects(0).has_described(), event.has_person_described());
    const Instant recorded{std::chrono::seconds(event.recorded_at().seconds())};
    EXPECT_EQ(recorded, StartOfDayInLondon(*ParseDay(event.occurred().date()))) << id;
  }
}

TEST(CensusEventsTest, AChildIsDescribedOnceWithAllThatTheFileSays) {
  const ReadFile read = ReadAll(CensusFile(
      "<Child><ChildIdentifiers><LAchildID>C1</LAchildID><UPN>B801200005001</UPN>"
      "<FormerUPN>M80120000500A</FormerUPN><UPNunknown>UN3</UPNunknown>"
      "<PersonBirthDate>2015-04-01</PersonBirthDate><GenderCurrent>2</GenderCurrent>"
      "<PersonDeathDate>2021-10-08</PersonDeathDate></ChildIdentifiers><ChildCharacteristics>"
      "<Ethnicity>MWAS</Ethnicity><Disabilities><Disability>LD</Disability>"
      "<Disability>HEAR</Disability></Disabilities></ChildCharacteristics>" +
      EpisodeOf("2020-07-13") + "</Child>"));
  int described = 0;
  for (const auto& [id, event] : read.EventsById()) {
    if (!event.has_person_described()) continue;
    ++described;
    EXPECT_EQ(event.person_described().upn_unknown_reason(), "UN3");
    const v1::PersonDescription& person = event.subjects(0).described();
    EXPECT_EQ(person.birth_date(), "2015-04-01");
    EXPECT_EQ(person.death_date(), "2021-10-08");
    EXPECT_EQ(person.sex(), v1::SEX_FEMALE);
    EXPECT_EQ(person.ethnicity(), "MWAS");
    EXPECT_THAT(person.disabilities(), UnorderedElementsAre("HEAR", "LD"));
    ASSERT_EQ(person.identifiers_size(), 3);
    EXPECT_EQ(person.identifiers(0).type(), v1::IDENTIFIER_TYPE_LA_CHILD_ID);
    EXPECT_EQ(person.identifiers(0).issuer(), "201");
    EXPECT_EQ(person.identifiers(1).value(), "B801200005001");
    EXPECT_EQ(person.identifiers(2).type(), v1::IDENTIFIER_TYPE_FORMER_UPN);
    // Nothing of it could have been said in full before the death.
    EXPECT_EQ(event.occurred().date(), "2021-10-08");
  }
  EXPECT_EQ(described, 1);
  EXPECT_EQ(read.EventsById().at("C1/died").occurred().date(), "2021-10-08");
}

TEST(CensusEventsTest, SexIsReadFromBothForms) {
  const std::pair<const char*, v1::Sex> forms[] = {
      {"<Sex>M</Sex>", v1::SEX_MALE},
      {"<Sex>F</Sex>", v1::SEX_FEMALE},
      {"<Sex>U</Sex>", v1::SEX_UNKNOWN},
      {"<GenderCurrent>1</GenderCurrent>", v1::SEX_MALE},
      {"<GenderCurrent>2</GenderCurrent>", v1::SEX_FEMALE},
      {"<GenderCurrent>0</GenderCurrent>", v1::SEX_UNKNOWN},
      {"<GenderCurrent>9</GenderCurrent>", v1::SEX_UNKNOWN},
      {"<Sex>1</Sex>", v1::SEX_UNSPECIFIED},
      {"<GenderCurrent>M</GenderCurrent>", v1::SEX_UNSPECIFIED},
      {"", v1::SEX_UNSPECIFIED},
  };
  for (const auto& [element, sex] : forms) {
    const ReadFile read = ReadAll(CensusFile(
        Identified("C1", std::string("<PersonBirthDate>2015-04-01</PersonBirthDate>") + element,
                   EpisodeOf("2020-07-13"))));
    for (const auto& [id, event] : read.EventsById()) {
      if (event.has_person_described()) {
        EXPECT_EQ(event.subjects(0).described().sex(), sex) << element;
      }
    }
  }
}

TEST(CensusEventsTest, AChildIsUnbornUntilItsBirth) {
  const auto role = [](const char* identifiers, const char* referral) {
    const auto events =
        ReadAll(CensusFile(Identified("C1", identifiers, EpisodeOf(referral)))).EventsById();
    return events.at(fmt::format("C1/referral/{}/1", referral)).subjects(0).role();
  };
  const char kExpected[] =
      "<ExpectedPersonBirthDate>2021-06-01</ExpectedPersonBirthDate><Sex>U</Sex>";
  const char kBorn[] = "<PersonBirthDate>2021-05-20</PersonBirthDate><Sex>F</Sex>";
  EXPECT_EQ(role(kExpected, "2021-02-01"), v1::SUBJECT_ROLE_UNBORN_CHILD);
  EXPECT_EQ(role(kBorn, "2021-02-01"), v1::SUBJECT_ROLE_UNBORN_CHILD);
  EXPECT_EQ(role(kBorn, "2021-05-20"), v1::SUBJECT_ROLE_CHILD);
}

TEST(CensusEventsTest, EqualStartsAreNumberedWithinTheirEpisode) {
  const std::string twice =
      "<CINPlanDates><CINPlanStartDate>2020-08-21</CINPlanStartDate></CINPlanDates>"
      "<CINPlanDates><CINPlanStartDate>2020-08-21</CINPlanStartDate></CINPlanDates>";
  const ReadFile read = ReadAll(
      CensusFile(Child("C1", EpisodeOf("2020-07-13", twice) + EpisodeOf("2020-07-13", twice) +
                                 EpisodeOf("2020-08-01", twice))));
  EXPECT_THAT(read.Ids(), AllOf(Contains("C1/referral/2020-07-13/1/cin-plan/2020-08-21/2"),
                                Contains("C1/referral/2020-07-13/2/cin-plan/2020-08-21/1"),
                                Contains("C1/referral/2020-08-01/1/cin-plan/2020-08-21/1")));
  EXPECT_EQ(static_cast<int64_t>(read.Ids().size()), read.counts.events);
}

TEST(CensusEventsTest, AnIdHoldsNothingOfThePersonButTheChildId) {
  const ReadFile read = ReadAll(CensusFile(
      Identified("C1", "<UPN>B801200005001</UPN><PersonBirthDate>2015-04-01</PersonBirthDate>",
                 EpisodeOf("2020-07-13", kEverything))));
  EXPECT_THAT(read.Ids(), Each(AllOf(StartsWith("C1/"), Not(HasSubstr("B801200005001")),
                                     Not(HasSubstr("2015")), Not(HasSubstr("WBRI")))));
}

// Bad rows are refused alone; what stands beside them comes in.

TEST(CensusEventsTest, ABadReferralDateRefusesReferralAndDecisionOnly) {
  const ReadFile read =
      ReadAll(CensusFile(Child("C1", EpisodeOf("13/07/2020",
                                               "<CINclosureDate>2021-03-31</CINclosureDate>"
                                               "<ReasonForClosure>RC7</ReasonForClosure>"))));
  EXPECT_THAT(read.Ids(),
              ElementsAre(StartsWith("C1/description/"), "C1/referral/undated/1/closure"));
  EXPECT_EQ(read.counts.events_refused, 2);
  EXPECT_THAT(read.Rules(), ElementsAre("DATE_MALFORMED"));
  EXPECT_EQ(read.children[0].problems[0].field, "CINdetails/CINreferralDate");
  EXPECT_EQ(read.EventsById().at("C1/referral/undated/1/closure").case_closed().referred_on(), "");
}

TEST(CensusEventsTest, AMissingStartDateRefusesTheStartButNotTheEnd) {
  const ReadFile read =
      ReadAll(OneChild("<CINPlanDates><CINPlanEndDate>2020-09-20</CINPlanEndDate></CINPlanDates>"));
  EXPECT_THAT(read.Ids(), Contains("C1/referral/2020-07-13/1/cin-plan/undated/1/ended"));
  EXPECT_EQ(read.counts.events_refused, 1);
  EXPECT_THAT(read.Rules(), ElementsAre("DATE_MISSING"));
}

TEST(CensusEventsTest, ADateAfterTheFileWasMadeIsQueriedButNotLost) {
  const ReadFile read = ReadAll(OneChild(
      "<CINclosureDate>2022-05-24</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"));
  EXPECT_THAT(read.Ids(), Contains(HasSubstr("closure")));
  EXPECT_THAT(read.Rules(), ElementsAre("DATE_AFTER_FILE"));
  const ReadFile same_day = ReadAll(OneChild(
      "<CINclosureDate>2022-05-23</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"));
  EXPECT_THAT(same_day.Rules(), IsEmpty());
}

TEST(CensusEventsTest, AReasonForClosureWithoutADateIsRefused) {
  const ReadFile read = ReadAll(OneChild("<ReasonForClosure>RC7</ReasonForClosure>"));
  EXPECT_THAT(read.Rules(), ElementsAre("8810"));
  EXPECT_EQ(read.counts.events_refused, 1);
}

TEST(CensusEventsTest, NoFurtherActionIsReadInEveryWayItIsWritten) {
  const std::pair<const char*, const char*> forms[] = {
      {"1", "yes"}, {"true", "yes"},    {"Y", "yes"},         {"0", "no"},    {"false", "no"},
      {"n", "no"},  {" true\n", "yes"}, {"maybe", "refused"}, {"", "unknown"}};
  for (const auto& [text, meaning] : forms) {
    const ReadFile read = ReadAll(CensusFile(
        Child("C1", fmt::format("<CINdetails><CINreferralDate>2020-07-13</CINreferralDate>"
                                "<ReferralNFA>{}</ReferralNFA></CINdetails>",
                                text))));
    const auto events = read.EventsById();
    const auto found = events.find("C1/referral/2020-07-13/1/decision");
    const std::string said =
        found != events.end()
            ? (found->second.referral_decided().no_further_action() ? "yes" : "no")
        : read.counts.events_refused == 1 ? "refused"
                                          : "unknown";
    EXPECT_EQ(said, meaning) << text;
  }
}

TEST(CensusEventsTest, ABadDetailIsLeftOutAndTheEventComes) {
  const ReadFile read = ReadAll(
      OneChild("<Section47><S47ActualStartDate>2020-09-07</S47ActualStartDate>"
               "<InitialCPCtarget>soon</InitialCPCtarget><ICPCnotRequired>perhaps</ICPCnotRequired>"
               "</Section47>"));
  const auto events = read.EventsById();
  const v1::Event& event = events.at("C1/referral/2020-07-13/1/section47/2020-09-07/1");
  EXPECT_EQ(event.section47_started().conference_target_date(), "");
  EXPECT_FALSE(event.section47_started().has_conference_not_required());
  EXPECT_THAT(read.Rules(), ElementsAre("DETAIL_MALFORMED", "DETAIL_MALFORMED", "2991Q", "8675Q"));
}

TEST(CensusEventsTest, WhatNoEventCanHoldIsCounted) {
  const ReadFile read = ReadAll(
      OneChild("<Assessments><AssessmentActualStartDate>2020-07-20</AssessmentActualStartDate>"
               "<FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors>"
               "</FactorsIdentifiedAtAssessment></Assessments>"
               "<ChildProtectionPlans><CPPstartDate>2020-09-21</CPPstartDate>"
               "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>"
               "<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse></ChildProtectionPlans>"));
  EXPECT_EQ(read.counts.not_carried.at(std::string(path::kFactor)), 1);
  EXPECT_EQ(read.counts.not_carried.at(std::string(path::kLatestCategory)), 1);
}

TEST(CensusEventsTest, AChildIdThatCannotStandInAnIdIsNotUsable) {
  for (const char* good : {"C1", "RND000215205141", "c-1.2~"}) EXPECT_TRUE(IsUsableChildId(good));
  for (const char* bad : {"", "a/b", "a b", "a\nb", "\xC3\xA9"}) EXPECT_FALSE(IsUsableChildId(bad));
  EXPECT_FALSE(IsUsableChildId(std::string(65, 'x')));
}

}  // namespace
}  // namespace goldthread::cin_census
