// Records of an inbox as agencies send them, for tests to spoil.
#pragma once

#include <string>
#include <utility>

#include "connectors/inbound/kafka/letter.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::inbox {

inline v1::Event EventOf(const std::string& feed, const std::string& id) {
  v1::Event event;
  event.set_feed(feed);
  event.set_id(id);
  event.mutable_attendance_concern()->set_concern("unexplained-absence");
  return event;
}

inline InboxRecord BinaryRecord(const v1::Event& event) {
  OutboxRecord letter = WriteLetter(event, "");
  return {.position = {}, .headers = std::move(letter.headers), .value = std::move(letter.value)};
}

inline InboxRecord StructuredRecord(const std::string& value) {
  return {.position = {},
          .headers = {{"content-type", "application/cloudevents+json; charset=UTF-8"}},
          .value = value};
}

inline OutboxRecord To(const std::string& topic, const InboxRecord& record) {
  return {.topic = topic, .headers = record.headers, .value = record.value};
}

}  // namespace goldthread::inbox
