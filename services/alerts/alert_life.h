// Where an alert stands: what the rules say of it, and what people did about it, put together as of
// a moment. Pure.
//
//   raised → acknowledged → assessed → closed; withdrawn whenever its path breaks; suppressed until
//   a day when two people agree; raised again on a cause that was found since anybody decided on
//   it: who left and comes back is found anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/adults/alert_reader.h"
#include "eventstore/base/clock.h"
#include "goldthread/v1/alert.pb.h"
#include "services/alerts/life_reader.h"

namespace goldthread::alerts {

struct Proposal {
  std::string event_id;
  v1::Caller by;
  Day until{};
};

struct Life {
  v1::AlertState state = v1::ALERT_STATE_RAISED;
  bool historic = false;
  bool overdue = false;
  bool new_evidence = false;
  Instant raised_at;  // When the hub found what is to be decided on, or what was.
  Instant acknowledge_by;
  std::optional<Proposal> proposed;  // To suppress it; nobody has answered.
  std::string etag;
  // The next decision is fact "ALERT-NUMBER": whoever decides on this state says the same, and
  // nobody said it before. Decisions on a cause that has ended are counted no more.
  int next_decision = 1;
};

// `decided`: oldest first.
Life LifeOf(const adults::Alert& alert, const std::vector<Decided>& decided, Instant now);

// The end of the next working day in London: an alert is taken on within one working day.
Instant AcknowledgeBy(Instant raised_at);

// Those that need somebody.
bool IsOpen(v1::AlertState state);

}  // namespace goldthread::alerts
