// Where a hub's log stands on Kafka, as hub.toml says it:
//
//   [kafka]
//   brokers = "kafka-1:9093,kafka-2:9093,kafka-3:9093"
//   topic = "goldthread.events"     # this, unless said
//   partition = 0                   # this partnership's; 0 unless said
//   replicas = 3                    # copies of every record; 3 unless said
//   make_topic = true               # makes the topic where there is none; false unless said
//   inbox = ["northmere-police/incidents"]   # feeds whose agencies may send over Kafka
//
//   ca = "kafka-ca.pem"             # TLS: who vouches for the brokers
//   user = "goldthread"             # SASL/SCRAM-SHA-512
//   password_file = "kafka.password"
//   certificate = "kafka.pem"       # or a certificate instead of a user
//   key = "kafka.key"
//
//   [kafka.access]                  # anything else of TLS and SASL, by librdkafka's names
//   "sasl.mechanism" = "SCRAM-SHA-256"
//
// Source: docs/kafka-topics.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "services/access/toml_reading.h"
#include "services/server/kafka_place.h"

namespace goldthread::server {

// The table [kafka] of `root`; nothing when there is none. Files it names are taken from `folder`.
// Errors: as TomlReading.
StatusOr<std::optional<KafkaPlace>> KafkaOf(const access::TomlReading& file,
                                            const toml::table& root,
                                            const std::filesystem::path& folder);

// The same of a file that may hold other tables too: hub.toml, or a sender's own.
// Errors: kInvalidArgument "BAD_SETTINGS"; kUnavailable: it cannot be read.
StatusOr<KafkaPlace> ReadKafka(const std::string& name);

}  // namespace goldthread::server
