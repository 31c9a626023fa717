#include <fmt/format.h>

#include <algorithm>

#include "connectors/adults/rules.h"

namespace goldthread::adults {
namespace {

std::string EvidenceWords(v1::EvidenceClass evidence) {
  switch (evidence) {
    case v1::EVIDENCE_CLASS_CONVICTION:
      return "on a conviction";
    case v1::EVIDENCE_CLASS_CAUTION:
      return "on a caution";
    case v1::EVIDENCE_CLASS_FINDING_OF_FACT:
      return "on a finding of fact";
    case v1::EVIDENCE_CLASS_ORDER:
      return "on an order";
    case v1::EVIDENCE_CLASS_CHARGE:
      return "on a charge";
    case v1::EVIDENCE_CLASS_ALLEGATION:
      return "on an allegation";
    case v1::EVIDENCE_CLASS_INTELLIGENCE:
      return "on intelligence";
    default:
      return "on evidence not stated";
  }
}

std::string WordsOf(const v1::AdultFact& fact) {
  if (fact.kind() == v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE) {
    return fmt::format("the adult is known as a risk in {}; ring {}", fact.words(), fact.ring());
  }
  return fmt::format("a risk is asserted of the adult: {}, {}", fact.words(),
                     EvidenceWords(fact.evidence()));
}

// Another ground of the same kind than kinship with the adult itself.
bool Exposes(const Young& young, const Ground& ground) {
  if (ground.by == Ground::By::kPlace) return true;
  if (ground.by != Ground::By::kPartner || !young.plan.has_value()) return false;
  // Where they share a home, the plan is a reason more, not another alert.
  return std::none_of(young.grounds.begin(), young.grounds.end(),
                      [](const Ground& other) { return other.by == Ground::By::kPlace; });
}

int RuleFor(const Situation& situation, const Young& young, const Ground& ground) {
  if (ground.by == Ground::By::kPartner) return 3;
  const bool adult_came =
      young.born && !ground.through_mother && ground.adult_since >= ground.child_since;
  if (!adult_came) return 2;
  const bool partner =
      std::any_of(situation.partners.begin(), situation.partners.end(),
                  [&](const RecordId& one) { return young.parents.contains(one); });
  return partner && young.plan.has_value() ? 3 : 1;
}

void LookAtChild(const Situation& situation, const Young& young, std::vector<Finding>* findings) {
  Finding finding;
  finding.child = &young;
  for (const Trigger& asserted : situation.assertions) {
    if (!asserted.stands) continue;
    for (const Ground& ground : young.grounds) {
      if (!Exposes(young, ground)) continue;
      const int since =
          std::max({asserted.held.fact->day(), ground.adult_since, ground.child_since});
      std::optional<int> until;
      if (!IsYoungAt(young, ground, since, &until)) continue;
      const v1::AdultFactRef trigger = RefOf(asserted.held);
      AddReach(asserted.due, until, &finding);
      if (finding.causes.empty()) {
        finding.rule = RuleFor(situation, young, ground);
        finding.place = ground.place;
        finding.since = since;
        finding.path = {ToldOfRisk(asserted), ToldOfAdult(ground)};
        AddChild(young, ground, &finding.path);
        if (finding.rule == 3) {
          finding.path.push_back({*young.plan, "the child is on a protection plan"});
        }
        finding.confidence = ConfidenceOf(situation, trigger, &young, &ground);
      }
      AddCauses(trigger, ground, &finding);
    }
  }
  if (!finding.causes.empty()) findings->push_back(std::move(finding));
}

}  // namespace

Step ToldOfRisk(const Trigger& asserted) {
  return ToldOfRisk(asserted, WordsOf(*asserted.held.fact));
}

void LookAtExposures(const Situation& situation, std::vector<Finding>* findings) {
  for (const Young& young : situation.young) LookAtChild(situation, young, findings);
}

}  // namespace goldthread::adults
