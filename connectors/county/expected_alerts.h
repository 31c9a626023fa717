// Every alert that a hub should raise once it has been told, when, why and until when: by the
// rules of domain/adults-posing-risk.md §6 and of story 1, from what is true and from what was
// told. It knows nothing of how a hub goes about it.
#pragma once

#include "connectors/county/endings.h"
#include "connectors/county/past.h"
#include "connectors/county/watch.h"
#include "connectors/county/worries.h"

namespace goldthread::county {

class ExpectedAlerts {
 public:
  // All outlive it.
  ExpectedAlerts(World& world, const EndedStays& stays, Truth& truth)
      : residents_(world, stays),
        believed_(world),
        alerts_(world, truth),
        watch_(world, residents_, believed_, alerts_, truth),
        past_(world, residents_, believed_, alerts_),
        endings_(world, residents_, believed_, alerts_),
        worries_(world, alerts_) {}

  void Saw(const Happening& happening) { residents_.Saw(happening); }
  // Before it is lived: all of the months before was told.
  void BeginMonth(const Month& month);
  // After it was lived, and `stays` taken; before anything of it is told.
  void EndMonth(const Month& month);
  // What the hub gets, in that order: of the month that was lived last.
  void Told(const Observation& seen);
  // Tells Truth of all that has not ended.
  void Finish(DayNumber end);

 private:
  Residents residents_;
  BelievedHomes believed_;
  StandingAlerts alerts_;
  Watch watch_;
  Past past_;
  Endings endings_;
  Worries worries_;
};

}  // namespace goldthread::county
