#include <algorithm>

#include "connectors/adults/rules.h"

namespace goldthread::adults {
namespace {

struct Reason {
  Step step;
  std::optional<int> due;
};

// Why it would matter if a child lived with the adult.
std::vector<Reason> ReasonsIn(const Situation& situation) {
  std::vector<Reason> reasons;
  for (const Trigger& asserted : situation.assertions) {
    if (asserted.stands) reasons.push_back({ToldOfRisk(asserted), asserted.due});
  }
  for (const Trigger& order : situation.orders) {
    if (order.stands)
      reasons.push_back({{RefOf(order.held), "an order about the adult stands"}, {}});
  }
  for (const Loss& loss : situation.losses) {
    reasons.push_back({{loss.lost, "a child of the adult's died or was taken into care"}, {}});
  }
  return reasons;
}

}  // namespace

void LookAtCrowds(const Situation& situation, std::vector<Finding>* findings) {
  const std::vector<Reason> reasons = ReasonsIn(situation);
  for (const Crowd& crowd : situation.crowds) {
    Finding finding;
    for (const Reason& reason : reasons) {
      AddReach(reason.due, crowd.until, &finding);
      if (finding.causes.empty()) {
        finding.rule = 10;
        finding.place = crowd.place;
        finding.since = std::max(reason.step.fact.day(), crowd.adult_since);
        finding.path = {
            reason.step,
            {crowd.adult_told,
             "the adult is recorded at an address of too many people to say who of them "
             "live together, and children may be among them",
             true}};
        finding.confidence = ConfidenceOf(situation, reason.step.fact, nullptr, nullptr);
      }
      finding.causes.push_back({reason.step.fact, crowd.place, {}});
    }
    if (!finding.causes.empty()) findings->push_back(std::move(finding));
  }
}

}  // namespace goldthread::adults
