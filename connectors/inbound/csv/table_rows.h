// A delimited file as rows of cells, in constant memory however long it is.
//
// Files come from spreadsheets and from hands, so one broken row must not take the rest with
// it: a quote that is out of place or never closed costs the row it began in, and reading goes
// on with the next line. The format itself is libcsv's business (RFC 4180, quoted newlines).
// Source: docs/csv-mappings.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/csv/text_source.h"

struct csv_parser;

namespace goldthread::csv {

struct TableShape {
  Encoding encoding = Encoding::kUtf8;
  char delimiter = ',';
  char quote = '"';
  int skip_lines = 0;  // Before the header: titles, dates of printing.
};

struct TableRow {
  int64_t line = 0;  // On which it begins; 1 is the file's first.
  // Spaces around a cell are gone unless they were quoted. Valid until the next row.
  std::span<const std::string_view> cells;
  // The rule the row breaks, if any; then there are no cells.
  std::string_view broken;
};

class TableRows {
 public:
  TableRows(ByteSource bytes, const TableShape& shape);
  TableRows(const TableRows&) = delete;  // libcsv calls back to this place.
  TableRows& operator=(const TableRows&) = delete;

  // Rows with more or fewer cells are broken from now on: their cells would shift.
  void ExpectCells(size_t count) { expected_ = count; }

  // Nothing at the end of the file, or where the file itself is `refused`. Blank lines are no
  // rows. Threads: one.
  std::optional<TableRow> Next();

  // Why the file is no table, or "": see TextSource.
  std::string_view refused() const { return text_.refused(); }
  int64_t bytes_read() const { return text_.bytes_read(); }

 private:
  enum class Fetched { kLine, kEnd, kTooLarge };

  Fetched NextLine(std::string_view* line);
  bool Refill();
  size_t EndOfLine();
  void SkipLine();
  void StartOver();
  void BeginRow();
  std::optional<TableRow> Take();
  std::optional<TableRow> Break(std::string_view rule);
  std::string_view WhyBroken();
  static void OnCell(void* bytes, size_t size, void* self);
  static void OnRow(int terminator, void* self);

  TextSource text_;
  const TableShape shape_;
  struct FreeParser {
    void operator()(csv_parser* parser) const;
  };
  std::unique_ptr<csv_parser, FreeParser> parser_;

  // The window: from the row's first line on, so that a broken row can be read again from its
  // second. Offsets into `window_`.
  std::vector<char> window_;
  size_t row_begin_ = 0;
  size_t second_line_ = 0;  // Where the row's second line begins; 0: not reached.
  size_t cursor_ = 0;
  size_t filled_ = 0;
  // Where the next of each stands, so that a file is searched once.
  size_t next_lf_ = 0;
  size_t next_cr_ = 0;
  bool at_end_ = false;

  int64_t line_ = 1;  // Of the cursor.
  int64_t row_line_ = 1;
  size_t expected_ = 0;

  bool row_done_ = false;
  std::string bytes_;         // The row's cells, one after the other.
  std::vector<size_t> ends_;  // Where each ends.
  std::vector<std::string_view> cells_;
};

}  // namespace goldthread::csv
