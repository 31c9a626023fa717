#include "connectors/adults/rules.h"

#include <algorithm>
#include <utility>

namespace goldthread::adults {

const std::vector<Rule>& Rules() {
  static const auto* const rules = new std::vector<Rule>{
      {'E', 2, true, "a child and an adult of whom a risk is asserted share a home",
       LookAtExposures},
      {'P', 4, true, "alleged to have hurt people of two homes, or two partners", LookAtPattern},
      {'O', 2, true, "an order is about to end, and a child is linked", LookAtEndings},
      {'M', 3, true, "heard at a MARAC, and a child of another family is at home",
       LookAtOtherFamily},
      {'C', 2, true, "agencies disagree on the risk", LookAtConflict},
      {'B', 1, true, "an adult who may pose a risk is where too many live to tell with whom",
       LookAtCrowds},
      {'L', 2, false, "a child was lost before, and another is at home", LookAtLosses},
      {'W', 1, false, "worries of several agencies about one child add up", LookAtWorries},
  };
  return *rules;
}

bool IsYoungAt(const Young& young, const Ground& ground, int since, std::optional<int>* until) {
  *until = ground.until;
  if (ground.until.has_value() && *ground.until <= since) return false;
  if (!young.adult_from.has_value()) return true;
  if (*young.adult_from <= since) return false;
  *until = std::min(ground.until.value_or(*young.adult_from), *young.adult_from);
  return true;
}

void AddReach(std::optional<int> due, std::optional<int> until, Finding* finding) {
  const auto later = [](std::optional<int> a, std::optional<int> b) {
    return a.has_value() && b.has_value() ? std::max(a, b) : std::nullopt;
  };
  const bool first = finding->causes.empty();
  finding->historic_from = first ? due : later(finding->historic_from, due);
  finding->until = first ? until : later(finding->until, until);
}

void AddCauses(const v1::AdultFactRef& trigger, const Ground& ground, Finding* finding) {
  for (const v1::AdultFactRef& told : ground.child_told) {
    finding->causes.push_back({trigger, ground.place, told});
  }
}

Step ToldOfRisk(const Trigger& asserted, std::string clause) {
  if (asserted.disputed) clause += "; the adult disputes it";
  return {RefOf(asserted.held), std::move(clause)};
}

Step ToldOfAdult(const Ground& ground) {
  switch (ground.by) {
    case Ground::By::kPlace:
      return {ground.adult_told, "the adult is recorded at the address", true,
              ground.adult_said_by};
    case Ground::By::kOwnChild:
      return {ground.adult_told, "the adult is recorded as the child's parent"};
    case Ground::By::kPartner:
      return {ground.adult_told, "the adult is recorded as the partner of the child's parent"};
  }
  return {};
}

void AddChild(const Young& young, const Ground& ground, std::vector<Step>* path) {
  if (ground.by == Ground::By::kPartner) {
    path->push_back({ground.child_shown, "the partner is recorded as the child's parent"});
  } else if (!ground.through_mother) {
    path->push_back({ground.child_shown, "the child is recorded at the same address", true,
                     ground.other_said_by});
  } else {
    path->push_back({ground.mother_told, "a woman is recorded at the same address", true,
                     ground.other_said_by});
    path->push_back({ground.child_shown, young.born ? "she is recorded as the child's mother"
                                                    : "she expects the child"});
  }
}

std::string ConfidenceOf(const Situation& situation, const v1::AdultFactRef& trigger,
                         const Young* young, const Ground* ground) {
  std::string words = "each fact as recorded";
  if (ground == nullptr) {
    if (situation.records.size() > 1) words += "; records of the adult held to be one person";
    return words;
  }
  const auto other = [](const v1::AdultFactRef& a, const v1::AdultFactRef& b) {
    return a.feed() != b.feed() || a.record() != b.record();
  };
  if (other(trigger, ground->adult_told))
    words += "; two records of the adult held to be one person";
  if (young != nullptr && ground->by == Ground::By::kPartner) {
    words += "; records of the partner held to be one person";
  }
  if (ground->through_mother && ground->two_mothers) {
    words += "; two records of the mother held to be one person";
  }
  if (ground->weakest == v1::RESIDENCE_STAYS) words += "; one of them stays there for a time";
  if (ground->weakest > v1::RESIDENCE_STAYS) words += "; one of them was only seen or visits there";
  return words;
}

}  // namespace goldthread::adults
