// Test support: which alerts should stand, by brute force, by the rules said a second time.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "connectors/adults/adult_facts_oracle.h"

namespace goldthread::adults {

class Oracle final : private FactsOracle {
 public:
  explicit Oracle(const std::vector<Told>& all) : FactsOracle(all) {}

  std::set<std::string> Lines() const {
    std::set<std::string> lines;
    for (const auto& [adult, members] : Everybody()) {
      const Set x = members;
      if (Died(x)) continue;
      LinesOfAdult(x, &lines);
      if (Young(x)) LinesOfWorries(x, &lines);
      for (const auto& [child, others] : Everybody()) {
        if (others != x && Young(others)) LinesOfPair(x, others, &lines);
      }
    }
    return lines;
  }

 private:
  static bool IsWorry(const v1::Event& event) {
    return event.has_attendance_concern() || event.incident_attended().child_present() ||
           event.attendance_recorded().setting() == "emergency-department" ||
           event.appointment_missed().was_not_brought();
  }
  // Every fortnight that ends with a worry; fortnights that share one are one picture.
  void LinesOfWorries(const Set& child, std::set<std::string>* lines) const {
    std::vector<Event> worries;
    for (const Event event : Standing(IsWorry)) {
      const auto role = event->subjects(0).role();
      if (Who(event, 0) == child && role != v1::SUBJECT_ROLE_UNBORN_CHILD) worries.push_back(event);
    }
    std::set<Event> picture;
    for (const Event end : worries) {
      std::set<Event> fortnight;
      std::set<std::string> agencies;
      for (const Event one : worries) {
        if (Order(one) > Order(end) || DayOf(one) <= DayOf(end) - 14) continue;
        fortnight.insert(one);
        agencies.insert(one->agency());
      }
      if (fortnight.size() < 4 || agencies.size() < 3) continue;
      const bool goes_on = std::any_of(fortnight.begin(), fortnight.end(),
                                       [&](Event one) { return picture.contains(one); });
      if (!goes_on) {
        picture.clear();
        if (YoungAt(child, DayOf(end))) lines->insert(Line(9, {}, List(child)));
      }
      picture.insert(fortnight.begin(), fortnight.end());
    }
  }

  // By place, where the two are together; of a place what may show rather than what may not.
  std::vector<Ground> Grounds(const Set& adult, const Set& child) const {
    std::vector<Ground> grounds;
    for (const Home& mine : Homes(adult)) {
      std::optional<Ground> found;
      if (const auto own = HomeAt(child, mine.place)) {
        found = Ground{mine.place, mine.since, own->since,
                       false,      false,      Sooner(mine.until, own->until)};
        found->shielded = Shielded(adult) || Shielded(child);
      } else if (!HasOwnHome(child)) {
        found = ThroughMother(adult, mine, child);
      }
      if (found.has_value()) grounds.push_back(*found);
    }
    return grounds;
  }
  std::optional<Ground> ThroughMother(const Set& adult, const Home& mine, const Set& child) const {
    std::optional<Ground> found;
    std::optional<std::tuple<bool, int, std::string, std::string, std::string>> first;
    for (const Event birth : Standing(IsBirth)) {
      if (Who(birth, 1) != child) continue;
      const Set mother = Who(birth, 0);
      const auto mothers = HomeAt(mother, mine.place);
      const std::tuple key{Shielded(adult) || Shielded(mother), DayOf(birth), birth->feed(),
                           birth->id(), birth->subjects(1).record()};
      if (!mothers.has_value() || (first.has_value() && *first < key)) continue;
      first = key;
      found = Ground{mine.place, mine.since,       std::max(mothers->since, DayOf(birth)),
                     true,       std::get<0>(key), Sooner(mine.until, mothers->until)};
    }
    return found;
  }
  static std::optional<int> Sooner(std::optional<int> a, std::optional<int> b) {
    if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
    return std::min(a, b);
  }
  bool Together(const Ground& ground, const Set& child, int since) const {
    return YoungAt(child, since) && (!ground.until.has_value() || *ground.until > since);
  }
  bool YoungAt(const Set& child, int since) const {
    const auto grown = GrownFrom(child);
    return !grown.has_value() || *grown > since;
  }

  // Not what was said of a child whose age nobody knows.
  template <class Is>
  std::vector<Event> OfGrownUp(const Set& adult, Is is) const {
    const bool known = GrownFrom(adult).has_value();
    return Of(adult, 0, [&](const v1::Event& event) {
      if (event.subjects().empty() || !is(event)) return false;
      const auto role = event.subjects(0).role();
      const bool young = role == v1::SUBJECT_ROLE_CHILD || role == v1::SUBJECT_ROLE_UNBORN_CHILD;
      return known || !young;
    });
  }
  // Of ways that reach to these days, none: for ever. Nobody is told before the adult is grown up.
  bool IsEverTold(const Set& adult, const Set& child,
                  const std::vector<std::optional<int>>& until) const {
    const auto from = GrownFrom(adult);
    const auto grown = GrownFrom(child);
    if (!from.has_value()) return true;
    return std::any_of(until.begin(), until.end(), [&](std::optional<int> day) {
      const auto ends = Sooner(day, grown);
      return !ends.has_value() || *ends > *from;
    });
  }

  struct Claim {
    Event event = nullptr;
    bool stands = true;
    std::optional<int> due;
    int over = 0;
  };
  // Whether the id is the event's or that of one that it corrects, one after the other.
  bool Meant(const v1::Event& event, const std::string& id) const {
    std::string at = event.id();
    for (int step = 0; step <= 8 && !at.empty(); ++step) {
      if (at == id) return true;
      const auto told = std::find_if(all_.begin(), all_.end(), [&](const Told& one) {
        return one.event.feed() == event.feed() && one.event.id() == at;
      });
      at = told == all_.end() ? "" : told->event.corrects();
    }
    return false;
  }
  template <class Is, class Sequel>
  std::vector<Claim> Claims(const Set& adult, Is is, Sequel sequel_of) const {
    std::vector<Claim> claims;
    for (const Event event : OfGrownUp(adult, is)) {
      Claim claim{event, true, std::nullopt, 0};
      bool withdrawn = false;
      for (const Event sequel : Standing([&](const v1::Event& e) {
             return e.feed() == event->feed() && Meant(*event, sequel_of(e));
           })) {
        if (withdrawn && !sequel->has_risk_withdrawn()) continue;
        withdrawn = sequel->has_risk_withdrawn();
        claim.stands = !withdrawn && !sequel->has_order_ended() &&
                       sequel->risk_reviewed().outcome() != "no-longer";
        claim.over = DayOf(sequel);
      }
      claims.push_back(claim);
    }
    return claims;
  }
  std::vector<Claim> Assertions(const Set& adult) const {
    return Claims(
        adult, [](const auto& e) { return e.has_risk_asserted(); },
        [](const v1::Event& e) {
          return e.has_risk_withdrawn() ? e.risk_withdrawn().asserted_event_id()
                                        : e.risk_reviewed().asserted_event_id();
        });
  }
  std::vector<Claim> Orders(const Set& adult) const {
    return Claims(
        adult, [](const auto& e) { return e.has_order_made(); },
        [](const v1::Event& e) { return e.order_ended().order_event_id(); });
  }
  std::vector<Event> Harms(const Set& adult) const {
    return OfGrownUp(adult, [](const v1::Event& e) {
      return e.has_incident_attended() &&
             e.subjects(0).role() == v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR;
    });
  }

  // On the days of which `before` and `there` are the homes, or else now.
  bool LiveTogether(const Set& one, uint64_t before, const Set& other, uint64_t there) const {
    if (before != 0 && there != 0) return before == there;
    const auto homes = Homes(one);
    return std::any_of(homes.begin(), homes.end(),
                       [&](const Home& home) { return HomeAt(other, home.place).has_value(); });
  }

  static std::vector<RecordId> List(const Set& person) { return {person.begin(), person.end()}; }

  void LinesOfAdult(const Set& adult, std::set<std::string>* lines) const {
    std::map<std::string, bool> by_feed;
    for (const Claim& claim : Assertions(adult)) by_feed[claim.event->feed()] = claim.stands;
    bool some = false;
    bool others = false;
    for (const auto& [feed, stands] : by_feed) (stands ? some : others) = true;
    if (some && others) lines->insert(Line(7, List(adult), {}));
    const auto harms = Harms(adult);
    for (size_t i = 0; i < harms.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const Set second = Who(harms[i], 1);
        const Set first = Who(harms[j], 1);
        const uint64_t there = LivedOn(second, DayOf(harms[i]));
        const uint64_t before = LivedOn(first, DayOf(harms[j]));
        if (first == second) continue;
        const bool partners = WerePartners(adult, first) && WerePartners(adult, second);
        if (!partners && !Shielded(first) && !Shielded(second) &&
            LiveTogether(first, before, second, there))
          continue;
        lines->insert(Line(4, List(adult), List(second)));
        return;
      }
    }
  }

  void LinesOfPair(const Set& adult, const Set& child, std::set<std::string>* lines) const {
    const std::vector<Ground> grounds = Grounds(adult, child);
    std::vector<Ground> open;
    std::vector<Ground> shielded;
    for (const Ground& ground : grounds) (ground.shielded ? shielded : open).push_back(ground);
    Exposure(adult, child, open, lines);
    if (!shielded.empty()) Exposure(adult, child, shielded, lines);
    for (const Claim& order : Orders(adult)) {
      if (!order.stands || order.event->order_made().expected_end().empty()) continue;
      // Nobody was warned of an end before the order was made.
      const int from = std::max(
          DayOf(order.event), DayNumber(*ParseDay(order.event->order_made().expected_end())) - 28);
      bool linked = false;
      for (const Ground& ground : grounds) {
        linked = linked || (Together(ground, child,
                                     std::max({from, ground.adult_since, ground.child_since})) &&
                            IsEverTold(adult, child, {ground.until}));
      }
      for (const Event kin : Parenthoods(adult, child)) {
        linked = linked || (YoungAt(child, std::max(from, DayOf(kin))) &&
                            IsEverTold(adult, child, {std::nullopt}));
      }
      if (linked) lines->insert(Line(5, List(adult), List(child)));
    }
    for (const Ground& ground : grounds) {
      Marac(adult, child, ground, lines);
      Loss(adult, child, ground, lines);
    }
    const bool expected =
        !GrownFrom(child).has_value() && Expected(child) && !Parenthoods(adult, child).empty();
    if (grounds.empty() && expected) Loss(adult, child, {}, lines);
  }

  void Exposure(const Set& adult, const Set& child, const std::vector<Ground>& grounds,
                std::set<std::string>* lines) const {
    const bool plan = OnPlan(child);
    bool with_partner = false;
    for (const auto& [id, other] : Everybody()) {
      with_partner =
          with_partner || (ArePartners(adult, other) && !Parenthoods(other, child).empty());
    }
    std::string line;
    std::vector<std::optional<int>> until;
    for (const Claim& claim : Assertions(adult)) {
      if (!claim.stands) continue;
      for (const Ground& ground : grounds) {
        const int since = std::max({DayOf(claim.event), ground.adult_since, ground.child_since});
        if (!Together(ground, child, since)) continue;
        const bool unborn = !GrownFrom(child).has_value() && Expected(child);
        const bool came = !unborn && !ground.through && ground.adult_since >= ground.child_since;
        const int rule = !came ? 2 : with_partner && plan ? 3 : 1;
        until.push_back(ground.until);
        if (line.empty()) line = Line(rule, List(adult), List(child));
      }
      if (!grounds.empty() || !with_partner || !plan) continue;
      const int since = std::max(DayOf(claim.event), PartnersSince(adult, child));
      if (!YoungAt(child, since)) continue;
      until.push_back(std::nullopt);
      if (line.empty()) line = Line(3, List(adult), List(child));
    }
    if (!line.empty() && IsEverTold(adult, child, until)) lines->insert(line);
  }
  // By the first word that makes a partner the child's parent.
  int PartnersSince(const Set& adult, const Set& child) const {
    std::optional<std::tuple<int, std::string, std::string, std::string>> first;
    int since = 0;
    for (const auto& [id, other] : Everybody()) {
      if (!ArePartners(adult, other)) continue;
      for (const Event kin : Parenthoods(other, child)) {
        const std::tuple key{DayOf(kin), kin->feed(), kin->id(), kin->subjects(1).record()};
        if (first.has_value() && *first < key) continue;
        first = key;
        const Set they = other;
        const auto words = Standing([&](const v1::Event& event) {
          return IsKin(event, "partner") && ((Who(&event, 0) == adult && Who(&event, 1) == they) ||
                                             (Who(&event, 0) == they && Who(&event, 1) == adult));
        });
        since = std::max(DayOf(kin), DayOf(words.front()));
      }
    }
    return since;
  }
  bool Expected(const Set& child) const {
    return !Of(child, 1, [](const v1::Event& e) { return e.has_pregnancy_recorded(); }).empty();
  }
  void Marac(const Set& adult, const Set& child, const Ground& ground,
             std::set<std::string>* lines) const {
    for (const Claim& claim : Assertions(adult)) {
      if (!claim.stands || claim.event->feed() != kMarac) continue;
      for (const Event harm : Harms(adult)) {
        const Set victim = Who(harm, 1);
        const uint64_t lived = LivedOn(victim, DayOf(harm));
        if (victim == child || !Parenthoods(victim, child).empty()) continue;
        if (!Shielded(victim) && ((lived == 0 && Homes(victim).empty()) || lived == ground.place ||
                                  HomeAt(victim, ground.place).has_value())) {
          continue;
        }
        if (Together(ground, child,
                     std::max({DayOf(claim.event), DayOf(harm), ground.adult_since,
                               ground.child_since})) &&
            IsEverTold(adult, child, {ground.until})) {
          lines->insert(Line(6, List(adult), List(child)));
        }
      }
    }
  }
  void Loss(const Set& adult, const Set& child, const Ground& ground,
            std::set<std::string>* lines) const {
    for (const auto& [id, other] : Everybody()) {
      if (other == child || other == adult || Parenthoods(adult, other).empty()) continue;
      const auto lost = Lost(other);
      if (!lost.has_value()) continue;
      if (Together(ground, child, std::max({*lost, ground.adult_since, ground.child_since}))) {
        lines->insert(Line(8, List(adult), List(child)));
      }
    }
  }
};

}  // namespace goldthread::adults
