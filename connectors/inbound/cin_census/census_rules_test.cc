#include "connectors/inbound/cin_census/census_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "connectors/inbound/cin_census/census_fixture.h"

namespace goldthread::cin_census {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kBorn[] =
    "<UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-04-01</PersonBirthDate><Sex>F</Sex>";

std::string Born(std::string_view day, std::string_view no_upn) {
  return fmt::format("<UPNunknown>{}</UPNunknown><PersonBirthDate>{}</PersonBirthDate><Sex>F</Sex>",
                     no_upn, day);
}

std::vector<std::string> RulesOf(std::string_view identifiers, std::string_view episodes) {
  return ReadAll(CensusFile(Identified("C1", identifiers, episodes))).Rules();
}

// One episode of 2020-07-13 (a Monday) with `more` in it.
std::vector<std::string> RulesOf(std::string_view more) {
  return RulesOf(kBorn, EpisodeOf("2020-07-13", more));
}

std::string Referred(std::string_view referral, std::string_view more, std::string_view nfa) {
  return fmt::format(
      "<CINdetails><CINreferralDate>{}</CINreferralDate><ReferralSource>6</ReferralSource>{}"
      "<ReferralNFA>{}</ReferralNFA></CINdetails>",
      referral, more, nfa);
}

std::string Closed(std::string_view day, std::string_view reason = "RC7") {
  return fmt::format("<CINclosureDate>{}</CINclosureDate><ReasonForClosure>{}</ReasonForClosure>",
                     day, reason);
}

std::string Assessed(std::string_view start, std::string_view end,
                     std::vector<std::string_view> factors) {
  std::string text = fmt::format(
      "<Assessments><AssessmentActualStartDate>{}</AssessmentActualStartDate>"
      "<AssessmentAuthorisationDate>{}</AssessmentAuthorisationDate>",
      start, end);
  if (!factors.empty()) text += "<FactorsIdentifiedAtAssessment>";
  for (const auto factor : factors) {
    text += fmt::format("<AssessmentFactors>{}</AssessmentFactors>", factor);
  }
  if (!factors.empty()) text += "</FactorsIdentifiedAtAssessment>";
  return text + "</Assessments>";
}

std::string Enquiry(std::string_view start, std::string_view conference,
                    std::string_view target = "", std::string_view not_required = "0") {
  return fmt::format(
      "<Section47><S47ActualStartDate>{}</S47ActualStartDate><InitialCPCtarget>{}"
      "</InitialCPCtarget><DateOfInitialCPC>{}</DateOfInitialCPC><ICPCnotRequired>{}"
      "</ICPCnotRequired></Section47>",
      start, target, conference, not_required);
}

std::string Plan(std::string_view start, std::string_view end, std::string_view review = "",
                 std::string_view category = "NEG") {
  return fmt::format(
      "<ChildProtectionPlans><CPPstartDate>{0}</CPPstartDate><CPPendDate>{1}</CPPendDate>"
      "<InitialCategoryOfAbuse>{3}</InitialCategoryOfAbuse>"
      "<LatestCategoryOfAbuse>{3}</LatestCategoryOfAbuse>"
      "<NumberOfPreviousCPP>0</NumberOfPreviousCPP>"
      "<Reviews><CPPreviewDate>{2}</CPPreviewDate></Reviews></ChildProtectionPlans>",
      start, end, review, category);
}

std::string CinPlanOf(std::string_view start, std::string_view end) {
  return fmt::format(
      "<CINPlanDates><CINPlanStartDate>{}</CINPlanStartDate><CINPlanEndDate>{}</CINPlanEndDate>"
      "</CINPlanDates>",
      start, end);
}

// What stands beside each breach must be sound, or it would prove nothing.
const std::string kSoundAssessment = Assessed("2020-07-14", "2020-07-30", {"3B"});
const std::string kSoundEnquiry = Enquiry("2020-08-03", "2020-08-17", "2020-08-24");
const std::string kSoundPlan = Plan("2020-08-17", "2021-02-01", "2020-11-16");

TEST(CensusRulesTest, ASoundEpisodeBreaksNoRule) {
  EXPECT_THAT(RulesOf(""), IsEmpty());
  EXPECT_THAT(RulesOf(kSoundAssessment + kSoundEnquiry + kSoundPlan), IsEmpty());
  EXPECT_THAT(
      RulesOf(kBorn, EpisodeOf("2019-01-07", Closed("2019-12-01")) +
                         EpisodeOf("2019-12-01", Closed("2020-01-06")) + EpisodeOf("2021-01-04")),
      IsEmpty());
}

// One step inside each of the borders that the breaches below overstep.
TEST(CensusRulesTest, WhatJustKeepsARuleIsNotQueried) {
  EXPECT_THAT(RulesOf(kSoundAssessment + kSoundEnquiry + kSoundPlan +
                      CinPlanOf("2020-08-01", "2020-08-17") + CinPlanOf("2021-02-01", "")),
              IsEmpty());
  EXPECT_THAT(RulesOf(kSoundAssessment + kSoundEnquiry + Enquiry("2020-08-18", "2020-08-24") +
                      Enquiry("2020-09-07", "", "", "1") + Enquiry("2020-09-08", "", "", "1")),
              IsEmpty());
  // 45 and 15 working days before the year's end, Easter and Christmas counted as they fall.
  EXPECT_THAT(RulesOf(Assessed("2022-01-27", "", {})), IsEmpty());
  EXPECT_THAT(RulesOf(kSoundAssessment + Enquiry("2022-03-10", "")), IsEmpty());
  EXPECT_THAT(RulesOf(EpisodeOf("2022-03-31")), IsEmpty());
  EXPECT_THAT(RulesOf(Born("2016-03-31", ""), EpisodeOf("2020-07-13")), IsEmpty());
  EXPECT_THAT(RulesOf(Born("2015-04-01", ""), Referred("2020-07-13", "", "1")), IsEmpty());
  for (const char* expected : {"2022-03-01", "2022-12-31"}) {
    EXPECT_THAT(RulesOf(fmt::format("<ExpectedPersonBirthDate>{}</ExpectedPersonBirthDate>"
                                    "<Sex>U</Sex>",
                                    expected),
                        EpisodeOf("2022-03-28")),
                IsEmpty());
  }
}

TEST(CensusRulesTest, WithoutAReferenceDateTheRulesOfTheYearArePassedOver) {
  const auto rules = [](std::string_view start, std::string_view reference) {
    const std::string child = Child("C1", EpisodeOf("2020-07-13", Assessed(start, "", {})));
    return ReadAll(CensusFile(child, "2032-05-23T11:14:05", reference)).Rules();
  };
  EXPECT_THAT(rules("2020-07-14", "2022-03-31"), ::testing::ElementsAre("8670Q"));
  EXPECT_THAT(rules("2020-07-14", ""), IsEmpty());
  EXPECT_THAT(rules("2030-01-07", "2031-03-31"), IsEmpty());  // Its holidays are not known.
}

TEST(CensusRulesTest, AUpnThatAChildBeforeHadIsQueriedAndBothComeIn) {
  const auto child = [](const char* id, const char* upn) {
    return Identified(id, std::string("<UPN>") + upn + "</UPN>" + kBorn, EpisodeOf("2020-07-13"));
  };
  const ReadFile read = ReadAll(CensusFile(
      child("C1", "A801200005000") + child("C2", "A801200005000") + child("C3", "A801200005001")));
  const auto rules_of = [&](size_t at) {
    std::vector<std::string> rules;
    for (const Problem& problem : read.children.at(at).problems) rules.emplace_back(problem.rule);
    return rules;
  };
  EXPECT_THAT(rules_of(0), Not(Contains("1520")));
  EXPECT_THAT(rules_of(1), Contains("1520"));
  EXPECT_THAT(rules_of(2), Not(Contains("1520")));
  EXPECT_EQ(read.counts.children_refused, 0);
}

struct Breach {
  const char* rule;
  std::string identifiers;
  std::string episodes;
};

std::vector<Breach> IdentityBreaches() {
  const std::string episode = EpisodeOf("2020-07-13");
  const auto upn = [&](const char* rule, const char* value) {
    return Breach{rule, std::string(kBorn) + "<UPN>" + value + "</UPN>", episode};
  };
  return {
      upn("1510", "A801200005001"),
      upn("1510", "I801200005001"),
      upn("1530", "A999200005001"),
      upn("1540", "A80120000A001"),
      upn("1550", "A80120000500O"),
      upn("UPN_LENGTH", "A8012"),
      {"1560Q", std::string(kBorn) + "<FormerUPN>X98765432123B</FormerUPN>", episode},
      {"8525Q", "<Sex>F</Sex>", episode},
      {"8525Q",
       std::string(kBorn) + "<ExpectedPersonBirthDate>2015-04-02</ExpectedPersonBirthDate>",
       episode},
      {"8750", "<ExpectedPersonBirthDate>2021-01-02</ExpectedPersonBirthDate><Sex>F</Sex>",
       episode},
      {"UNKNOWN_CODE", Born("2015-04-01", "UN9"), episode},
      {"8770Q", Born("2015-04-01", ""), episode},
      {"8770Q", Born("2016-03-30", "UN1"), episode},
      {"8530Q", "<ExpectedPersonBirthDate>2022-02-28</ExpectedPersonBirthDate><Sex>U</Sex>",
       episode},
      {"8530Q", "<ExpectedPersonBirthDate>2023-01-01</ExpectedPersonBirthDate><Sex>U</Sex>",
       episode},
  };
}

std::vector<Breach> EpisodeBreaches() {
  const auto of = [](const char* rule, const std::string& episodes) {
    return Breach{rule, kBorn, episodes};
  };
  const std::string cin_plan =
      "<CINPlanDates><CINPlanStartDate>2020-08-03</CINPlanStartDate></CINPlanDates>";
  const std::string transfer = "<DateOfInitialCPC>2020-08-17</DateOfInitialCPC>";
  return {
      {"8606", "<PersonBirthDate>2021-06-01</PersonBirthDate>", EpisodeOf("2020-07-13")},
      of("8610", Referred("2020-07-13", "", "0")),
      of("8805", EpisodeOf("2020-07-13", "<CINclosureDate>2020-09-01</CINclosureDate>")),
      of("8815", EpisodeOf("2020-07-13") + EpisodeOf("2020-08-03")),
      of("8816", EpisodeOf("2020-07-13") + EpisodeOf("2020-08-03", Closed("2020-09-01"))),
      of("8820", EpisodeOf("2020-07-13", Closed("2020-09-01")) + EpisodeOf("2020-08-31")),
      of("8831", Referred("2020-07-13", kSoundAssessment, "1")),
      of("8831", Referred("2020-07-13", transfer, "true")),
      of("8832", Referred("2020-07-13", transfer + kSoundPlan, "true")),
      of("4000", Referred("2020-07-13", cin_plan, "1")),
      of("8565", EpisodeOf("2020-07-13", Closed("2020-07-29") + kSoundAssessment)),
      of("2990", EpisodeOf("2020-07-13", Closed("2020-09-01", "RC8") + cin_plan)),
      of("2990", EpisodeOf("2020-07-13", Closed("2020-09-01", "RC9") + kSoundEnquiry)),
      of("UNKNOWN_CODE", EpisodeOf("2020-07-13", Closed("2020-09-01", "RC0"))),
      of("1104", EpisodeOf("2020-07-13", "<DateOfInitialCPC>2020-07-10</DateOfInitialCPC>")),
      of("REFERRAL_AFTER_YEAR", EpisodeOf("2022-04-01")),
  };
}

std::vector<Breach> AssessmentBreaches() {
  const auto of = [](const char* rule, const std::string& more) {
    return Breach{rule, kBorn, EpisodeOf("2020-07-13", more)};
  };
  return {
      of("1103", Assessed("2020-07-10", "2020-07-30", {"3B"})),
      of("8608", Assessed("2020-07-30", "2020-07-29", {"3B"})),
      of("8614", Assessed("2020-07-14", "", {"3B"})),
      of("8897Q", Assessed("2020-07-14", "2020-07-30", {})),
      of("8896", Assessed("2020-07-14", "", {}) + Assessed("2020-07-15", "", {})),
      of("8863Q", kSoundAssessment + Assessed("2020-07-29", "2020-08-10", {"3B"})),
      of("8867", Closed("2020-09-01") + Assessed("2020-07-14", "", {})),
      of("8869", Assessed("2020-07-14", "2020-07-30", {"21", "3B"})),
      of("8873Q", Closed("2020-09-01") + Assessed("2020-07-14", "2020-07-30", {"21"})),
      of("8898", Assessed("2020-07-14", "2020-07-30", {"3B", "3B"})),
      of("UNKNOWN_CODE", Assessed("2020-07-14", "2020-07-30", {"RB"})),
      of("8945Q", Assessed("2020-07-14", "2020-07-30", {"18A"})),
      of("8950Q", Assessed("2020-07-14", "2020-07-30", {"19A"})),
      of("8670Q", Assessed("2022-01-26", "", {})),
  };
}

std::vector<Breach> ProtectionBreaches() {
  const auto of = [](const char* rule, const std::string& more) {
    return Breach{rule, kBorn, EpisodeOf("2020-07-13", kSoundAssessment + more)};
  };
  const std::string died = std::string(kBorn) + "<PersonDeathDate>2020-08-10</PersonDeathDate>";
  const std::string ends_after =
      EpisodeOf("2020-07-13", kSoundAssessment + kSoundEnquiry + kSoundPlan);
  return {
      of("2889", Enquiry("2020-07-10", "2020-07-20")),
      of("1104", Enquiry("2020-07-10", "2020-07-10")),
      of("8615", Enquiry("2020-08-18", "2020-08-17")),
      of("8839", Enquiry("2020-08-03", "") + Enquiry("2020-08-04", "")),
      of("8868", Closed("2020-09-01") + Enquiry("2020-08-03", "")),
      of("8870Q", Enquiry("2020-08-03", "", "2020-08-22")),
      of("8875", Enquiry("2020-08-03", "2020-08-16")),
      of("2884", "<DateOfInitialCPC>2020-08-17</DateOfInitialCPC>" + kSoundEnquiry),
      of("2883", kSoundPlan),
      of("2885", kSoundEnquiry + Plan("2020-08-18", "")),
      {"2991Q", kBorn, EpisodeOf("2020-07-13", kSoundEnquiry)},
      of("1105", kSoundEnquiry + Plan("2020-07-10", "")),
      of("8840", kSoundEnquiry + Plan("2020-08-17", "2020-08-17")),
      of("8925", kSoundEnquiry + Plan("2020-08-17", "2020-08-10")),
      of("8935", kSoundEnquiry + Plan("2020-08-17", "") + Plan("2020-09-17", "")),
      of("8940", kSoundEnquiry + kSoundPlan + Plan("2021-01-31", "2021-03-01")),
      of("8905", kSoundEnquiry + Plan("2020-08-17", "", "", "BAD")),
      of("8910", kSoundEnquiry + Plan("2020-08-17", "", "", "BAD")),
      of("8841", kSoundEnquiry + Plan("2020-08-17", "", "2020-08-17")),
      of("8842Q", kSoundEnquiry + Plan("2020-08-17", "")),
      of("8675Q", Enquiry("2022-03-09", "")),
      of("8890", Enquiry("2020-08-03", "2020-08-17") + Enquiry("2020-08-17", "2020-08-24")),
      of("8890", Enquiry("2020-08-03", "") + Enquiry("2020-09-07", "2020-09-14")),
      of("4001", kSoundEnquiry + Plan("2020-08-17", "") + CinPlanOf("2020-08-01", "")),
      of("4003", kSoundEnquiry + kSoundPlan + CinPlanOf("2020-11-13", "2020-11-30")),
      of("4004", CinPlanOf("2020-08-03", "") + CinPlanOf("2020-09-03", "")),
      of("4014", CinPlanOf("2020-08-03", "2020-09-04") + CinPlanOf("2020-09-03", "2020-10-01")),
      of("4016", kSoundEnquiry + kSoundPlan + CinPlanOf("2021-01-31", "2021-03-01")),
      of("4017", kSoundEnquiry + kSoundPlan + CinPlanOf("2020-08-17", "2020-08-18")),
      {"8915", died, ends_after},
      {"8920", died, ends_after},
  };
}

void ExpectBreaches(const std::vector<Breach>& breaches) {
  for (const Breach& breach : breaches) {
    const ReadFile read =
        ReadAll(CensusFile(Identified("C1", breach.identifiers, breach.episodes)));
    EXPECT_THAT(read.Rules(), Contains(breach.rule)) << breach.episodes;
    // A query stops nothing.
    EXPECT_EQ(read.counts.events_refused, 0) << breach.rule;
    for (const Problem& problem : read.children.at(0).problems) {
      EXPECT_EQ(problem.severity, Severity::kQuery) << problem.rule;
      EXPECT_GT(problem.line, 0) << problem.rule;
    }
  }
}

TEST(CensusRulesTest, BreachesOfIdentityAreQueried) { ExpectBreaches(IdentityBreaches()); }
TEST(CensusRulesTest, BreachesOfAnEpisodeAreQueried) { ExpectBreaches(EpisodeBreaches()); }
TEST(CensusRulesTest, BreachesOfAnAssessmentAreQueried) { ExpectBreaches(AssessmentBreaches()); }
TEST(CensusRulesTest, BreachesOfProtectionAreQueried) { ExpectBreaches(ProtectionBreaches()); }

TEST(CensusRulesTest, CharacteristicsAreChecked) {
  const std::string text = CensusFile(
      "<Child><ChildIdentifiers><LAchildID>C-1</LAchildID>" + std::string(kBorn) +
      "</ChildIdentifiers><ChildCharacteristics><Ethnicity>CNHE</Ethnicity><Disabilities>"
      "<Disability>NONE</Disability><Disability>EARS</Disability></Disabilities>"
      "</ChildCharacteristics>" +
      EpisodeOf("2020-07-13") + "</Child>");
  EXPECT_THAT(ReadAll(text).Rules(),
              ::testing::ElementsAre("1580", "UNKNOWN_CODE", "8790", "UNKNOWN_CODE"));
  // Kept as sent.
  for (const auto& [id, event] : ReadAll(text).EventsById()) {
    if (event.has_person_described()) {
      EXPECT_EQ(event.subjects(0).described().ethnicity(), "CNHE");
    }
  }
}

TEST(CensusRulesTest, AChildIdOfOverTwentyCharactersIsQueried) {
  EXPECT_THAT(ReadAll(CensusFile(Child("C12345678901234567890", EpisodeOf("2020-07-13")))).Rules(),
              ::testing::ElementsAre("1570"));
}

TEST(CensusRulesTest, AQueryStandsAtTheLineOfItsElement) {
  const ReadFile read = ReadAll(CensusFile(
      Child("C1",
            "\n<CINdetails>\n<CINreferralDate>2020-07-13</CINreferralDate>\n<ReferralSource>ZZ"
            "</ReferralSource><ReferralNFA>1</ReferralNFA></CINdetails>")));
  ASSERT_EQ(read.children.at(0).problems.size(), 1u);
  EXPECT_EQ(read.children[0].problems[0].line, 6);
  EXPECT_EQ(read.children[0].problems[0].field, path::kSource);
  EXPECT_EQ(read.children[0].problems[0].child, 1);
}

TEST(CensusRulesTest, EachRuleStandsOnceInTheTableAndSaysWhatToDo) {
  std::set<std::string_view> codes;
  for (const CensusRule& rule : CensusRules()) {
    EXPECT_TRUE(codes.insert(rule.code).second) << rule.code;
    EXPECT_FALSE(rule.remedy.empty()) << rule.code;
    // The Department's own queries are never more than that here.
    if (rule.code.back() == 'Q') {
      EXPECT_EQ(rule.severity, Severity::kQuery) << rule.code;
    }
  }
}

}  // namespace
}  // namespace goldthread::cin_census
