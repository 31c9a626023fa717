// The rules by which facts become alerts: few, named, versioned, and pure. Each looks at one
// adult's situation and says what it finds, with the facts behind it.
//
// Source: domain/adults-posing-risk.md §6; design D16; of the ninth, worries.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/adults/situation.h"

namespace goldthread::adults {

struct Step {
  v1::AdultFactRef fact;
  std::string clause;
  bool says_place = false;
  // Of a place that may not be known: the feeds that say so.
  std::vector<std::string> said_by = {};
};

// A trigger, and what leads from it to the child.
struct FoundCause {
  v1::AdultFactRef trigger;
  std::string link;
  v1::AdultFactRef child_told;  // Empty where there is no child.
};

struct Finding {
  int rule = 0;
  std::vector<FoundCause> causes;  // All there are. The path tells one of them.
  const Young* child = nullptr;    // nullptr: none.
  std::vector<RecordId> other;     // Without a child: whom else it is about.
  bool of_child_alone = false;     // Of `other`: there is no adult.
  std::string place;
  std::vector<Step> path;
  int since = 0;
  std::optional<int> from;  // Else `since`.
  std::optional<int> until;
  std::optional<int> historic_from;
  std::string confidence;
};

struct Rule {
  // Findings of one family about the same facts are one alert, whichever of its rules says it:
  // another day told late may turn "the adult came" into "the child came".
  char family;
  int version;
  bool of_harm;  // That the adult may do. A child who harms is no such adult (§6 f): nobody is told
                 // before it is grown up, and of who is a child then nobody is.
  std::string_view name;
  void (*look)(const Situation&, std::vector<Finding>*);
};

// In their order. Raise a rule's version, and the fold's, when it would find other things.
const std::vector<Rule>& Rules();

// 1 the adult came to where a child lives; 2 a child came, or is expected; 3 the adult is the
// partner of a parent of a child on a protection plan.
void LookAtExposures(const Situation& situation, std::vector<Finding>* findings);
// 4 alleged to have hurt two people of two homes, or two partners, within ten years; each
// allegation is a cause.
void LookAtPattern(const Situation& situation, std::vector<Finding>* findings);
// 5 an order is expected to end within 28 days, and a child is linked.
void LookAtEndings(const Situation& situation, std::vector<Finding>* findings);
// 6 a MARAC's assertion stands, and a child of another family than the one hurt is at home. Each
// assertion is a cause, and each allegation of harm to another family.
void LookAtOtherFamily(const Situation& situation, std::vector<Finding>* findings);
// 7 one agency's assertion stands, and another's has ended.
void LookAtConflict(const Situation& situation, std::vector<Finding>* findings);
// 8 a child of the adult died or was taken into care, and another is at home or expected.
void LookAtLosses(const Situation& situation, std::vector<Finding>* findings);
// 10 the adult is where too many people are recorded, children among them, to say of any that it
// lives with it: what rules 1 to 3, 5, 6 and 8 cannot say there, once.
void LookAtCrowds(const Situation& situation, std::vector<Finding>* findings);
// 9 worries of several agencies about one child add up.
void LookAtWorries(const Situation& situation, std::vector<Finding>* findings);

// For rules: what several of them say alike.
// False: the child is grown up before it begins, or the ground is none any more. Else the day on
// which the first of these comes is in `until`, if any.
bool IsYoungAt(const Young& young, const Ground& ground, int since, std::optional<int>* until);
// Before the causes of one more are added: it is over, or history, only when all of them are.
void AddReach(std::optional<int> due, std::optional<int> until, Finding* finding);
// For each trigger and each way the child is known by this ground; the first trigger's first.
void AddCauses(const v1::AdultFactRef& trigger, const Ground& ground, Finding* finding);
// Of an assertion, with the adult's word on it (§6 c).
Step ToldOfRisk(const Trigger& asserted, std::string clause);
Step ToldOfRisk(const Trigger& asserted);
Step ToldOfAdult(const Ground& ground);
void AddChild(const Young& young, const Ground& ground, std::vector<Step>* path);
// How many links of the path are matches of records, in words.
std::string ConfidenceOf(const Situation& situation, const v1::AdultFactRef& trigger,
                         const Young* young, const Ground* ground);

}  // namespace goldthread::adults
