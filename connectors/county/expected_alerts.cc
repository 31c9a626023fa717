#include "connectors/county/expected_alerts.h"

namespace goldthread::county {

void ExpectedAlerts::BeginMonth(const Month& month) {
  endings_.Advance(month.first * kDaySeconds - 1);
  residents_.Forget(month.first);
  worries_.BeginMonth(month.first);
}

void ExpectedAlerts::EndMonth(const Month& month) { alerts_.StopGrown(month); }

void ExpectedAlerts::Told(const Observation& seen) {
  endings_.Advance(seen.delivered);
  // What is mistaken is put right by another.
  if (seen.flaw != Flaw::kNone || seen.again || seen.lost) return;
  believed_.Told(seen);
  if (seen.seen == Seen::kAddress) {
    alerts_.Moved(seen.subject, believed_, seen.delivered);
    for (const Residents::Child& child :
         residents_.ExpectedBy(seen.subject, DayAt(seen.delivered))) {
      alerts_.Moved(child.child, believed_, seen.delivered);
    }
  }
  watch_.Told(seen);
  past_.Told(seen);
  endings_.Told(seen);
  worries_.Told(seen);
  if (seen.seen == Seen::kDeath) alerts_.Died(seen.subject, seen.delivered);
}

void ExpectedAlerts::Finish(DayNumber end) {
  endings_.Advance(end * kDaySeconds - 1);
  alerts_.Finish();
}

}  // namespace goldthread::county
