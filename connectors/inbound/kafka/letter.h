// A record of an inbox as the CloudEvent it should be: an event, or what is wrong with it; and an
// event as such a record.
//
// Two forms are read (CloudEvents 1.0, Kafka binding): binary mode with a serialised
// goldthread.v1.Event, and structured mode in JSON with the event as proto JSON. Its bytes come
// from outside, and are believed in nothing; nothing of them is quoted.
//
// Source: docs/kafka-topics.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/log/kafka/kafka_inbox.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"

namespace goldthread::inbox {

// Of a record's `ce_type`.
inline constexpr std::string_view kEventType = "goldthread.v1.Event";

struct Letter {
  v1::Event event;
  std::optional<v1::Violation> problem;  // Then the event is not to be published.
};

// `feed` is the inbox's own: a letter of any other is refused.
Letter ReadLetter(const InboxRecord& record, std::string_view feed);

// In binary mode, for `topic`.
OutboxRecord WriteLetter(const v1::Event& event, std::string topic);

}  // namespace goldthread::inbox
