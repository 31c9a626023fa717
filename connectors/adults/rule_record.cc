#include <algorithm>
#include <map>

#include "connectors/adults/rules.h"

namespace goldthread::adults {
namespace {

constexpr int kWarnedBefore = 28;

void LookAtOrder(const Situation& situation, const Trigger& order, std::vector<Finding>* findings) {
  const v1::AdultFactRef trigger = RefOf(order.held);
  for (const Young& young : situation.young) {
    Finding finding;
    const int from = *order.due - kWarnedBefore;
    // By the places where they share a home, then by kinship.
    for (const Ground& ground : young.grounds) {
      const int begins = std::max({from, ground.adult_since, ground.child_since});
      std::optional<int> until;
      if (ground.by == Ground::By::kPartner || !IsYoungAt(young, ground, begins, &until)) continue;
      AddReach(std::nullopt, until, &finding);
      if (finding.causes.empty()) {
        finding.rule = 5;
        finding.child = &young;
        finding.place = ground.place;
        finding.since = std::max({order.held.fact->day(), ground.adult_since, ground.child_since});
        finding.from = std::max(from, finding.since);
        finding.path = {{trigger, "an order about the adult is expected to end"},
                        ToldOfAdult(ground)};
        if (ground.by == Ground::By::kPlace) AddChild(young, ground, &finding.path);
        finding.confidence = ConfidenceOf(situation, trigger, &young, &ground);
      }
      // One alert for an order and a child, wherever they live.
      for (const v1::AdultFactRef& told : ground.child_told) {
        finding.causes.push_back({trigger, "", told});
      }
    }
    if (!finding.causes.empty()) findings->push_back(std::move(finding));
  }
}

// At home with the adult, or its own and expected.
bool ComesToTheAdult(const Young& young, const Ground& ground) {
  return ground.by == Ground::By::kPlace || (ground.by == Ground::By::kOwnChild && !young.born);
}

void TellOfLoss(const Situation& situation, const Loss& loss, const Young& young,
                const Ground& ground, Finding* finding) {
  finding->rule = 8;
  finding->child = &young;
  finding->place = ground.place;
  finding->since = std::max({loss.lost.day(), ground.adult_since, ground.child_since});
  finding->path = {{loss.lost, loss.died ? "a child of the adult's died"
                                         : "a child of the adult's was taken into care"},
                   {RefOf(loss.kinship), "the adult is recorded as that child's parent"},
                   ToldOfAdult(ground)};
  if (ground.by == Ground::By::kPlace) AddChild(young, ground, &finding->path);
  finding->confidence = ConfidenceOf(situation, loss.lost, &young, &ground);
}

void LookAtLossesBefore(const Situation& situation, const Young& young,
                        std::vector<Finding>* findings) {
  Finding finding;
  for (const Loss& loss : situation.losses) {
    if (loss.child == young.person) continue;
    for (const Ground& ground : young.grounds) {
      const int since = std::max({loss.lost.day(), ground.adult_since, ground.child_since});
      std::optional<int> until;
      if (!ComesToTheAdult(young, ground) || !IsYoungAt(young, ground, since, &until)) continue;
      AddReach(std::nullopt, until, &finding);
      if (finding.causes.empty()) TellOfLoss(situation, loss, young, ground, &finding);
      // What happened to the child may be another parent's alert too.
      for (const v1::AdultFactRef& told : ground.child_told) {
        finding.causes.push_back(
            {loss.lost, ground.place + " " + loss.kinship.record->Text(), told});
      }
    }
  }
  if (!finding.causes.empty()) findings->push_back(std::move(finding));
}

}  // namespace

void LookAtEndings(const Situation& situation, std::vector<Finding>* findings) {
  for (const Trigger& order : situation.orders) {
    if (order.stands && order.due.has_value()) LookAtOrder(situation, order, findings);
  }
}

void LookAtConflict(const Situation& situation, std::vector<Finding>* findings) {
  std::map<std::string, const Trigger*> latest;  // By feed.
  for (const Trigger& asserted : situation.assertions) {
    if (asserted.held.fact->kind() != v1::ADULT_FACT_KIND_ASSERTION) continue;
    latest[asserted.held.record->feed] = &asserted;
  }
  Finding finding;
  for (const auto& [feed, stands] : latest) {
    if (!stands->stands) continue;
    const v1::AdultFactRef trigger = RefOf(stands->held);
    for (const auto& [other, ended] : latest) {
      if (ended->stands) continue;
      AddReach(stands->due, std::nullopt, &finding);
      if (finding.causes.empty()) {
        finding.rule = 7;
        finding.since = std::max(stands->held.fact->day(), ended->over.day());
        finding.path = {ToldOfRisk(*stands, "one agency's assertion about the adult stands"),
                        {ended->over, "another agency has ended its own"}};
        finding.confidence = ConfidenceOf(situation, trigger, nullptr, nullptr);
      }
      finding.causes.push_back({trigger, ended->over.feed() + "/" + ended->over.event_id(), {}});
    }
  }
  if (!finding.causes.empty()) findings->push_back(std::move(finding));
}

void LookAtLosses(const Situation& situation, std::vector<Finding>* findings) {
  for (const Young& young : situation.young) LookAtLossesBefore(situation, young, findings);
}

}  // namespace goldthread::adults
