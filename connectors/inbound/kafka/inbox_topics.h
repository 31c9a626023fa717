// The three topics through which one feed's agency talks to the hub over Kafka, and on which
// terms they are kept.
//
// Source: docs/kafka-topics.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/log/kafka/kafka_topic.h"

namespace goldthread::inbox {

// Each costs a thread and its own questions to the brokers.
inline constexpr size_t kInboxesMax = 64;

struct InboxTopics {
  std::string inbox;         // The agency writes, the hub reads.
  std::string receipts;      // The hub writes, the agency reads: what became of each record.
  std::string dead_letters;  // Of these the refused ones, for people to read.
};

// "northmere-police/incidents" → "goldthread.inbox.northmere-police.incidents" …: Kafka's names
// know no slash.
InboxTopics InboxTopicsOf(std::string_view feed);

// What a feed's inbox and its answers must be. `replicas`: copies of each record.
KafkaTopicTerms InboxTerms(int replicas);
KafkaTopicTerms AnswerTerms(int replicas);

// kInvalidArgument: too many; or two feeds whose topics Kafka cannot tell apart ("a/b", "a.b",
// "a_b"): it takes "." and "_" for one.
Status CheckFeeds(const std::vector<std::string>& feeds);

}  // namespace goldthread::inbox
