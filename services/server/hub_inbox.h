// What agencies send over Kafka, joined to ingest: the same rules, the same receipts.
//
// Source: docs/kafka-topics.md.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "connectors/inbound/kafka/inbox.h"
#include "services/ingest/ingest.h"
#include "services/ingest/registry.h"
#include "services/server/hub_access.h"
#include "services/server/kafka_place.h"
#include "services/server/metrics.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::server {

// Lent; outlives what is returned.
Publish PublishTo(ingest::Ingest& ingest);
// To an ingest in another process, which believes its sender (roles.h).
Publish PublishTo(const std::shared_ptr<grpc::Channel>& ingest);

// The same, counted.
Publish Measured(Publish publish, Metrics& metrics);

// Begins to take what comes for the feeds of `place.inbox`; null when there are none. While a feed
// is leased to an import its inbox waits.
//
// Errors: kInvalidArgument "BAD_SETTINGS": a feed that the registry does not know; others as
// Inbox::Open.
StatusOr<std::unique_ptr<inbox::Inbox>> OpenInbox(const KafkaPlace& place,
                                                  const ingest::Registry& registry, Publish publish,
                                                  OperatorLog log);

}  // namespace goldthread::server
