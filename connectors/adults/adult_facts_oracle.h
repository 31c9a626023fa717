// Test support: who is one person, what stands, and who lives where, by brute force. Reads the
// plain list of events anew for every question, and shares no code with the fold.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "connectors/adults/adult_fixture.h"

namespace goldthread::adults {

class FactsOracle {
 protected:
  explicit FactsOracle(const std::vector<Told>& all) : all_(all) {
    for (const Told& told : all_) {
      for (const auto& subject : told.event.subjects()) {
        persons_[{told.event.feed(), subject.record()}] = {};
      }
    }
    Part();
  }

  using Set = std::set<RecordId>;
  using Event = const v1::Event*;
  struct Home {
    uint64_t place = 0;
    int since = 0;
    std::optional<int> until;
  };
  struct Ground {
    uint64_t place = 0;  // 0: the adult's own child. 1: the partner's.
    int adult_since = 0;
    int child_since = 0;
    bool through = false;
    bool shielded = false;
    std::optional<int> until;
  };

  static int DayOf(Event event) { return DayNumber(*ParseDay(event->occurred().date())); }
  static auto Order(Event event) {
    return std::tuple(DayOf(event), event->recorded_at().seconds(), event->feed(), event->id());
  }

  // Who is one person: the latest decision on each pair.
  void Part() {
    std::map<std::pair<RecordId, RecordId>, std::pair<int64_t, bool>> said;
    for (const Told& told : all_) {
      const v1::Event& event = told.event;
      if (!event.has_records_linked() && !event.has_records_separated()) continue;
      const bool links = event.has_records_linked();
      const RecordId a =
          FromRef(links ? event.records_linked().first() : event.records_separated().first());
      const RecordId b =
          FromRef(links ? event.records_linked().second() : event.records_separated().second());
      auto& last = said[std::minmax(a, b)];
      last = std::max(last, {told.header.received_at_us(), links});
      persons_[a];
      persons_[b];
    }
    for (auto& [record, person] : persons_) person = {record};
    for (size_t i = 0; i < said.size(); ++i) {
      for (const auto& [pair, last] : said) {
        if (!last.second) continue;
        Set both = persons_[pair.first];
        both.insert(persons_[pair.second].begin(), persons_[pair.second].end());
        for (const RecordId& record : both) persons_[record] = both;
      }
    }
  }
  std::map<RecordId, Set> Everybody() const {
    std::map<RecordId, Set> all;
    for (const auto& [record, person] : persons_) all[*person.begin()] = person;
    return all;
  }

  bool Voided(Event event, int step) const {
    if (step >= 8) return false;
    bool withdrawn = false;
    bool corrected = false;
    for (const Told& told : all_) {
      if (told.event.feed() != event->feed()) continue;
      if (told.event.withdraws() == event->id() && !event->id().empty()) {
        withdrawn = withdrawn || !Voided(&told.event, step + 1);
      }
      if (told.event.corrects() == event->id()) {
        corrected = corrected || !Voided(&told.event, step + 1);
      }
    }
    return withdrawn && !corrected;
  }
  bool Stands(Event event) const {
    for (const Told& told : all_) {
      if (told.event.feed() != event->feed()) continue;
      const bool names =
          told.event.withdraws() == event->id() || told.event.corrects() == event->id();
      if (names && !Voided(&told.event, 1)) return false;
    }
    return true;
  }
  // The person of the nth subject.
  Set Who(Event event, int n) const {
    return persons_.at({event->feed(), event->subjects(n).record()});
  }
  template <class Is>
  std::vector<Event> Standing(Is is) const {
    std::vector<Event> found;
    for (const Told& told : all_) {
      if (is(told.event) && Stands(&told.event)) found.push_back(&told.event);
    }
    std::sort(found.begin(), found.end(), [](Event a, Event b) { return Order(a) < Order(b); });
    return found;
  }
  // Of kind `is`, about the person as the nth subject.
  template <class Is>
  std::vector<Event> Of(const Set& person, int n, Is is) const {
    return Standing([&](const v1::Event& event) {
      return is(event) && event.subjects_size() > n && Who(&event, n) == person;
    });
  }

  std::optional<int> GrownFrom(const Set& person) const {
    std::set<std::pair<RecordId, std::string>> said;
    for (const Told& told : all_) {
      for (const auto& subject : told.event.subjects()) {
        const RecordId id{told.event.feed(), subject.record()};
        if (person.contains(id) && !subject.described().birth_date().empty()) {
          said.insert({id, subject.described().birth_date()});
        }
      }
    }
    std::map<std::string, int> votes;
    for (const auto& [id, date] : said) ++votes[date];
    std::string best;
    for (const auto& [date, count] : votes) {
      if (best.empty() || count >= votes[best]) best = date;
    }
    if (best.empty()) return std::nullopt;
    return DayNumber(*ParseDay(std::to_string(std::stoi(best.substr(0, 4)) + 18) + best.substr(4)));
  }
  bool Young(const Set& person) const {
    if (Died(person)) return false;
    if (GrownFrom(person).has_value()) return true;
    for (const Told& told : all_) {
      for (const auto& subject : told.event.subjects()) {
        if (person.contains({told.event.feed(), subject.record()}) &&
            (subject.role() == v1::SUBJECT_ROLE_CHILD ||
             subject.role() == v1::SUBJECT_ROLE_UNBORN_CHILD)) {
          return true;
        }
      }
    }
    return false;
  }
  bool Died(const Set& person) const {
    return !Of(person, 0, [](const auto& e) { return e.has_person_died(); }).empty();
  }

  std::vector<Event> Words(const Set& person, bool lives) const {
    return Of(person, 0, [&](const v1::Event& event) {
      if (event.has_tenancy_started()) return lives;
      return event.has_address_observed() &&
             (event.address_observed().residence() == v1::RESIDENCE_LIVES) == lives;
    });
  }
  static uint64_t PlaceIn(Event event) {
    return event->has_tenancy_started() ? event->subjects(0).described().addresses(0).uprn()
                                        : event->address_observed().address().uprn();
  }
  // Where the tenancy was that ended: the last of the record that had begun. 0: nobody told.
  uint64_t PlaceLeft(Event ended) const {
    uint64_t place = 0;
    for (const Event one : Standing([](const auto& e) { return e.has_tenancy_started(); })) {
      const bool same =
          one->feed() == ended->feed() && one->subjects(0).record() == ended->subjects(0).record();
      if (same && Order(one) < Order(ended)) place = PlaceIn(one);
    }
    return place;
  }
  // Words on where the person lives, and ends of tenancies, in their order.
  std::vector<Event> LivingAndEnds(const Set& person) const {
    return Of(person, 0, [](const v1::Event& event) {
      return event.has_tenancy_started() || event.has_tenancy_ended() ||
             (event.has_address_observed() &&
              event.address_observed().residence() == v1::RESIDENCE_LIVES);
    });
  }

  static std::optional<int> FixedEnd(Event word) {
    if (word->occurred().end_date().empty()) return std::nullopt;
    return DayNumber(*ParseDay(word->occurred().end_date()));
  }
  // When it was written down.
  static bool HadEnded(Event word) {
    const auto end = FixedEnd(word);
    return end.has_value() && *end <= word->recorded_at().seconds() / 86'400;
  }

  std::vector<Home> Homes(const Set& person) const {
    std::map<uint64_t, Home> homes;
    if (Died(person)) return {};
    uint64_t second_home = 0;
    for (const Event word : Words(person, false)) {
      const bool child = word->subjects(0).role() == v1::SUBJECT_ROLE_CHILD ||
                         word->subjects(0).role() == v1::SUBJECT_ROLE_UNBORN_CHILD;
      const uint64_t place = PlaceIn(word);
      if (child && second_home != place) {
        homes.erase(second_home);
        second_home = place;
      }
      if (HadEnded(word)) {
        homes.erase(place);
        continue;
      }
      Home& home = homes.try_emplace(place, Home{place, DayOf(word), {}}).first->second;
      home.until = FixedEnd(word);
      if (!home.until.has_value() && !child) home.until = DayOf(word) + 365;
    }
    std::optional<Home> lives;
    for (const Event word : LivingAndEnds(person)) {
      if (word->has_tenancy_ended()) {
        if (lives.has_value() && lives->place == PlaceLeft(word)) lives.reset();
        continue;
      }
      if (HadEnded(word)) {
        lives.reset();
        continue;
      }
      if (!lives.has_value() || lives->place != PlaceIn(word)) {
        lives = Home{PlaceIn(word), DayOf(word), {}};
      }
      lives->until = FixedEnd(word);
    }
    if (lives.has_value()) homes[lives->place] = *lives;
    std::vector<Home> list;
    for (const auto& [place, home] : homes) list.push_back(home);
    return list;
  }
  std::optional<Home> HomeAt(const Set& person, uint64_t place) const {
    for (const Home& home : Homes(person)) {
      if (home.place == place) return home;
    }
    return std::nullopt;
  }
  uint64_t LivedOn(const Set& person, int day) const {
    uint64_t place = 0;
    for (const Event word : LivingAndEnds(person)) {
      if (DayOf(word) > day) continue;
      if (word->has_tenancy_ended()) {
        if (place == PlaceLeft(word)) place = 0;
        continue;
      }
      const std::string& end = word->occurred().end_date();
      place = !end.empty() && DayNumber(*ParseDay(end)) <= day ? 0 : PlaceIn(word);
    }
    return place;
  }

  static bool IsBirth(const v1::Event& event) {
    return event.has_pregnancy_recorded() || event.has_birth_recorded();
  }
  static bool IsKin(const v1::Event& event, std::string_view how) {
    return event.has_relationship_observed() && event.relationship_observed().relationship() == how;
  }
  // Events by which the first subject is the second's parent.
  std::vector<Event> Parenthoods(const Set& parent, const Set& child) const {
    return Standing([&](const v1::Event& event) {
      return (IsBirth(event) || IsKin(event, "mother") || IsKin(event, "father")) &&
             Who(&event, 0) == parent && Who(&event, 1) == child;
    });
  }
  std::vector<Event> PartnerWords(const Set& a, const Set& b) const {
    return Standing([&](const v1::Event& event) {
      return (IsKin(event, "partner") || IsKin(event, "ex-partner")) &&
             ((Who(&event, 0) == a && Who(&event, 1) == b) ||
              (Who(&event, 0) == b && Who(&event, 1) == a));
    });
  }
  bool WerePartners(const Set& a, const Set& b) const { return !PartnerWords(a, b).empty(); }
  bool ArePartners(const Set& a, const Set& b) const {
    const auto words = PartnerWords(a, b);
    return a != b && !words.empty() && IsKin(*words.back(), "partner");
  }
  bool OnPlan(const Set& child) const {
    const auto words = Of(child, 0, [](const v1::Event& event) {
      return event.plan_started().kind() == v1::PLAN_KIND_CHILD_PROTECTION ||
             event.plan_ended().kind() == v1::PLAN_KIND_CHILD_PROTECTION;
    });
    return !words.empty() && words.back()->has_plan_started();
  }
  // When the child was lost first.
  std::optional<int> Lost(const Set& child) const {
    for (const Event event : Of(child, 0, [](const v1::Event& e) {
           return e.has_person_died() || e.plan_started().kind() == v1::PLAN_KIND_LOOKED_AFTER;
         })) {
      const auto grown = GrownFrom(child);
      if (event->has_person_died() && grown.has_value() && *grown <= DayOf(event)) continue;
      return DayOf(event);
    }
    return std::nullopt;
  }
  bool Shielded(const Set& person) const {
    const auto marked = Standing([](const v1::Event& event) {
      return std::count(event.handling().begin(), event.handling().end(),
                        v1::HANDLING_SHIELDED_ADDRESS) > 0;
    });
    return std::any_of(marked.begin(), marked.end(), [&](Event event) {
      return event->subjects_size() > 0 && Who(event, 0) == person;
    });
  }
  bool HasOwnHome(const Set& person) const { return Died(person) || !Words(person, true).empty(); }

  const std::vector<Told>& all_;
  std::map<RecordId, Set> persons_;
};

}  // namespace goldthread::adults
