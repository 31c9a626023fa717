// Any bytes as a table, read by each shipped mapping: read to its end or refused, never a crash;
// every row is counted once.
#include <algorithm>
#include <cstring>
#include <vector>

#include "connectors/inbound/csv/shipped_mappings.h"
#include "connectors/inbound/csv/table_reader.h"
#include "eventstore/base/check.h"

using goldthread::csv::Mapping;
using goldthread::csv::TableReader;

// The first byte chooses the mapping; the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<Mapping> mappings = [] {
    std::vector<Mapping> parsed;
    for (const auto& shipped : goldthread::csv::ShippedMappings()) {
      parsed.push_back(*Mapping::Parse(shipped.toml, shipped.name));
    }
    return parsed;
  }();
  if (size == 0) return 0;
  size_t at = 1;
  TableReader table(mappings[data[0] % mappings.size()], [&](char* buffer, size_t room) {
    const size_t given = std::min(room, size - at);
    std::memcpy(buffer, data + at, given);
    at += given;
    return static_cast<int64_t>(given);
  });
  int64_t events = 0;
  while (const auto row = table.Next()) events += static_cast<int64_t>(row->events.size());
  const auto& counts = table.counts();
  GT_CHECK(counts.rows == counts.rows_told + counts.rows_refused + counts.rows_silent);
  GT_CHECK(counts.events == events);
  for (const auto& problem : table.file_problems()) GT_CHECK(!problem.rule.empty());
  return 0;
}
