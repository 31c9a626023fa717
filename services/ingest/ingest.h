// The way in: an agency's event is checked, stamped, made durable and acknowledged.
//
// Ingest cannot read views (design §1): whether an event is a repeat is found by the feed
// ledger, not here.
#pragma once

#include <span>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/ingest/feed_leases.h"
#include "services/ingest/registry_in_force.h"
#include "services/ingest/stamped_log.h"

namespace goldthread::ingest {

class Ingest {
 public:
  // All lent, all outlive it. `not_before`: when the last record in the log was received, if
  // known, so that a clock set back between two runs does not turn the log's time back.
  Ingest(EventAppender& log, const RegistryInForce& registry, const Clock& clock,
         Instant not_before = {})
      : log_(log, clock, not_before), registry_(registry), clock_(clock), leases_(clock) {}

  // One receipt an event, in order. Good events become durable together before any receipt
  // is given; bad ones are rejected with every rule they break and stop nobody else. Records
  // stand in the log in the order of their `received_at`. Events for a feed that is leased to
  // another are rejected, rule FEED_LEASED; `lease` is 0 or of the events' feed. `agency`: who
  // sends; events for another's feed are rejected as if there were none such. Empty: anybody.
  //
  // Errors: as EventAppender::Append; then no event has a receipt. Send all again.
  // Threads: any.
  StatusOr<std::vector<v1::Receipt>> Publish(std::span<const v1::Event> events, int64_t lease = 0,
                                             std::string_view agency = {});

  FeedLeases& leases() { return leases_; }

 private:
  StampedLog log_;
  const RegistryInForce& registry_;
  const Clock& clock_;
  FeedLeases leases_;
};

}  // namespace goldthread::ingest
