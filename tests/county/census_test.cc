// The county's census files: of the schema's form, without an error, and the same facts as
// the councils' feeds told.
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <cstdlib>
#include <memory>

#include "connectors/inbound/cin_census/census_reader.h"
#include "services/vocabulary/content.h"
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class CensusTest : public CountyFiles {
 protected:
  static std::vector<std::string> Files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(Folder() + "/census")) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
};

std::string Shared(const std::string& name) {
  const char* named = std::getenv("GT_SHARED_DATA");
  return std::string(named != nullptr ? named : GT_SOURCE_DIR "/../shared/data") + name;
}

TEST_F(CensusTest, IsOfTheSchemasForm) {
  const std::string schema_path = Shared("/cin/CIN_schema_2022.xsd");
  if (!std::filesystem::exists(schema_path)) GTEST_SKIP() << "no shared data: set GT_SHARED_DATA";
  const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(
      xmlSchemaNewParserCtxt(schema_path.c_str()), xmlSchemaFreeParserCtxt);
  const std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema(xmlSchemaParse(parser.get()),
                                                                    xmlSchemaFree);
  ASSERT_NE(schema, nullptr);
  for (const std::string& file : Files()) {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        xmlReadFile(file.c_str(), nullptr, XML_PARSE_NONET), xmlFreeDoc);
    ASSERT_NE(document, nullptr) << file;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> check(
        xmlSchemaNewValidCtxt(schema.get()), xmlSchemaFreeValidCtxt);
    EXPECT_EQ(xmlSchemaValidateDoc(check.get(), document.get()), 0) << file;
  }
  EXPECT_EQ(Files().size(), 4u) << "two councils, two years";
}

// Record, kind, day, and what was said, as far as a census can say it.
std::string FactOf(const v1::Event& event) {
  std::string fact = event.subjects(0).record() + " " + std::string(KindName(event)) + " " +
                     event.occurred().date();
  if (event.has_referral_made()) {
    fact += " " + event.referral_made().source() + " " + event.referral_made().primary_need();
  } else if (event.has_assessment_completed()) {
    std::vector<std::string> factors(event.assessment_completed().factors().begin(),
                                     event.assessment_completed().factors().end());
    std::sort(factors.begin(), factors.end());
    for (const std::string& factor : factors) fact += " " + factor;
  } else if (event.has_plan_started()) {
    fact += " " + v1::PlanKind_Name(event.plan_started().kind()) + " " +
            event.plan_started().category_of_abuse();
  } else if (event.has_plan_ended()) {
    fact += " " + v1::PlanKind_Name(event.plan_ended().kind()) + " " +
            event.plan_ended().latest_category_of_abuse();
  } else if (event.has_case_closed()) {
    fact += " " + event.case_closed().reason();
  }
  return fact;
}

// What no census asks for.
bool OnlyTheFeedTells(const v1::Event& event) {
  const bool care =
      event.has_plan_started() && event.plan_started().kind() == v1::PLAN_KIND_LOOKED_AFTER;
  return care || event.has_strategy_discussion_held() || event.has_section47_concluded() ||
         event.has_contact_received() || event.has_address_observed() ||
         event.has_relationship_observed() || event.has_risk_asserted() ||
         event.has_risk_reviewed() || event.has_risk_withdrawn() || event.has_person_described() ||
         event.has_person_died() || event.has_event_withdrawn();
}

TEST_F(CensusTest, TellsWhatTheCouncilsFeedsTold) {
  const std::set<std::string> mistaken = Mistaken();
  // What was written down too late to be sent before the county ended is in the census only.
  constexpr const char* kSentBy = "2025-09-01";
  std::set<std::string> by_feed;
  for (const v1::Event& event : Events()) {
    if (!event.feed().ends_with("/social-care") || mistaken.contains(NameOf(event))) continue;
    if (OnlyTheFeedTells(event) || event.occurred().date() > kSentBy) continue;
    by_feed.insert(FactOf(event));
  }
  std::set<std::string> by_census;
  for (const std::string& file : Files()) {
    auto bytes = cin_census::OpenFile(file);
    ASSERT_TRUE(bytes.ok());
    cin_census::CensusReader census(*std::move(bytes));
    while (const auto child = census.Next()) {
      for (const cin_census::Problem& problem : child->problems) {
        // 1530: no council has the number in these UPNs, so that no pupil has them.
        EXPECT_TRUE(problem.rule.ends_with("Q") || problem.rule == "1530")
            << file << ':' << problem.line << ' ' << problem.rule << ' ' << problem.field;
      }
      for (const v1::Event& event : child->events) {
        if (OnlyTheFeedTells(event) || event.occurred().date() > kSentBy) continue;
        by_census.insert(FactOf(event));
      }
    }
    EXPECT_EQ(census.counts().children_refused, 0);
    EXPECT_EQ(census.counts().events_refused, 0);
    EXPECT_TRUE(census.file_problems().empty());
  }
  std::vector<std::string> only_feed;
  std::vector<std::string> only_census;
  std::set_difference(by_feed.begin(), by_feed.end(), by_census.begin(), by_census.end(),
                      std::back_inserter(only_feed));
  std::set_difference(by_census.begin(), by_census.end(), by_feed.begin(), by_feed.end(),
                      std::back_inserter(only_census));
  EXPECT_EQ(only_feed, std::vector<std::string>());
  EXPECT_EQ(only_census, std::vector<std::string>());
  EXPECT_GT(by_census.size(), 500u);
}

}  // namespace
}  // namespace goldthread::county
