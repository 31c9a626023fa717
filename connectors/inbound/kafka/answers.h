// What the hub answers to the records of an inbox: a receipt for each, and the refused ones once
// more for people to read.
//
// An answer's CloudEvents id is the offset of the record it answers, so that a repeat after a
// crash has the same. Headers hold nothing that a sender wrote. The refused record itself is not
// copied: it stays in the inbox, at that offset.
//
// Source: docs/kafka-topics.md; docs/decisions/0016-the-inbox.md.
#pragma once

#include <string_view>
#include <vector>

#include "connectors/inbound/kafka/inbox_topics.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "goldthread/v1/event_service.pb.h"

namespace goldthread::inbox {

struct Answer {
  Position to;  // The record's, in the inbox.
  v1::Receipt receipt;
};

// In the order of `answers`, receipts first. `feed` is the inbox's.
std::vector<OutboxRecord> RecordsOf(const std::vector<Answer>& answers, std::string_view feed);

}  // namespace goldthread::inbox
