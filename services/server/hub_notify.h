// The hub's subscribers, told of alerts for as long as it runs: one thread each, so that one that
// is slow holds up no other.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "connectors/outbound/delivery.h"
#include "services/alerts/alert_service.h"
#include "services/alerts/subscription.h"
#include "services/server/hub_access.h"
#include "services/server/kafka_place.h"
#include "services/server/subscriber_settings.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::server {

// Lent; outlives what is made of it.
struct NotifyParts {
  const ViewSource& views;
  const access::Door& door;
  const Clock& clock;
  Publish publish;
  OperatorLog log;
  std::optional<KafkaPlace> kafka{};  // The log's.
  std::string partnership{};
};

// One subscriber's carrier, as its settings have it. kInvalidArgument "BAD_SETTINGS": what of them
// does not do; for a topic also as CreateKafkaTopic and CheckKafkaTopic.
StatusOr<std::unique_ptr<outbound::Carrier>> CarrierFor(const SubscriberPlace& place,
                                                        const NotifyParts& parts);

// What the subscriber is still to be told, and the way to write down that it was. Both are lent.
outbound::Source SourceFor(alerts::Subscription& subscription, const NotifyParts& parts);

class HubNotify {
 public:
  // Begins to tell them. kInvalidArgument: as CarrierFor.
  static StatusOr<std::unique_ptr<HubNotify>> Open(const std::vector<SubscriberPlace>& places,
                                                   const NotifyParts& parts);
  // Ends what is under way, within a carrier's time.
  ~HubNotify() = default;

 private:
  HubNotify() = default;
  std::vector<std::jthread> threads_;
};

}  // namespace goldthread::server
