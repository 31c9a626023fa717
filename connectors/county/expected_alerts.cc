#include "connectors/county/expected_alerts.h"

namespace goldthread::county {

void ExpectedAlerts::BeginMonth(const Month& month) {
  endings_.Advance(month.first * kDaySeconds - 1);
  residents_.Forget(month.first);
  worries_.BeginMonth(month.first);
}

void ExpectedAlerts::EndMonth(const Month& month) {
  alerts_.StopGrown(month);
  homes_.EndMonth();
}

void ExpectedAlerts::Told(const Observation& seen) {
  endings_.Advance(seen.delivered);
  // What is mistaken is put right by another.
  if (seen.flaw != Flaw::kNone || seen.again || seen.lost) return;
  believed_.Told(seen);
  if (seen.seen == Seen::kAddress || seen.seen == Seen::kTenancyEnded) Moved(seen);
  watch_.Told(seen);
  past_.Told(seen);
  endings_.Told(seen);
  worries_.Told(seen);
  if (seen.seen == Seen::kAddress || seen.seen == Seen::kPregnancy || seen.seen == Seen::kBirth) {
    LookAtHome(seen);
  }
  if (seen.seen == Seen::kDeath) alerts_.Died(seen.subject, seen.delivered);
}

// Where a mother is her unborn child is.
void ExpectedAlerts::Moved(const Observation& seen) {
  alerts_.Moved(seen.subject, believed_, seen.delivered);
  if (!world_.At(seen.subject).Is(kFemale)) return;
  for (const Residents::Child& child : residents_.ExpectedBy(seen.subject, DayAt(seen.delivered))) {
    alerts_.Moved(child.child, believed_, seen.delivered);
  }
}

void ExpectedAlerts::LookAtHome(const Observation& seen) {
  const DayNumber day = DayAt(seen.delivered);
  if (!homes_.MayBeIn(seen.subject, day)) return;
  residents_.EachWith(seen.subject, day, [&](PersonIndex one) {
    watch_.LookAt(one, seen);
    past_.LookAt(one, seen);
    endings_.LookAt(one, seen);
  });
  // Who expects a child may have no home that the hub knows of.
  past_.LookAt(seen.subject, seen);
  endings_.LookAt(seen.subject, seen);
}

void ExpectedAlerts::Finish(DayNumber end) {
  endings_.Advance(end * kDaySeconds - 1);
  alerts_.Finish();
}

}  // namespace goldthread::county
