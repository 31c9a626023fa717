// Where a hub's log stands on Kafka, as hub.toml says it:
//
//   [kafka]
//   brokers = "kafka-1:9093,kafka-2:9093,kafka-3:9093"
//   topic = "goldthread.events"     # this, unless said
//   partition = 0                   # this partnership's; 0 unless said
//   replicas = 3                    # copies of every record; 3 unless said
//   make_topic = true               # makes the topic where there is none; false unless said
//
//   [kafka.access]                  # TLS and SASL, by librdkafka's names
//   "security.protocol" = "ssl"
//   "ssl.ca.location" = "/etc/goldthread/kafka-ca.pem"
//
// Source: docs/kafka-topics.md.
#pragma once

#include <optional>

#include "services/access/toml_reading.h"
#include "services/server/kafka_place.h"

namespace goldthread::server {

// The table [kafka] of `root`; nothing when there is none. Errors: as TomlReading.
StatusOr<std::optional<KafkaPlace>> KafkaOf(const access::TomlReading& file,
                                            const toml::table& root);

}  // namespace goldthread::server
