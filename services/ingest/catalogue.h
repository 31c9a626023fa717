// The rules an event must meet to be taken, as one table: docs/events.md explains them.
//
// A broken rule refuses the event; a doubt accepts it and says what is doubtful, because a
// fact with a mistyped number is still a fact (domain/identifiers.md).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/ingest/registry.h"

namespace goldthread::ingest {

// How far a sender's clock may be ahead of the hub's.
inline constexpr std::chrono::minutes kClockSkew{5};

struct Verdict {
  std::vector<v1::Violation> violations;  // None: the event is taken.
  std::vector<v1::Violation> quality;
};

// Holds `event` as it was sent against every rule; finds all that is wrong, not the first.
// `now` is when the hub got it.
Verdict Judge(const v1::Event& event, const Registry& registry, Instant now);

// Of the rules, for the documentation and its test. A name comes once, in order of the table.
std::vector<std::string_view> RuleNames();

}  // namespace goldthread::ingest
