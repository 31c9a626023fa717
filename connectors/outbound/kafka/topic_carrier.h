// Notices on a topic of Kafka, for systems that read along: each change of an alert once, as a
// CloudEvent in binary mode whose data is JSON, like a webhook's.
//
// Source: docs/kafka-topics.md; docs/decisions/0017-one-teller-a-shard.md.
#pragma once

#include <memory>
#include <utility>

#include "connectors/outbound/carrier.h"
#include "eventstore/log/kafka/kafka_teller.h"

namespace goldthread::outbound {

// Takes the place of whoever told on that topic's partition; when another takes its own, it takes
// it back for the next notice. Neither tells what is there already.
class TopicCarrier final : public Carrier {
 public:
  // `partnership` is told with every notice.
  TopicCarrier(KafkaTeller::Config config, std::string partnership)
      : config_(std::move(config)), partnership_(std::move(partnership)) {}

  // Unlike other carriers': after a kTryLater it is told once all the same.
  Carried Carry(const Notice& notice) override;

 private:
  Status Tell(const Notice& notice);

  const KafkaTeller::Config config_;
  const std::string partnership_;
  std::unique_ptr<KafkaTeller> teller_;  // None: not yet, or no more use.
};

}  // namespace goldthread::outbound
