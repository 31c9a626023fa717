// Every rule of the default policy, by what it does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/access/policy_words.h"
#include "services/access/sharing_policy.h"

namespace goldthread::access {
namespace {

struct Row {
  const char* role;
  const char* purpose;
  const char* category;
  const char* relation;
  const char* shown;
  const char* rule;  // "": none.
};

constexpr Row kRows[] = {
    {"board-analyst", "review", "police", "own-agency", "nothing", "counts-not-children"},
    {"operator", "operation", "demographic", "none", "nothing", "counts-not-children"},
    {"sender", "operation", "police", "own-agency", "nothing", "counts-not-children"},
    {"auditor", "audit", "social-care", "own-case", "nothing", "counts-not-children"},
    {"caldicott-guardian", "audit", "health", "own-agency", "nothing", "counts-not-children"},
    {"match-reviewer", "matching", "demographic", "none", "content", "match-reviewer-descriptions"},
    {"match-reviewer", "matching", "police", "own-case", "existence", "match-reviewer-no-stories"},
    {"match-reviewer", "matching", "mental-health", "none", "nothing",
     "sensitive-services-need-to-know"},
    {"match-reviewer", "section-47", "demographic", "none", "nothing", ""},
    {"social-worker", "section-47", "mental-health", "none", "content", "section-47-enquiry"},
    {"mash-worker", "section-47", "domestic-abuse", "none", "content", "section-47-enquiry"},
    {"conference-chair", "section-47", "police", "own-case", "content", "section-47-enquiry"},
    {"reviewer", "review", "substance-use", "none", "content", "practice-review"},
    {"reviewer", "section-47", "health", "none", "nothing", ""},
    {"health-safeguarding-lead", "child-in-need", "sexual-health", "own-case", "content",
     "sensitive-health-lead"},
    {"health-safeguarding-lead", "child-in-need", "sexual-health", "none", "nothing",
     "sensitive-services-need-to-know"},
    {"social-worker", "child-in-need", "mental-health", "own-case", "nothing",
     "sensitive-services-need-to-know"},
    {"ed-nurse", "child-in-need", "sexual-health", "own-agency", "nothing",
     "sensitive-services-need-to-know"},
    {"school-dsl", "early-help", "education", "own-agency", "content", "own-records"},
    {"police-ppu", "child-in-need", "police", "own-agency", "content", "own-records"},
    {"data-protection-officer", "subject-access", "housing", "own-agency", "content",
     "subject-access-own-records"},
    {"data-protection-officer", "subject-access", "housing", "own-case", "nothing", ""},
    {"social-worker", "child-in-need", "domestic-abuse", "own-case", "content",
     "child-in-need-case"},
    {"mash-worker", "child-in-need", "police", "none", "existence", "front-door-finds-others"},
    {"conference-chair", "child-in-need", "police", "none", "nothing", ""},
    {"ed-nurse", "child-in-need", "education", "own-case", "content", "health-practitioner-case"},
    {"ed-nurse", "child-in-need", "education", "none", "nothing", ""},
    {"health-visitor", "section-47", "domestic-abuse", "own-case", "existence",
     "health-practitioner-others-exist"},
    {"ed-nurse", "child-in-need", "adult-risk", "own-case", "nothing", ""},
    {"police-ppu", "section-47", "education", "own-case", "content", "police-joint-enquiry"},
    {"police-ppu", "section-47", "education", "none", "nothing", ""},
    {"police-ppu", "child-in-need", "education", "own-case", "nothing", ""},
    {"police-ppu", "section-47", "health", "own-case", "existence", "police-health-exists"},
    {"school-dsl", "child-in-need", "social-care", "own-case", "content", "school-case"},
    {"school-dsl", "child-in-need", "domestic-abuse", "own-case", "existence",
     "school-others-exist"},
    {"school-dsl", "child-in-need", "probation", "own-case", "nothing", ""},
    {"school-dsl", "marac", "social-care", "own-case", "nothing", ""},
    {"idva", "marac", "adult-risk", "own-case", "content", "marac-case"},
    {"marac-coordinator", "marac", "health", "own-case", "nothing", ""},
    {"mappa-coordinator", "mappa", "probation", "own-case", "content", "mappa-case"},
};

TEST(DefaultPolicyTest, EveryRowIsDecidedAsTheTableSays) {
  for (const Row& row : kRows) {
    const auto decision = DefaultPolicy().Decide(
        row.role, *PurposeOf(row.purpose), *CategoryOf(row.category), *RelationOf(row.relation));
    const std::string what =
        std::string(row.role) + " " + row.purpose + " " + row.category + " " + row.relation;
    EXPECT_EQ(WordOf(decision.outcome), row.shown) << what;
    EXPECT_EQ(decision.rule == nullptr ? "" : decision.rule->id, row.rule) << what;
  }
}

TEST(DefaultPolicyTest, EveryRuleHasARowASourceAndAReason) {
  std::set<std::string> tested;
  for (const Row& row : kRows) tested.insert(row.rule);
  for (const SharingRule& rule : DefaultPolicy().rules()) {
    EXPECT_TRUE(tested.contains(rule.id)) << rule.id;
    EXPECT_THAT(rule.source, ::testing::StartsWith("sharing-law §")) << rule.id;
    EXPECT_GT(rule.because.size(), 20u) << rule.id;
  }
}

TEST(DefaultPolicyTest, EveryRoleIsInARuleOrAllowsNothing) {
  std::set<std::string> used;
  for (const SharingRule& rule : DefaultPolicy().rules()) {
    if (rule.roles.size() < DefaultPolicy().roles().size()) {
      used.insert(rule.roles.begin(), rule.roles.end());
    }
  }
  for (const auto& [role, what] : DefaultPolicy().roles()) EXPECT_TRUE(used.contains(role)) << role;
}

TEST(DefaultPolicyTest, WhoMayDecideWhichRecordsAreOnePerson) {
  struct Decider {
    const char* role;
    v1::Purpose purpose;
    bool may;
  };
  for (const Decider& row : {Decider{"match-reviewer", v1::PURPOSE_MATCHING, true},
                             Decider{"match-reviewer", v1::PURPOSE_SECTION_47, false},
                             Decider{"match-reviewer", v1::PURPOSE_OPERATION, false},
                             Decider{"mash-worker", v1::PURPOSE_SECTION_47, true},
                             Decider{"mash-worker", v1::PURPOSE_AUDIT, false},
                             Decider{"social-worker", v1::PURPOSE_SECTION_47, false},
                             Decider{"operator", v1::PURPOSE_OPERATION, false},
                             Decider{"sender", v1::PURPOSE_OPERATION, false}}) {
    v1::Caller caller;
    caller.set_agency("northmere-council");
    caller.set_role(row.role);
    caller.set_purpose(row.purpose);
    EXPECT_EQ(DefaultPolicy().MayMatch(caller), row.may) << row.role << " " << row.purpose;
  }
  EXPECT_EQ(DefaultPolicy().search().per_hour, 60);
}

TEST(DefaultPolicyTest, TheGlassNeverOpensSensitiveServices) {
  for (const char* word : {"mental-health", "sexual-health", "substance-use"}) {
    EXPECT_THAT(DefaultPolicy().glass().opens,
                ::testing::Not(::testing::Contains(*CategoryOf(word))));
  }
}

}  // namespace
}  // namespace goldthread::access
