// Everything agencies send over Kafka: the inbox of each feed that has one.
//
// Source: docs/kafka-topics.md; docs/decisions/0016-the-inbox.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/inbound/kafka/inbox_line.h"

namespace goldthread::inbox {

class Inbox {
 public:
  struct Config {
    KafkaShard brokers;  // Its topic and partition are not looked at.
    int replicas = 3;
    bool make_topics = false;  // Where there are none. Else that is an error.
    std::string group;         // Under which name Kafka keeps how far each was read.
    std::vector<std::string> feeds;
    Publish publish;
    Tell tell;  // May be empty.
  };

  // After each feed's topics were found fit. Errors: as CheckFeeds and CheckKafkaTopic.
  static StatusOr<std::unique_ptr<Inbox>> Open(const Config& config);

 private:
  Inbox() = default;
  std::unique_ptr<KafkaOutbox> outbox_;
  std::vector<std::unique_ptr<InboxLine>> lines_;  // Last: they use the outbox.
};

}  // namespace goldthread::inbox
