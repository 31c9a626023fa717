#include "connectors/county/exposures.h"

#include <algorithm>
#include <utility>

namespace goldthread::county {

void Exposures::Saw(const Happening& happening) {
  if (happening.change == Change::kConceived) {
    unborn_[happening.person].push_back({happening.other, happening.day});
  }
  // Where its mother was till she died is among the stays that ended.
  if (happening.change == Change::kNeverBorn) never_bore_.push_back(happening.other);
  if (happening.change != Change::kBorn) return;
  const auto mother = unborn_.find(happening.other);
  if (mother == unborn_.end()) return;
  // Until then it was where she is.
  Stay until_birth{.person = mother->first, .address = happening.address};
  until_birth.from = world_.At(mother->first).since;
  until_birth.to = happening.day;
  for (const Expected& one : mother->second) {
    if (one.child == happening.person) AddUnborn(one, until_birth);
  }
  std::erase_if(mother->second, [&](const Expected& one) { return one.child == happening.person; });
  if (mother->second.empty()) unborn_.erase(mother);
}

void Exposures::AddUnborn(const Expected& expected, Stay mothers) {
  mothers.person = expected.child;
  mothers.from = std::max(mothers.from, expected.known);
  ended_at_[mothers.address].push_back({mothers, true});
}

void Exposures::TakeEnded() {
  for (const Stay& stay : stays_.Take()) {
    if (stay.kind == PlaceKind::kPrison) continue;
    ended_at_[stay.address].push_back({stay, false});
    if (assertions_.contains(stay.person) && !stay.in_turn) ended_of_[stay.person].push_back(stay);
    const auto mother = unborn_.find(stay.person);
    if (mother == unborn_.end()) continue;
    for (const Expected& one : mother->second) AddUnborn(one, stay);
  }
  for (const PersonIndex mother : std::exchange(never_bore_, {})) unborn_.erase(mother);
}

void Exposures::Reconcile(const Month& month) {
  TakeEnded();
  for (const auto& [adult, assertion] : assertions_) {
    if (assertion.from < month.end() && assertion.to >= month.first) AddAdult(adult, assertion);
  }
  ended_at_.clear();
  ended_of_.clear();
  Tell(month);
}

void Exposures::Finish(DayNumber end) {
  for (const auto& [key, begun] : begun_) {
    if (begun.exposure.from < end) truth_.Exposed(begun.exposure);
  }
}

void Exposures::AddAdult(PersonIndex adult, const Assertion& assertion) {
  const auto ended = ended_of_.find(adult);
  if (ended != ended_of_.end()) {
    for (const Stay& stay : ended->second) AddOverlaps(stay, assertion);
  }
  if (!world_.LivesHere(adult) || world_.InPrison(adult)) return;
  const Person& who = world_.At(adult);
  AddOverlaps(
      {.person = adult, .address = world_.AddressOf(adult), .from = who.since, .home = who.home},
      assertion);
}

// With whoever's stay at the address has ended, and with those who are still there.
void Exposures::AddOverlaps(const Stay& adult, const Assertion& assertion) {
  const auto ended = ended_at_.find(adult.address);
  if (ended != ended_at_.end()) {
    for (const Ended& one : ended->second) AddOverlap(adult, assertion, one);
  }
  if (world_.HouseholdAt(adult.home).address != adult.address) return;
  for (PersonIndex p = world_.HouseholdAt(adult.home).first; p != kNobody; p = world_.At(p).next) {
    const DayNumber since = world_.At(p).since;
    AddOverlap(adult, assertion, {{.person = p, .address = adult.address, .from = since}, false});
    for (const PersonIndex child : world_.InTurnWith(p)) {
      const SharedCare& care = *world_.SharedCareOf(child);
      AddOverlap(adult, assertion,
                 {{.person = child, .address = care.address, .from = care.since}, false});
    }
    const auto mother = unborn_.find(p);
    if (mother == unborn_.end()) continue;
    for (const Expected& one : mother->second) {
      const DayNumber known = std::max(since, one.known);
      AddOverlap(adult, assertion,
                 {{.person = one.child, .address = adult.address, .from = known}, true});
    }
  }
}

void Exposures::AddOverlap(const Stay& adult, const Assertion& assertion, const Ended& other) {
  const Stay& child = other.stay;
  const Person& young = world_.At(child.person);
  if (child.person == adult.person || child.address != adult.address) return;
  if (other.unborn && young.mother == adult.person) return;
  Exposure exposure{.adult = adult.person, .child = child.person, .address = adult.address};
  exposure.from = std::max({adult.from, child.from, assertion.from});
  exposure.to = std::min({adult.to, child.to, assertion.to, Birthday(young.birth, 18)});
  exposure.unborn = other.unborn;
  if (exposure.from >= exposure.to) return;
  found_[{adult.person, child.person, adult.address}].push_back(exposure);
}

// What ended in the month; what goes on is found again in the next.
void Exposures::Tell(const Month& month) {
  std::map<Key, Begun> goes_on;
  for (auto& [key, parts] : found_) {
    std::sort(parts.begin(), parts.end(),
              [](const Exposure& a, const Exposure& b) { return a.from < b.from; });
    const auto earlier = begun_.find(key);
    const bool joins = earlier != begun_.end() && earlier->second.joins == parts[0].from;
    Exposure whole = joins ? earlier->second.exposure : parts[0];
    whole.to = parts[0].to;
    DayNumber last = parts[0].from;
    for (size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].from > whole.to) {
        TellEnded(whole, month);
        whole = parts[i];
      }
      last = parts[i].from;
      whole.to = parts[i].to;
    }
    if (whole.to < month.end()) {
      TellEnded(whole, month);
    } else {
      whole.to = kNever;
      goes_on[key] = {last, whole};
    }
  }
  found_.clear();
  begun_ = std::move(goes_on);
}

void Exposures::TellEnded(const Exposure& exposure, const Month& month) {
  if (exposure.to >= month.first) truth_.Exposed(exposure);
}

}  // namespace goldthread::county
