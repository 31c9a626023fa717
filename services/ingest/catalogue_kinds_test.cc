#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "services/ingest/catalogue.h"
#include "services/ingest/sample_event.h"
#include "services/ingest/spoilt_event.h"

namespace goldthread::ingest {
namespace {

using ::testing::ElementsAre;
using E = v1::Event;

class CatalogueKindsTest : public ::testing::TestWithParam<Case> {};

TEST_P(CatalogueKindsTest, FindsExactlyWhatIsWrong) {
  v1::Event event = SampleEvent();
  GetParam().spoil(event);
  const Verdict verdict = JudgeSample(event);
  EXPECT_EQ(Words(verdict.violations), GetParam().broken);
  EXPECT_EQ(Words(verdict.quality), GetParam().doubts);
}

INSTANTIATE_TEST_SUITE_P(
    Subjects, CatalogueKindsTest,
    ::testing::Values(
        Case{"Nobody", [](E& e) { e.clear_subjects(); }, {"SUBJECTS_REQUIRED subjects"}},
        Case{"Crowd",
             [](E& e) {
               for (int i = 0; i < 50; ++i) {
                 *e.add_subjects() = e.subjects(0);
                 e.mutable_subjects(i + 1)->set_record(fmt::format("q{}", i));
               }
             },
             {"SUBJECTS_TOO_MANY subjects"}},
        Case{"RecordWithSlash",
             [](E& e) { e.mutable_subjects(0)->set_record("a/b"); },
             {"RECORD_MALFORMED subjects[0].record"}},
        Case{"RecordTwice",
             [](E& e) { *e.add_subjects() = e.subjects(0); },
             {"RECORD_REPEATED subjects[1].record"}},
        Case{"NoRole",
             [](E& e) { e.mutable_subjects(0)->clear_role(); },
             {"ROLE_REQUIRED subjects[0].role"}},
        Case{"TwentyOneNames",
             [](E& e) {
               for (int i = 0; i < 21; ++i) {
                 e.mutable_subjects(0)->mutable_described()->add_names()->set_given("Ann");
               }
             },
             {"LIST_TOO_LONG subjects[0].described.names"}},
        Case{"NineAddressLines",
             [](E& e) {
               auto* address = e.mutable_subjects(0)->mutable_described()->add_addresses();
               for (int i = 0; i < 9; ++i) address->add_lines("x");
             },
             {"LIST_TOO_LONG subjects[0].described.addresses[0].lines"}},
        Case{"LongIdentifier",
             [](E& e) {
               auto* id = e.mutable_subjects(0)->mutable_described()->add_identifiers();
               id->set_type(v1::IDENTIFIER_TYPE_LOCAL_PATIENT);
               id->set_value(std::string(65, '1'));
             },
             {"IDENTIFIER_TOO_LONG subjects[0].described.identifiers[0].value"}}),
    NameOf);

v1::PersonDescription* Described(E& e) { return e.mutable_subjects(0)->mutable_described(); }

void AddNhsNumber(E& e, const char* value) {
  v1::Identifier* id = Described(e)->add_identifiers();
  id->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  id->set_value(value);
}

INSTANTIATE_TEST_SUITE_P(
    Doubts, CatalogueKindsTest,
    ::testing::Values(Case{"GoodNhsNumber", [](E& e) { AddNhsNumber(e, "943 476 5919"); }, {}},
                      Case{"BadCheckDigit",
                           [](E& e) { AddNhsNumber(e, "9434765918"); },
                           {},
                           {"IDENTIFIER_CHECK_DIGIT subjects[0].described.identifiers[0].value"}},
                      Case{"NotANumberAtAll",
                           [](E& e) { AddNhsNumber(e, "unknown"); },
                           {},
                           {"IDENTIFIER_MALFORMED subjects[0].described.identifiers[0].value"}},
                      Case{"FillerNumber",
                           [](E& e) { AddNhsNumber(e, "3333333333"); },
                           {},
                           {"IDENTIFIER_PLACEHOLDER subjects[0].described.identifiers[0].value"}},
                      Case{"PartialBirthDates",
                           [](E& e) {
                             Described(e)->set_birth_date("2014");
                             Described(e)->set_expected_birth_date("2014-05");
                           },
                           {}},
                      Case{"NoSuchBirthDate",
                           [](E& e) { Described(e)->set_birth_date("2014-13"); },
                           {},
                           {"PERSON_DATE_NOT_REAL subjects[0].described.birth_date"}},
                      Case{"UnknownPersonCodes",
                           [](E& e) {
                             Described(e)->set_ethnicity("CNHE");
                             Described(e)->add_disabilities("LD");
                             Described(e)->add_disabilities("??");
                           },
                           {},
                           {"CODE_UNKNOWN subjects[0].described.ethnicity",
                            "CODE_UNKNOWN subjects[0].described.disabilities[1]"}},
                      Case{"UnknownPayloadCodes",
                           [](E& e) {
                             e.mutable_referral_made()->set_source("99");
                             e.mutable_referral_made()->set_primary_need("N1");
                           },
                           {},
                           {"CODE_UNKNOWN referral_made.source"}},
                      Case{"UnknownFactor",
                           [](E& e) {
                             e.mutable_assessment_completed()->set_kind(v1::ASSESSMENT_KIND_SINGLE);
                             e.mutable_assessment_completed()->add_factors("3A");
                             e.mutable_assessment_completed()->add_factors("RB");
                             e.mutable_assessment_completed()->set_started_on("last week");
                           },
                           {},
                           {"CODE_UNKNOWN assessment_completed.factors[1]",
                            "DATE_NOT_REAL assessment_completed.started_on"}},
                      Case{"ExpectedBirthLiesAhead",
                           [](E& e) {
                             e.mutable_pregnancy_recorded()->set_expected_birth_date("2026-09-01");
                           },
                           {}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Kinds, CatalogueKindsTest,
    ::testing::Values(
        Case{"EmptyRisk",
             [](E& e) { e.mutable_risk_asserted(); },
             {"FIELD_REQUIRED risk_asserted.kind", "FIELD_REQUIRED risk_asserted.evidence",
              "FIELD_REQUIRED risk_asserted.assessor", "FIELD_REQUIRED risk_asserted.review_due"}},
        Case{"RiskReviewedUntilWhen",
             [](E& e) {
               e.mutable_risk_reviewed()->set_asserted_event_id("r-1");
               e.mutable_risk_reviewed()->set_outcome("confirmed");
             },
             {"FIELD_REQUIRED risk_reviewed.review_due"}},
        Case{"RiskEnded",
             [](E& e) {
               e.mutable_risk_reviewed()->set_asserted_event_id("r-1");
               e.mutable_risk_reviewed()->set_outcome("no-longer");
             },
             {}},
        Case{"OrderWithTwoEnds",
             [](E& e) {
               e.mutable_order_made()->set_kind(v1::ORDER_KIND_POLICE_BAIL);
               e.mutable_order_made()->set_expected_end("2026-05-01");
               e.mutable_order_made()->set_until_further_order(true);
             },
             {"ORDER_END_TWICE order_made.expected_end"}},
        Case{"OrderUntilNobodyKnowsWhen",
             [](E& e) { e.mutable_order_made()->set_kind(v1::ORDER_KIND_CUSTODIAL_SENTENCE); },
             {}},
        Case{"ReleaseInAMonth",
             [](E& e) {
               e.mutable_order_made()->set_kind(v1::ORDER_KIND_CUSTODIAL_SENTENCE);
               e.mutable_order_made()->set_expected_end("2026-05");
             },
             {}},
        Case{"ReleaseSomeDay",
             [](E& e) {
               e.mutable_order_made()->set_kind(v1::ORDER_KIND_CUSTODIAL_SENTENCE);
               e.mutable_order_made()->set_expected_end("soon");
             },
             {},
             {"DATE_NOT_REAL order_made.expected_end"}},
        Case{"EndOfNoOrder",
             [](E& e) { e.mutable_order_ended(); },
             {"FIELD_REQUIRED order_ended.order_event_id", "FIELD_REQUIRED order_ended.reason"}},
        Case{"LinkOfOneRecord",
             [](E& e) {
               e.clear_subjects();
               auto* linked = e.mutable_records_linked();
               linked->mutable_first()->set_feed("f");
               linked->mutable_first()->set_record("1");
               *linked->mutable_second() = linked->first();
               linked->set_reason("same child");
             },
             {"RECORDS_THE_SAME records_linked.second"}},
        Case{"SeparationOfHalfAPair",
             [](E& e) {
               e.clear_subjects();
               auto* separated = e.mutable_records_separated();
               separated->mutable_first()->set_feed("f");
               separated->mutable_first()->set_record("1");
             },
             {"RECORD_REFERENCE_INCOMPLETE records_separated.second",
              "FIELD_REQUIRED records_separated.reason"}},
        Case{"SuppressionForEver",
             [](E& e) {
               e.clear_subjects();
               e.mutable_alert_suppression_proposed()->set_alert_id("a1");
               e.mutable_alert_suppression_proposed()->set_reason("both known, plan in place");
             },
             {"FIELD_REQUIRED alert_suppression_proposed.until"}},
        Case{"AssessmentThatSaysNothing",
             [](E& e) {
               e.clear_subjects();
               e.mutable_alert_assessed()->set_alert_id("a1");
             },
             {"FIELD_REQUIRED alert_assessed.outcome", "FIELD_REQUIRED alert_assessed.reason"}},
        Case{"RelationshipOfOne",
             [](E& e) { e.mutable_relationship_observed()->set_relationship("mother"); },
             {"SUBJECTS_NOT_A_PAIR subjects"}},
        Case{"AddressWithoutPlace",
             [](E& e) { e.mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES); },
             {"ADDRESS_EMPTY address_observed.address"}},
        Case{"FourExclusionReasons",
             [](E& e) {
               e.mutable_exclusion_recorded()->set_category("SUSP");
               for (int i = 0; i < 4; ++i) e.mutable_exclusion_recorded()->add_reasons("PP");
             },
             {"LIST_TOO_LONG exclusion_recorded.reasons"}}),
    NameOf);

TEST(CatalogueTableTest, AllIsFoundAtOnce) {
  v1::Event event = SampleEvent("");
  event.clear_category();
  event.clear_subjects();
  event.mutable_occurred()->set_date("soon");
  EXPECT_THAT(Words(JudgeSample(event).violations),
              ElementsAre("ID_MALFORMED id", "CATEGORY_REQUIRED category",
                          "OCCURRED_NOT_REAL occurred.date", "SUBJECTS_REQUIRED subjects"));
}

// An event of each kind with nothing in it is judged without a stop, and only a kind that can
// do without any field passes.
TEST(CatalogueTableTest, EveryKindHasBeenThoughtOf) {
  std::set<std::string> empty_is_fine;
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    v1::Event event = SampleEvent();
    event.clear_payload();
    event.GetReflection()->MutableMessage(&event, payload->field(i));
    if (JudgeSample(event).violations.empty()) empty_is_fine.insert(payload->field(i)->name());
  }
  EXPECT_THAT(
      empty_is_fine,
      ::testing::UnorderedElementsAre(
          "person_described", "pregnancy_recorded", "birth_recorded", "person_died",
          "contact_received", "referral_made", "referral_decided", "strategy_discussion_held",
          "section47_started", "section47_concluded", "case_closed", "missing_episode_started",
          "missing_episode_ended", "tenancy_started", "tenancy_ended"));
}

TEST(CatalogueTableTest, ASenderOfAThousandMistakesIsToldAHundred) {
  v1::Event event = SampleEvent();
  for (int i = 0; i < 1000; ++i) event.add_handling(static_cast<v1::Handling>(99));
  EXPECT_EQ(JudgeSample(event).violations.size(), 100u);
}

TEST(CatalogueTableTest, ARemedyNeverQuotesTheValue) {
  v1::Event event = SampleEvent();
  event.mutable_subjects(0)->set_record("Jo/Bloggs");
  AddNhsNumber(event, "9434765918");
  const Verdict verdict = JudgeSample(event);
  ASSERT_EQ(verdict.violations.size(), 1u);
  ASSERT_EQ(verdict.quality.size(), 1u);
  EXPECT_EQ(verdict.violations[0].DebugString().find("Bloggs"), std::string::npos);
  EXPECT_EQ(verdict.quality[0].DebugString().find("94347"), std::string::npos);
}

TEST(CatalogueTableTest, RuleNamesAreUniqueAndInCapitals) {
  std::set<std::string_view> seen;
  for (std::string_view name : RuleNames()) {
    EXPECT_TRUE(seen.insert(name).second) << name;
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
              std::string_view::npos)
        << name;
  }
  EXPECT_THAT(seen, ::testing::Contains("OCCURRED_IN_FUTURE"));
}

}  // namespace
}  // namespace goldthread::ingest
