#include "services/access/sharing_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/access/policy_words.h"

namespace goldthread::access {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kHead = R"([roles]
nurse = "a nurse"
teacher = "a teacher"
[[agency]]
name = "police"
ring = "the desk"
)";

std::string Rule(const std::string& id, const std::string& show, const std::string& more = "") {
  return "[[rule]]\nid = \"" + id + "\"\nroles = [\"nurse\"]\npurposes = [\"section-47\"]\n" +
         "categories = [\"health\"]\nrelations = [\"own-case\"]\nshow = \"" + show +
         "\"\nsource = \"s\"\nbecause = \"b\"\n" + more;
}

v1::Caller Nurse(v1::Purpose purpose = v1::PURPOSE_SECTION_47) {
  v1::Caller caller;
  caller.set_agency("hospital");
  caller.set_user("u");
  caller.set_role("nurse");
  caller.set_purpose(purpose);
  return caller;
}

TEST(SharingPolicyTest, WhatNoRuleGivesIsNotShown) {
  const auto policy = SharingPolicy::Parse(kHead + Rule("a", "content"));
  ASSERT_TRUE(policy.ok()) << policy.status();
  const auto shown = [&](const char* role, const char* purpose, const char* category,
                         Relation relation) {
    return policy->Decide(role, *PurposeOf(purpose), *CategoryOf(category), relation).outcome;
  };
  EXPECT_EQ(shown("nurse", "section-47", "health", Relation::kOwnCase), Outcome::kContent);
  EXPECT_EQ(shown("teacher", "section-47", "health", Relation::kOwnCase), Outcome::kNothing);
  EXPECT_EQ(shown("nurse", "review", "health", Relation::kOwnCase), Outcome::kNothing);
  EXPECT_EQ(shown("nurse", "section-47", "police", Relation::kOwnCase), Outcome::kNothing);
  EXPECT_EQ(shown("nurse", "section-47", "health", Relation::kNone), Outcome::kNothing);
  EXPECT_EQ(shown("nobody", "section-47", "health", Relation::kOwnCase), Outcome::kNothing);
  EXPECT_EQ(policy->RingOf("police"), "the desk");
  EXPECT_EQ(policy->RingOf("other"), "its safeguarding lead");
}

TEST(SharingPolicyTest, WhoMaySendIsNamedOrEveryRoleMay) {
  const std::string rules = kHead + Rule("a", "content") + "[operations]\nroles = [\"teacher\"]\n";
  EXPECT_TRUE(SharingPolicy::Parse(rules)->MaySend(Nurse()));
  EXPECT_TRUE(SharingPolicy::Parse(rules + "senders = [\"nurse\"]")->MaySend(Nurse()));
  EXPECT_FALSE(SharingPolicy::Parse(rules + "senders = [\"teacher\"]")->MaySend(Nurse()));
  EXPECT_EQ(SharingPolicy::Parse(rules + "senders = [\"porter\"]").status().code(),
            Code::kInvalidArgument);
  EXPECT_FALSE(DefaultPolicy().MaySend(Nurse()));
}

TEST(SharingPolicyTest, TheFirstRuleThatCoversACaseDecidesIt) {
  std::string wide = Rule("wide", "content");
  wide.replace(wide.find("[\"health\"]"), 10, "[\"*\"]");
  const auto policy = SharingPolicy::Parse(kHead + Rule("narrow", "existence") + wide);
  ASSERT_TRUE(policy.ok()) << policy.status();
  const Sight sight = policy->SightOf(Nurse(), true);
  EXPECT_EQ(sight.Of(v1::INFORMATION_CATEGORY_HEALTH, "gp"), Outcome::kExistence);
  EXPECT_EQ(sight.Of(v1::INFORMATION_CATEGORY_POLICE, "gp"), Outcome::kContent);
  EXPECT_EQ(sight.Of(v1::INFORMATION_CATEGORY_POLICE, "hospital"), Outcome::kNothing);
  EXPECT_THAT(sight.rules(), ElementsAre("narrow", "wide"));
  EXPECT_TRUE(sight.HasExistence());
  EXPECT_FALSE(sight.ShowsNothing());
  EXPECT_FALSE(sight.ShowsEverything());
  EXPECT_TRUE(policy->SightOf(Nurse(), false).ShowsNothing());
  EXPECT_TRUE(policy->MayLook(Nurse()));
  EXPECT_FALSE(policy->MayLook(Nurse(v1::PURPOSE_REVIEW)));
}

TEST(SharingPolicyTest, AFactOfNoOrOfANewerCategoryIsShownToNobodyFromWhomAnythingIsHidden) {
  const auto policy = SharingPolicy::Parse(kHead + Rule("a", "content"));
  ASSERT_TRUE(policy.ok());
  const Sight some = policy->SightOf(Nurse(), true);
  EXPECT_EQ(some.Of(v1::INFORMATION_CATEGORY_UNSPECIFIED, "gp"), Outcome::kNothing);
  EXPECT_EQ(some.Of(static_cast<v1::InformationCategory>(99), "gp"), Outcome::kNothing);
  v1::Caller social_worker;
  social_worker.set_agency("council");
  social_worker.set_role("social-worker");
  social_worker.set_purpose(v1::PURPOSE_SECTION_47);
  const Sight all = DefaultPolicy().SightOf(social_worker, false);
  EXPECT_TRUE(all.ShowsEverything());
  EXPECT_EQ(all.Of(v1::INFORMATION_CATEGORY_UNSPECIFIED, "gp"), Outcome::kContent);
  EXPECT_EQ(all.Of(static_cast<v1::InformationCategory>(99), "gp"), Outcome::kNothing);
}

TEST(SharingPolicyTest, AGrantOpensWhatThePolicySaysAndNoMore) {
  v1::Caller dsl = Nurse();
  dsl.set_role("school-dsl");
  const Sight opened = DefaultPolicy().Opened(DefaultPolicy().SightOf(dsl, true), "g1");
  EXPECT_EQ(opened.Of(v1::INFORMATION_CATEGORY_POLICE, "police"), Outcome::kContent);
  EXPECT_EQ(opened.Of(v1::INFORMATION_CATEGORY_SEXUAL_HEALTH, "clinic"), Outcome::kNothing);
  EXPECT_EQ(opened.grant(), "g1");
}

struct Mistake {
  std::string toml;
  std::string says;
};

TEST(SharingPolicyTest, EveryMistakeIsRefusedWithItsLineAndTheRemedy) {
  const std::string head = kHead;
  std::string rule = Rule("a", "content");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = rule;
    changed.replace(changed.find(from), from.size(), to);
    return head + changed;
  };
  const std::vector<Mistake> mistakes = {
      {head, "line 1: write 1 to 2000 [[rule]]"},
      {rule, "line 1: name 1 to 200 roles"},
      {with("\"nurse\"", "\"nurs\""), "line 9: unknown word in \"roles\"; write one of nurse, tea"},
      {with("[\"nurse\"]", "[\"nurse\", \"nurse\"]"), "line 9: a word of \"roles\" is there twice"},
      {with("\"section-47\"", "\"s47\""), "line 10: unknown word in \"purposes\""},
      {with("\"health\"", "\"HEALTH\""), "line 11: unknown word in \"categories\""},
      {with("[\"health\"]", "[]"), "line 11: \"categories\" must be a list"},
      {with("\"own-case\"", "7"), "line 12: unknown word in \"relations\""},
      {with("\"content\"", "\"all\""), "line 13: \"show\" is one of nothing, existence, content"},
      {with("show", "shows"), "line 13: unknown key"},
      {with("source = \"s\"\n", ""), "line 7: \"source\" is missing; add it"},
      {with("because = \"b\"", "because = \"\""), "line 15: \"because\" must be text"},
      {with("\"a\"", "\"A b\""), "line 7: an id is 1 to 100"},
      {head + rule + Rule("a", "existence"), "line 16: rule a is there twice"},
      {head + rule + Rule("b", "existence"), "line 16: rule b never decides"},
      {with("\"section-47\"", "\"operation\""), "line 7: purpose operation shows no person"},
      {with("[[rule]]", "[[rules]]"), "unknown key; write one of roles, agency"},
      {head + rule +
           "[break_glass]\nroles = [\"nurse\"]\nopens = [\"police\"]\nminutes = 61\n"
           "per_day = 1\n",
       "line 19: \"minutes\" must be a whole number from 1 to 60"},
      {head + rule + "[audit]\neverything = [\"spy\"]\nown_agency = [\"nurse\"]\n",
       "line 17: unknown word in \"everything\""},
      {head + "[[agency]]\nname = \"police\"\nring = \"x\"\n" + rule,
       "line 7: this agency is there twice"},
      {"[roles]\n\"a nurse\" = \"x\"\n", "line 2: a role is 1 to 100"},
      {"roles = 3", "line 1: name 1 to 200 roles"},
      {"[roles\n", "line 1: "},
      {std::string((1 << 20) + 1, '#'), "larger than 1 MiB"},
  };
  for (const Mistake& mistake : mistakes) {
    const Status status = SharingPolicy::Parse(mistake.toml).status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << mistake.says;
    EXPECT_THAT(std::string(Message(status)), HasSubstr("BAD_POLICY: "));
    EXPECT_THAT(std::string(Message(status)), HasSubstr(mistake.says));
  }
}

TEST(SharingPolicyTest, WithoutTheirTablesNobodyBreaksTheGlassOrReadsTheAudit) {
  const auto policy = SharingPolicy::Parse(kHead + Rule("a", "content"));
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(policy->glass().roles.empty());
  EXPECT_TRUE(policy->audit().everything.empty());
  EXPECT_TRUE(policy->audit().own_agency.empty());
}

TEST(SharingPolicyTest, TheFingerprintChangesWithAnyByte) {
  const std::string text = kHead + Rule("a", "content");
  EXPECT_NE(SharingPolicy::Parse(text)->fingerprint(),
            SharingPolicy::Parse(text + "\n")->fingerprint());
  EXPECT_EQ(DefaultPolicy().fingerprint().size(), 16u);
}

}  // namespace
}  // namespace goldthread::access
