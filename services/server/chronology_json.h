// A chronology as JSON, NDJSON and CSV: the shapes that scripts and spreadsheets rely on
// (docs/operations.md).
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
};

nlohmann::ordered_json EntryJson(const v1::ChronologyEntry& entry);

nlohmann::ordered_json ChronologyJson(const v1::ChronologyQuery& query,
                                      const Chronology& chronology);

// Proto JSON with the contract's own field names.
nlohmann::ordered_json MessageJson(const google::protobuf::Message& message);

// One line, valid UTF-8 whatever is in it, no newline at the end.
std::string JsonLine(const nlohmann::ordered_json& json);

// RFC 4180, with a header line. A cell that a spreadsheet would take for a formula begins with
// an apostrophe.
std::string CsvHeader();
std::string CsvRow(const v1::ChronologyEntry& entry);

}  // namespace goldthread::server
