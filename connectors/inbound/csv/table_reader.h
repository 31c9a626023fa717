// Any delimited file as events, a row at a time, by a mapping.
//
//   GT_ASSIGN_OR_RETURN(const Mapping mapping, Mapping::Parse(toml, "school.toml"));
//   TableReader table(mapping, *std::move(bytes));
//   while (auto row = table.Next()) { publish row->events; show row->problems; }
//   for (const TableProblem& problem : table.file_problems()) …
//
// Nothing is dropped in silence: a row tells, is refused, or meets no event's conditions, and
// is counted as such; a column or code that the mapping does not know is counted too.
// Source: docs/csv-mappings.md.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/csv/cells.h"
#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/row_teller.h"
#include "connectors/inbound/csv/table_problem.h"
#include "connectors/inbound/csv/table_rows.h"

namespace goldthread::csv {

struct Seen {
  int64_t cells = 0;  // That say something.
  int64_t first_line = 0;
};

// rows = told + refused + silent; of the events that rows begin, `events` came out,
// `events_refused` and `events_repeated` did not.
struct TableCounts {
  int64_t rows = 0;
  int64_t rows_told = 0;
  int64_t rows_refused = 0;
  int64_t rows_silent = 0;  // No event's conditions hold, or no cell says anything.
  int64_t events = 0;
  int64_t events_refused = 0;
  int64_t events_repeated = 0;   // Said by an earlier row of the file already; not in `events`.
  int64_t events_unwatched = 0;  // Of `events`, those not held against earlier rows: too many.
  std::map<std::string_view, int64_t> events_by_kind;
  std::map<std::string, int64_t> events_by_feed;
  std::map<std::string, Seen> unknown_columns;
  std::map<std::string, Seen> unknown_codes;    // By column; told as they are, where they can be.
  std::map<std::string, std::string> left_out;  // Column to the mapping's reason.
};

// Ids remembered to find one that two rows give: 70 MiB, half as much again while it grows.
inline constexpr size_t kIdsWatched = 2'000'000;

class TableReader {
 public:
  // `mapping` is lent. In a file of more ids than `ids_watched` the first ones are watched, and
  // the rest is counted.
  TableReader(const Mapping& mapping, ByteSource bytes, size_t ids_watched = kIdsWatched);

  // The next row that told or was refused. Nothing at the end, or when the file is refused.
  // Threads: one.
  std::optional<ToldRow> Next();

  // What is wrong with the file itself; complete when Next gives nothing.
  const std::vector<TableProblem>& file_problems() const { return file_problems_; }
  const TableCounts& counts() const { return counts_; }
  int64_t bytes_read() const { return rows_.bytes_read(); }

 private:
  bool ReadHeader();
  bool Bind(const std::vector<std::string>& header);
  void DropRepeats(ToldRow* row);
  void CountUnknown(const TableRow& row);
  void Count(const ToldRow& row);
  void Refuse(std::string_view rule, int64_t line, std::string_view column = "");

  const Mapping& mapping_;
  const size_t ids_watched_;
  TableRows rows_;
  bool started_ = false;
  bool finished_ = false;
  std::optional<Cells> cells_;
  std::optional<RowTeller> teller_;
  struct UnknownColumn {
    std::string name;
    size_t place = 0;
  };
  std::vector<UnknownColumn> unknown_columns_;
  std::vector<TableProblem> file_problems_;
  TableCounts counts_;
  // Checksums of ids to those of what was said under them.
  absl::flat_hash_map<uint64_t, uint64_t> ids_;
};

}  // namespace goldthread::csv
