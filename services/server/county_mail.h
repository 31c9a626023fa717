// The county over Kafka: each feed's events to its inbox, as its agency would send them, and every
// one accounted for by its receipt.
//
// Source: docs/kafka-topics.md.
#pragma once

#include "eventstore/log/kafka/kafka_shard.h"
#include "services/server/county_feeder.h"

namespace goldthread::server {

// As SendCounty; `watch.refused` is called by this thread.
// Errors: as InboxSender; send the county again, repeats are harmless.
StatusOr<CountySent> MailCounty(const county::CountySize& size, const KafkaShard& brokers,
                                const CountyWatch& watch);

}  // namespace goldthread::server
