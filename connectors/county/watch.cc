#include "connectors/county/watch.h"

#include <algorithm>

#include "connectors/county/told_together.h"

namespace goldthread::county {
namespace {

constexpr int kExposed = 1;  // Rules 1 to 3 are one: of which it is depends on who came first.

}  // namespace

void Watch::Told(const Observation& seen) {
  switch (seen.seen) {
    case Seen::kRiskAsserted:
    case Seen::kRiskReviewed:
    case Seen::kRiskWithdrawn:
      return ToldRisk(seen);
    case Seen::kIncident:
      return ToldIncident(seen);
    default:
      return;
  }
}

void Watch::ToldRisk(const Observation& seen) {
  if (seen.seen == Seen::kRiskAsserted) {
    if (ended_.erase(seen.ordinal) != 0) return;
    standing_[seen.subject].push_back(RefOf(seen));
    world_.At(seen.subject).Set(kWatched);
    homes_.Add(seen.subject);
    return Look(seen.subject, seen);
  }
  const bool ends = seen.seen == Seen::kRiskWithdrawn || seen.code == 1;
  if (!ends) return;
  const auto standing = standing_.find(seen.subject);
  const size_t ended =
      standing == standing_.end() ? 0 : std::erase_if(standing->second, [&seen](EventRef asserted) {
        return OrdinalOf(asserted) == seen.about;
      });
  if (ended == 0) {
    ended_.insert(seen.about);
    return;
  }
  if (!standing->second.empty()) return;
  standing_.erase(standing);
  world_.At(seen.subject).Clear(kWatched);
  const bool withdrawn = seen.seen == Seen::kRiskWithdrawn;
  for (const AlertKey& key : alerts_.About(seen.subject)) {
    if (key.rule != kExposed || key.adult != seen.subject) continue;
    alerts_.Stop(key, seen.delivered, withdrawn ? "assertion withdrawn" : "no longer a risk");
  }
}

void Watch::ToldIncident(const Observation& seen) {
  if (seen.other == kNobody) return;
  std::map<PersonIndex, Hurt>& hurt = victims_[seen.other];
  const bool elsewhere = !hurt.empty() && !hurt.contains(seen.subject) &&
                         std::none_of(hurt.begin(), hurt.end(), [&](const auto& before) {
                           return before.second.address == seen.address;
                         });
  const bool first = hurt.size() < 2;
  const EventRef earlier = hurt.empty() ? 0 : hurt.begin()->second.told_by;
  if (hurt.empty() || elsewhere) hurt.emplace(seen.subject, Hurt{seen.address, RefOf(seen)});
  if (!elsewhere || !first) return;
  ExpectedAlert alert;
  alert.rule = 4;
  alert.adult = seen.other;
  alert.child = seen.subject;
  alert.address = seen.address;
  alert.fires_at = seen.delivered;
  alert.fired_by = RefOf(seen);
  alert.earlier = earlier;
  truth_.Expects(alert);
}

void Watch::Look(PersonIndex adult, const Observation& seen) {
  ExpectedAlert found;
  found.adult = adult;
  found.fires_at = seen.delivered;
  found.fired_by = RefOf(seen);
  found.assertion = standing_.at(adult).back();
  EachToldTogether(residents_, believed_, found,
                   [&](ExpectedAlert alert, const auto& home, const auto& child) {
                     alert.rule = RuleOf(adult, home, child);
                     alerts_.Raise({kExposed, adult, alert.child, alert.address}, alert);
                   });
}

int Watch::RuleOf(PersonIndex adult, const Residents::Home& home,
                  const Residents::Child& child) const {
  if (child.unborn || home.since < child.since) return 2;
  const Person& young = world_.At(child.child);
  const PersonIndex partner = world_.At(adult).partner;
  const bool parents = partner != kNobody && (partner == young.mother || partner == young.father);
  return parents && young.Is(kOnPlan) ? 3 : 1;
}

}  // namespace goldthread::county
