// A chronology as CSV: one line a fact, for spreadsheets and for taking it in again as events.
// The shape is a promise: docs/chronology-csv.md.
//
// Source: RFC 4180; OWASP, CSV injection.
#pragma once

#include <string>

#include "goldthread/v1/chronology_service.pb.h"

namespace goldthread::server {

// Both end with CR LF.
std::string CsvHeader();
std::string CsvRow(const v1::ChronologyEntry& entry);

}  // namespace goldthread::server
