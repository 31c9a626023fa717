#include "connectors/inbound/csv/table_rows.h"

#include <csv.h>

#include <algorithm>
#include <cstring>

#include "eventstore/base/check.h"
#include "services/vocabulary/utf8.h"

namespace goldthread::csv {
namespace {

constexpr size_t kWindowBytes = 1024 * 1024;
// More is a quote that was never closed, or no table.
constexpr size_t kRowBytesMax = 256 * 1024;
constexpr size_t kCellBlockBytes = 4096;  // libcsv's cell buffer grows by this much.
constexpr char kBetweenCells = '\n';      // Ends a character that a cell leaves incomplete.

bool IsBlank(std::string_view line, char delimiter) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos &&
         line.find(delimiter) == std::string_view::npos;
}

}  // namespace

TableRows::TableRows(ByteSource bytes, const TableShape& shape)
    : text_(std::move(bytes), shape.encoding), shape_(shape), window_(kWindowBytes) {
  StartOver();
  for (int i = 0; i < shape_.skip_lines; ++i) {
    SkipLine();
    BeginRow();
  }
}

void TableRows::FreeParser::operator()(csv_parser* parser) const {
  csv_free(parser);
  delete parser;
}

void TableRows::StartOver() {
  parser_.reset(new csv_parser{});
  GT_CHECK(csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI) == 0);
  csv_set_delim(parser_.get(), static_cast<unsigned char>(shape_.delimiter));
  csv_set_quote(parser_.get(), static_cast<unsigned char>(shape_.quote));
  csv_set_blk_size(parser_.get(), kCellBlockBytes);
  BeginRow();
}

void TableRows::BeginRow() {
  row_begin_ = cursor_;
  row_line_ = line_;
  second_line_ = 0;
  row_done_ = false;
  bytes_.clear();
  ends_.clear();
}

void TableRows::OnCell(void* bytes, size_t size, void* self) {
  auto& rows = *static_cast<TableRows*>(self);
  rows.bytes_.append(static_cast<const char*>(bytes), size);
  rows.ends_.push_back(rows.bytes_.size());
  rows.bytes_.push_back(kBetweenCells);
}

void TableRows::OnRow(int, void* self) { static_cast<TableRows*>(self)->row_done_ = true; }

// False when the window is full or the file at its end.
bool TableRows::Refill() {
  if (at_end_) return false;
  if (row_begin_ > 0) {
    std::memmove(window_.data(), window_.data() + row_begin_, filled_ - row_begin_);
    cursor_ -= row_begin_;
    filled_ -= row_begin_;
    if (second_line_ > 0) second_line_ -= row_begin_;
    row_begin_ = 0;
  }
  next_lf_ = next_cr_ = cursor_;
  constexpr size_t kLeastRead = 16;
  if (window_.size() - filled_ < kLeastRead) return false;
  const size_t got = text_.Read(window_.data() + filled_, window_.size() - filled_);
  filled_ += got;
  at_end_ = got == 0;
  return got > 0;
}

// The offset behind the next line's terminator; 0 when it is not in the window.
size_t TableRows::EndOfLine() {
  const auto find = [this](char c, size_t known) {
    if (known > cursor_ && known <= filled_ && window_[known - 1] == c) return known;
    const void* at = std::memchr(window_.data() + cursor_, c, filled_ - cursor_);
    return at == nullptr ? filled_ + 1
                         : static_cast<size_t>(static_cast<const char*>(at) - window_.data()) + 1;
  };
  next_lf_ = next_lf_ > filled_ ? next_lf_ : find('\n', next_lf_);
  next_cr_ = next_cr_ > filled_ ? next_cr_ : find('\r', next_cr_);
  if (next_cr_ < next_lf_ && next_cr_ <= filled_) {
    if (next_cr_ < filled_) return next_cr_ + (window_[next_cr_] == '\n' ? 1 : 0);
    return at_end_ ? next_cr_ : 0;  // Whether a line feed follows is not known yet.
  }
  return next_lf_ <= filled_ ? next_lf_ : 0;
}

TableRows::Fetched TableRows::NextLine(std::string_view* line) {
  size_t end = EndOfLine();
  while (end == 0 && Refill()) end = EndOfLine();
  if (end == 0 && at_end_) end = EndOfLine();
  if (end == 0 && !at_end_) return Fetched::kTooLarge;
  if (end == 0) end = filled_;
  if (end == cursor_) return Fetched::kEnd;
  if (end - row_begin_ > kRowBytesMax) return Fetched::kTooLarge;
  *line = std::string_view(window_.data() + cursor_, end - cursor_);
  cursor_ = end;
  ++line_;
  if (second_line_ == 0) second_line_ = cursor_;
  return Fetched::kLine;
}

// To the end of the line, however long, keeping none of it.
void TableRows::SkipLine() {
  size_t end = 0;
  for (;;) {
    end = EndOfLine();
    if (end != 0 || at_end_) break;
    cursor_ = row_begin_ = filled_ > 0 && window_[filled_ - 1] == '\r' ? filled_ - 1 : filled_;
    second_line_ = 0;
    if (!Refill() && !at_end_) break;
  }
  if (end == 0) end = EndOfLine();
  if (end == 0) end = filled_;
  if (end == cursor_ && at_end_) return;
  cursor_ = end;
  ++line_;
}

// A row that spans lines may have swallowed good ones: they are read again, without the first.
std::optional<TableRow> TableRows::Break(std::string_view rule) {
  const TableRow broken{row_line_, {}, rule};
  if (second_line_ != 0 && second_line_ != cursor_) {
    cursor_ = second_line_;
    line_ = row_line_ + 1;
    next_lf_ = next_cr_ = cursor_;
  }
  StartOver();
  return broken;
}

std::string_view TableRows::WhyBroken() {
  if (expected_ != 0 && ends_.size() > expected_) return "CELLS_TOO_MANY";
  if (expected_ != 0 && ends_.size() < expected_) return "CELLS_TOO_FEW";
  if (text_.encoding() == Encoding::kWindows1252) {
    return bytes_.find(kNoCharacter) == std::string::npos ? "" : "TEXT_NOT_WINDOWS_1252";
  }
  return IsUtf8(bytes_) ? "" : "TEXT_NOT_UTF8";
}

std::optional<TableRow> TableRows::Take() {
  if (const std::string_view rule = WhyBroken(); !rule.empty()) return Break(rule);
  cells_.clear();
  size_t begin = 0;
  for (const size_t end : ends_) {
    cells_.emplace_back(bytes_.data() + begin, end - begin);
    begin = end + 1;
  }
  row_done_ = false;
  return TableRow{row_line_, cells_, ""};
}

std::optional<TableRow> TableRows::Next() {
  BeginRow();
  for (std::string_view line; text_.refused().empty();) {
    switch (NextLine(&line)) {
      case Fetched::kEnd:
        if (csv_fini(parser_.get(), OnCell, OnRow, this) != 0) return Break("QUOTE_NOT_CLOSED");
        if (row_done_) return Take();
        return std::nullopt;
      case Fetched::kTooLarge: {
        if (second_line_ != 0) return Break("QUOTE_NOT_CLOSED");
        const TableRow broken{row_line_, {}, "ROW_TOO_LARGE"};
        SkipLine();
        StartOver();
        return broken;
      }
      case Fetched::kLine:
        break;
    }
    // An empty line within quotes belongs to its cell.
    if (second_line_ == cursor_ && IsBlank(line, shape_.delimiter)) {
      BeginRow();
      continue;
    }
    if (csv_parse(parser_.get(), line.data(), line.size(), OnCell, OnRow, this) != line.size()) {
      return Break("QUOTE_MISPLACED");
    }
    if (row_done_) return Take();
  }
  return std::nullopt;
}

}  // namespace goldthread::csv
