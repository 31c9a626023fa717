// Small worries about one child that together are a picture: the alerts of rule 9, part of the
// truth that alerting is measured against. The numbers are story 1's (experience notes §5.4) as
// the hub's page of rules has them (connectors/adults/worries.h).
//
// An alert is expected once the hub has been told of four worries within 14 days of which three
// agencies have one; those that add up and share one are one picture. A worry is an absence or an
// exclusion, an attendance at an emergency department, an appointment the child was not brought
// to, a concern, an episode of going missing, an incident at home with the child there, whoever
// was hurt. One of which the hub was told no day cannot be within any. It should be gone when the
// hub is told that the child died, or the child is 18.
#pragma once

#include <deque>
#include <unordered_set>
#include <vector>

#include "connectors/county/standing_alerts.h"

namespace goldthread::county {

class Worries {
 public:
  static constexpr DayNumber kDays = 14;
  static constexpr size_t kEnough = 4;
  static constexpr size_t kAgencies = 3;

  // Both outlive it.
  Worries(const World& world, StandingAlerts& alerts) : world_(world), alerts_(alerts) {}

  // What the hub has been told, in that order.
  void Told(const Observation& seen);
  // What is told of the person is wanted soon.
  void Prefetch(PersonIndex person) const {
    if (person < last_.size()) __builtin_prefetch(&last_[person]);
  }
  // Forgets what nothing that is still to be told can add up with.
  void BeginMonth(DayNumber first);

 private:
  // The latest that any agency tells a worry, and the days they add up in: 13 months.
  static constexpr DayNumber kKept = 400;
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Worry {
    EventRef told_by = 0;
    PersonIndex child = kNobody;
    uint32_t before = kNone;  // The number of the child's last.
    DayNumber day = 0;
    DayNumber told_on = 0;
    bool in_picture = false;
  };

  void Add(PersonIndex child, const Observation& seen);
  bool MayAddUp(const Worry& newest) const;
  // The child's, by day.
  std::vector<Worry*> Of(PersonIndex child);
  static bool AddUp(const std::vector<Worry*>& worries, size_t first, size_t last);

  const World& world_;
  StandingAlerts& alerts_;
  std::deque<Worry> worries_;   // In the order in which they were told.
  uint32_t first_ = 0;          // The number of the first of them.
  std::vector<uint32_t> last_;  // By person: the number of the last; kNone.
  std::unordered_set<PersonIndex> died_;
};

}  // namespace goldthread::county
