// A table into a hub by a mapping, or only judged.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/inbound/csv/table_reader.h"
#include "services/ingest/registry.h"
#include "services/server/feed_import.h"

namespace goldthread::server {

struct TableSummary {
  csv::TableCounts counts;
  // Of the events: read = accepted + duplicate + refused, or in a dry run ready + duplicate +
  // refused. Duplicate are those the hub has and those the file repeats.
  int64_t read = 0;
  int64_t accepted = 0;
  int64_t ready = 0;
  int64_t duplicate = 0;
  int64_t superseded = 0;
  int64_t refused = 0;
  bool file_broken = false;
  int64_t log_position = 0;
};

// A mapping file's, or the one that ships under that name. kInvalidArgument: there is none, or it
// makes no sense; its line is named.
StatusOr<csv::Mapping> LoadMapping(const std::string& name);

struct TableWatch {
  FeedImport::TakeProblem problem;
  std::function<void(int64_t bytes_read)> progress;  // After each row that told something.
};

// Reads the whole table; memory does not grow with it.
// Errors: as FeedImport; run it again, nothing is doubled.
StatusOr<TableSummary> ImportTable(csv::TableReader& table, FeedImport& import,
                                   const TableWatch& watch);

// The same without a hub: holds each event against the catalogue's rules at `now`, and against
// `registry` if there is one.
TableSummary JudgeTable(csv::TableReader& table, const std::optional<ingest::Registry>& registry,
                        Instant now, const TableWatch& watch);

}  // namespace goldthread::server
