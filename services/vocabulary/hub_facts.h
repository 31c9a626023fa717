// Facts that the hub itself takes down, and its way in for them: what people decide with it, and
// what it did by itself.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"

namespace goldthread {

// Publishes as the hub's EventService does: one receipt an event, in order, all durable. An
// error: none has a receipt, and all are published again. Threads: any.
using Publish = std::function<StatusOr<std::vector<v1::Receipt>>(std::span<const v1::Event>)>;

// Of one of the hub's own feeds (decisions_feed.h), without its payload: both happened and
// recorded `now`.
v1::Event HubFact(std::string_view feed, std::string id, v1::InformationCategory category,
                  Instant now);

// All taken in; where the last of them lies. kInvalidArgument "BAD_REQUEST": the hub refuses one.
StatusOr<Position> TakeDown(const Publish& publish, std::span<const v1::Event> facts);

}  // namespace goldthread
