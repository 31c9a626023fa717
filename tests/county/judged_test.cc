// What the county sends is what a hub takes.
#include "services/ingest/catalogue.h"
#include "services/ingest/registry.h"
#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class JudgedTest : public CountyFiles {};

TEST_F(JudgedTest, EveryEventIsTakenAndDoubtsAreThoseOfTyping) {
  const auto registry = ingest::Registry::Parse(ingest::DefaultRegistryToml());
  ASSERT_TRUE(registry.ok()) << registry.status();
  const Instant then{std::chrono::seconds(Number(2026, 4, 1) * kDaySeconds)};
  std::map<std::string, int> doubts;
  for (const v1::Event& event : Events()) {
    const ingest::Verdict verdict = ingest::Judge(event, *registry, then);
    for (const v1::Violation& violation : verdict.violations) {
      ADD_FAILURE() << NameOf(event) << ' ' << violation.field() << ' ' << violation.rule();
    }
    for (const v1::Violation& violation : verdict.quality) ++doubts[violation.rule()];
    if (HasFailure()) return;
  }
  EXPECT_GT(doubts["IDENTIFIER_CHECK_DIGIT"], 0);
  EXPECT_EQ(doubts.size(), 1u) << "of other kinds too";
}

TEST_F(JudgedTest, AllKindsOfEventAreToldButDecisions) {
  std::set<int> kinds;
  for (const v1::Event& event : Events()) kinds.insert(static_cast<int>(event.payload_case()));
  EXPECT_GE(kinds.size(), 30u);
}

}  // namespace
}  // namespace goldthread::county
