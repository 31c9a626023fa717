// A chronology as JSON and NDJSON: the shapes that scripts rely on (docs/operations.md).
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "goldthread/v1/chronology_service.pb.h"

namespace goldthread::server {

// A whole answer, its pages joined.
struct Chronology {
  v1::LogPosition position;
  v1::Person person;
  std::vector<v1::ChronologyEntry> entries;
  std::vector<v1::AgencySummary> agencies;
  std::vector<v1::KnownTo> known_to;  // Of these, only that they know the person.
  v1::Incomplete incomplete;          // Empty: nothing is known to be lacking.
  bool stands = false;                // The log did not answer: there may be more.
};

nlohmann::ordered_json EntryJson(const v1::ChronologyEntry& entry);

nlohmann::ordered_json ChronologyJson(const v1::ChronologyQuery& query,
                                      const Chronology& chronology);

// Proto JSON with the contract's own field names.
nlohmann::ordered_json MessageJson(const google::protobuf::Message& message);

// What the event says, whatever its kind: its payload as proto JSON.
nlohmann::ordered_json FactsJson(const v1::Event& event);

// One line, valid UTF-8 whatever is in it, controls escaped, no newline at the end.
std::string JsonLine(const nlohmann::ordered_json& json);

}  // namespace goldthread::server
