// Children's social care: from a referral to the closure of the case, planned when the
// referral is made and cut short when life goes another way.
//
// Source: domain/pathway.md §§2, 5; domain/formats.md §§1.1, 1.4 (the invariants it keeps).
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "connectors/county/agencies/notebook.h"
#include "connectors/county/agencies/rates.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

// The pair of factors an assessment found; from kNoFactor on: none.
inline constexpr uint8_t kNoFactor = 255;
std::vector<const char*> FactorCodes(uint16_t factors);

// One episode; a day that is kNever did not come.
struct Episode {
  PersonIndex child = kNobody;
  int council = 0;
  uint8_t source = 0;
  uint8_t need = 0;
  uint8_t factors = 0;
  bool no_further_action = false;
  bool two_stages = false;
  bool transfer_in = false;
  DayNumber referral = 0;
  DayNumber assessment = kNever;
  DayNumber assessed = kNever;
  DayNumber core = kNever;
  DayNumber core_done = kNever;
  DayNumber section47 = kNever;
  DayNumber concluded = kNever;
  DayNumber conference = kNever;
  DayNumber plan = kNever;
  DayNumber plan_end = kNever;
  uint8_t category = 0;
  uint8_t latest_category = 0;
  int previous_plans = 0;
  DayNumber cin_plan = kNever;
  DayNumber cin_plan_end = kNever;
  DayNumber closure = kNever;
  uint8_t closure_reason = 7;  // RC…
  DayNumber cut = kNever;      // Nothing after it comes to pass.

  // Of the protection plan, those before it ends.
  std::vector<DayNumber> Reviews() const;
  std::vector<const char*> Factors() const;
  // The conference of a plan that was transferred in is held without.
  bool EnquiryLeadsToConference() const { return conference != kNever && !transfer_in; }
};

class Casework {
 public:
  Casework(World& world, Notebook& notebook, Life& life)
      : world_(world), notebook_(notebook), life_(life) {}

  // Ignored while the child has an open episode.
  void Refer(PersonIndex child, DayNumber day, uint16_t source);
  // … and it goes all the way to a child protection plan, some weeks later.
  void ReferToPlan(PersonIndex child, DayNumber day, uint16_t source);
  // Into care, as the council tells it.
  void Remove(PersonIndex child, DayNumber day);
  void Moved(PersonIndex child, DayNumber day);
  void Died(PersonIndex child, DayNumber day);
  // What the plans of the month bring.
  void Work(const Month& month);

  // Those open at any time since the last of these; then forgets what has closed.
  std::vector<Episode> TakeYear(DayNumber year_end);

 private:
  struct Step {
    uint32_t episode;
    Seen seen;
    uint16_t code;
  };

  std::optional<Episode> EpisodeOf(PersonIndex child, DayNumber day, uint16_t source,
                                   Chance& chance) const;
  uint32_t Open(Episode episode, uint32_t roll, Chance& chance);
  void PlanAssessment(Episode& episode, uint32_t roll, Chance& chance) const;
  void PlanProtection(Episode& episode, uint32_t roll, Chance& chance);
  void PlanClosure(Episode& episode, Chance& chance) const;
  void Schedule(uint32_t number);
  void At(DayNumber day, uint32_t episode, Seen seen, uint16_t code = 0);
  void Do(const Step& step, DayNumber day);
  void Cut(uint32_t number, DayNumber day, uint8_t reason);
  // Of a child who is taken into care the council knows whose it is.
  void NameParents(const Episode& episode, DayNumber day);
  void Write(const Episode& episode, Seen seen, DayNumber day, uint16_t code);

  World& world_;
  Notebook& notebook_;
  Life& life_;
  uint32_t last_ = 0;
  std::map<uint32_t, Episode> episodes_;
  absl::flat_hash_map<PersonIndex, uint32_t> open_;
  absl::flat_hash_map<PersonIndex, int> plans_;  // Ever held.
  std::map<DayNumber, std::vector<Step>> calendar_;
};

}  // namespace goldthread::county
