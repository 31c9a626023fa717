#include <algorithm>

#include "connectors/adults/rules.h"

namespace goldthread::adults {
namespace {

constexpr int kPatternDays = 3'653;  // Ten years.

bool IsHome(const Harm& harm, const std::string& place) {
  return std::find(harm.victim_homes.begin(), harm.victim_homes.end(), place) !=
         harm.victim_homes.end();
}

// Two partners are two, wherever they lived: one after the other in the adult's own home.
bool AreOfPartners(const Harm& first, const Harm& other) {
  return first.of_partner && other.of_partner;
}

// Where nobody said where one of them lived then, where they live now speaks for it. Of whom it may
// not be known, two people hurt are pattern enough (§6, rule 4: or two partners or children).
bool IsElsewhere(const Harm& first, const Harm& other) {
  if (first.victim == other.victim) return false;
  if (AreOfPartners(first, other)) return true;
  if (first.victim_shielded || other.victim_shielded) return true;
  if (!first.victim_lived.empty() && !other.victim_lived.empty()) {
    return first.victim_lived != other.victim_lived;
  }
  return std::none_of(first.victim_homes.begin(), first.victim_homes.end(),
                      [&](const std::string& home) { return IsHome(other, home); });
}

bool IsOfOtherFamily(const Harm& harm, const Young& young, const Ground& ground) {
  if (harm.victim == young.person || young.parents.contains(harm.victim)) return false;
  if (harm.victim_shielded) return true;
  // Of whose home nothing is known, nobody can say that it is another family's.
  const bool known = !harm.victim_lived.empty() || !harm.victim_homes.empty();
  return known && harm.victim_lived != ground.place && !IsHome(harm, ground.place);
}

// Two that are a pattern.
bool GoTogether(const Harm& first, const Harm& second) {
  return second.held.fact->day() - first.held.fact->day() <= kPatternDays &&
         IsElsewhere(first, second);
}

// Those of whom the child's family is not, where the child was young yet.
std::vector<const Harm*> OfOtherFamilies(const Situation& situation, const Young& young,
                                         const Ground& ground) {
  std::vector<const Harm*> others;
  for (const Harm& harm : situation.harms) {
    std::optional<int> until;
    if (IsOfOtherFamily(harm, young, ground) &&
        IsYoungAt(young, ground, harm.held.fact->day(), &until)) {
      others.push_back(&harm);
    }
  }
  return others;
}

void TellOfMarac(const Situation& situation, const Young& young, const Trigger& asserted,
                 const Ground& ground, const Harm& harm, Finding* finding) {
  const v1::AdultFactRef trigger = RefOf(asserted.held);
  finding->rule = 6;
  finding->child = &young;
  finding->place = ground.place;
  finding->since = std::max(
      {asserted.held.fact->day(), ground.adult_since, ground.child_since, harm.held.fact->day()});
  finding->path = {ToldOfRisk(asserted, "a MARAC's assertion about the adult stands"),
                   {RefOf(harm.held), "the adult is alleged to have hurt somebody of another home"},
                   ToldOfAdult(ground)};
  AddChild(young, ground, &finding->path);
  finding->confidence = ConfidenceOf(situation, trigger, &young, &ground);
}

void LookAtMarac(const Situation& situation, const Young& young, std::vector<Finding>* findings) {
  Finding finding;
  for (const Ground& ground : young.grounds) {
    if (ground.by != Ground::By::kPlace) continue;
    const std::vector<const Harm*> others = OfOtherFamilies(situation, young, ground);
    if (others.empty()) continue;
    bool heard = false;
    for (const Trigger& asserted : situation.assertions) {
      if (!asserted.stands || !asserted.held.fact->by_conference()) continue;
      const int since =
          std::max({asserted.held.fact->day(), ground.adult_since, ground.child_since});
      std::optional<int> until;
      if (!IsYoungAt(young, ground, since, &until)) continue;
      AddReach(asserted.due, until, &finding);
      if (finding.causes.empty()) {
        TellOfMarac(situation, young, asserted, ground, *others.front(), &finding);
      }
      AddCauses(RefOf(asserted.held), ground, &finding);
      heard = true;
    }
    for (size_t i = 0; heard && i < others.size(); ++i) {
      AddCauses(RefOf(others[i]->held), ground, &finding);
    }
  }
  if (!finding.causes.empty()) findings->push_back(std::move(finding));
}

}  // namespace

void LookAtPattern(const Situation& situation, std::vector<Finding>* findings) {
  const std::vector<Harm>& harms = situation.harms;
  std::vector<bool> counts(harms.size());
  Finding finding;
  for (size_t second = 1; second < harms.size(); ++second) {
    for (size_t first = 0; first < second; ++first) {
      if (!GoTogether(harms[first], harms[second])) continue;
      counts[first] = counts[second] = true;
      if (!finding.path.empty()) continue;
      const v1::AdultFactRef trigger = RefOf(harms[first].held);
      finding.rule = 4;
      finding.other = harms[second].victim_records;
      finding.since = harms[second].held.fact->day();
      finding.path = {{trigger, "the adult is alleged to have hurt somebody"},
                      {RefOf(harms[second].held), AreOfPartners(harms[first], harms[second])
                                                      ? "and another partner"
                                                      : "and somebody else, of another home"}};
      finding.confidence = ConfidenceOf(situation, trigger, nullptr, nullptr);
    }
  }
  for (size_t i = 0; i < harms.size(); ++i) {
    if (!counts[i]) continue;
    finding.causes.push_back({RefOf(harms[i].held), harms[i].held.fact->other(), {}});
  }
  if (!finding.causes.empty()) findings->push_back(std::move(finding));
}

void LookAtOtherFamily(const Situation& situation, std::vector<Finding>* findings) {
  for (const Young& young : situation.young) LookAtMarac(situation, young, findings);
}

}  // namespace goldthread::adults
