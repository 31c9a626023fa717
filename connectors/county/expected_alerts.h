// Every alert that a hub should raise once it has been told, when, why and until when: by the
// rules of domain/adults-posing-risk.md §6 and of story 1, from what is true and from what was
// told. It knows nothing of how a hub goes about it.
#pragma once

#include "connectors/county/endings.h"
#include "connectors/county/past.h"
#include "connectors/county/watch.h"
#include "connectors/county/watched_homes.h"
#include "connectors/county/worries.h"

namespace goldthread::county {

class ExpectedAlerts {
 public:
  // All outlive it.
  ExpectedAlerts(World& world, const EndedStays& stays, Truth& truth)
      : world_(world),
        residents_(world, stays),
        believed_(world),
        alerts_(world, truth),
        homes_(world, stays),
        watch_(world, residents_, believed_, homes_, alerts_, truth),
        past_(world, residents_, believed_, homes_, alerts_),
        endings_(world, residents_, believed_, homes_, alerts_),
        worries_(world, alerts_) {}

  void Saw(const Happening& happening) { residents_.Saw(happening); }
  // Before it is lived: all of the months before was told.
  void BeginMonth(const Month& month);
  // After it was lived, and `stays` taken; before anything of it is told.
  void EndMonth(const Month& month);
  // What the hub gets, in that order: of the month that was lived last.
  void Told(const Observation& seen);
  // The person is part of what is told soon.
  void Prefetch(PersonIndex person) const { worries_.Prefetch(person); }
  // Tells Truth of all that has not ended.
  void Finish(DayNumber end);

 private:
  void Moved(const Observation& seen);
  void LookAtHome(const Observation& seen);

  const World& world_;
  Residents residents_;
  BelievedHomes believed_;
  StandingAlerts alerts_;
  WatchedHomes homes_;
  Watch watch_;
  Past past_;
  Endings endings_;
  Worries worries_;
};

}  // namespace goldthread::county
