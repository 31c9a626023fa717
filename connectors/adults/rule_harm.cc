#include <algorithm>

#include "connectors/adults/rules.h"

namespace goldthread::adults {
namespace {

constexpr int kPatternDays = 3'653;  // Ten years.

bool IsHome(const Harm& harm, const std::string& place) {
  return std::find(harm.victim_homes.begin(), harm.victim_homes.end(), place) !=
         harm.victim_homes.end();
}

// Where nobody said where one of them lived then, where they live now speaks for it. Of whom it may
// not be known, two people hurt are pattern enough (§6, rule 4: or two partners or children).
bool IsElsewhere(const Harm& first, const Harm& other) {
  if (first.victim == other.victim) return false;
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

void LookAtMarac(const Situation& situation, const Young& young, const Trigger& asserted,
                 std::vector<Finding>* findings) {
  for (const Ground& ground : young.grounds) {
    if (ground.by != Ground::By::kPlace) continue;
    for (const Harm& harm : situation.harms) {
      if (!IsOfOtherFamily(harm, young, ground)) continue;
      const int since = std::max({asserted.held.fact->day(), ground.adult_since, ground.child_since,
                                  harm.held.fact->day()});
      Finding finding;
      if (!IsYoungAt(young, ground, since, &finding.until)) continue;
      const v1::AdultFactRef trigger = RefOf(asserted.held);
      finding.rule = 6;
      finding.child = &young;
      finding.place = ground.place;
      finding.since = since;
      finding.historic_from = asserted.due;
      finding.path = {
          {trigger, "a MARAC's assertion about the adult stands"},
          {RefOf(harm.held), "the adult is alleged to have hurt somebody of another home"},
          ToldOfAdult(ground)};
      AddChild(young, ground, &finding.path);
      finding.confidence = ConfidenceOf(situation, trigger, &young, &ground);
      AddCauses(trigger, ground, &finding);
      findings->push_back(std::move(finding));
      return;
    }
  }
}

}  // namespace

void LookAtPattern(const Situation& situation, std::vector<Finding>* findings) {
  for (size_t i = 1; i < situation.harms.size(); ++i) {
    const Harm& second = situation.harms[i];
    const auto first = std::find_if(
        situation.harms.begin(), situation.harms.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const Harm& harm) {
          return IsElsewhere(harm, second) &&
                 second.held.fact->day() - harm.held.fact->day() <= kPatternDays;
        });
    if (first == situation.harms.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    Finding finding;
    finding.rule = 4;
    finding.other = second.victim_records;
    finding.since = second.held.fact->day();
    const v1::AdultFactRef trigger = RefOf(first->held);
    finding.path = {{trigger, "the adult is alleged to have hurt somebody"},
                    {RefOf(second.held), "and somebody else, of another home"}};
    finding.causes = {{trigger,
                       second.held.record->feed + "/" + second.held.fact->event_id(),
                       {},
                       std::max(trigger.received_us(), second.held.fact->received_us())}};
    finding.confidence = ConfidenceOf(situation, trigger, nullptr, nullptr);
    findings->push_back(std::move(finding));
    return;
  }
}

void LookAtOtherFamily(const Situation& situation, std::vector<Finding>* findings) {
  for (const Young& young : situation.young) {
    for (const Trigger& asserted : situation.assertions) {
      if (!asserted.stands || !asserted.held.fact->by_conference()) continue;
      const size_t before = findings->size();
      LookAtMarac(situation, young, asserted, findings);
      if (findings->size() != before) break;
    }
  }
}

}  // namespace goldthread::adults
