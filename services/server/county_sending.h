// Sends a county to a hub or to its inboxes, shows how far it has come, and says what became of
// every event: to people, or into an answer in JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "connectors/county/people/county_size.h"
#include "eventstore/log/kafka/kafka_shard.h"
#include "services/server/commands.h"

namespace goldthread::server {

// The exit code: kExitOk only when the hub holds what was sent, and nothing else under its ids and
// numbers. Errors: as SendCounty and ReadCountyLedger.
StatusOr<int> SendToHub(const county::CountySize& size, const HubClient& client,
                        const CommonOptions& options, Console& console,
                        nlohmann::ordered_json* answer);

// The exit code: kExitOk only when each has a receipt that says it was accepted.
// Errors: as MailCounty.
StatusOr<int> SendToInboxes(const county::CountySize& size, const KafkaShard& brokers,
                            const CommonOptions& options, Console& console,
                            nlohmann::ordered_json* answer);

}  // namespace goldthread::server
