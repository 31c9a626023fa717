// A table of people to try matching on: columns by their usual names, one row a record.
//
// What says which rows are one person is kept apart from what is compared, and is never read
// into it. Source: docs/matching.md.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "services/identity/matching/portrait.h"

namespace goldthread::server {

struct MatchTable {
  std::vector<matching::Portrait> records;
  std::vector<std::string> truth;     // By record: the person it is of; empty without a column.
  std::vector<std::string> compared;  // Columns, as the file names them.
  std::vector<std::string> ignored;   // Columns that mean nothing to matching.
  int64_t broken_rows = 0;
};

// `truth`: the column that says who is who, or "". `without`: columns to leave out.
//
// Errors: kUnavailable: the file cannot be read. kInvalidArgument: it is no table, has no such
// column, or none that could be compared.
StatusOr<MatchTable> ReadMatchTable(const std::string& file, const std::string& truth,
                                    const std::set<std::string>& without);

// "rec-12-dup-0" and "rec-12-org" are person "12"; anything else is a person's own name.
std::string PersonOfTruth(const std::string& value);

}  // namespace goldthread::server
