#include "connectors/inbound/csv/table_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <random>

#include "connectors/inbound/csv/table_fixture.h"

namespace goldthread::csv {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Table = std::vector<std::vector<std::string>>;

struct RowsRead {
  Table rows;
  std::vector<int64_t> lines;
  std::vector<std::string> broken;  // "3 QUOTE_MISPLACED"
  std::string refused;
};

RowsRead ReadRows(std::string_view text, const TableShape& shape = {}, size_t expected = 0,
                  size_t step = 1 << 20) {
  TableRows rows(BytesOf(std::string(text), step), shape);
  rows.ExpectCells(expected);
  RowsRead read;
  while (const auto row = rows.Next()) {
    if (!row->broken.empty()) {
      read.broken.push_back(std::to_string(row->line) + " " + std::string(row->broken));
      continue;
    }
    read.rows.emplace_back(row->cells.begin(), row->cells.end());
    read.lines.push_back(row->line);
  }
  read.refused = rows.refused();
  return read;
}

TEST(TableRowsTest, CellsMayHoldDelimitersQuotesAndLineBreaks) {
  const RowsRead read = ReadRows("a,\"b, c\",\"say \"\"no\"\"\"\n\"two\r\nlines\", d ,\n");
  EXPECT_THAT(read.rows, ElementsAre(ElementsAre("a", "b, c", "say \"no\""),
                                     ElementsAre("two\r\nlines", "d", "")));
  EXPECT_THAT(read.lines, ElementsAre(1, 2));
}

TEST(TableRowsTest, LinesMayEndInAnyWayAndTheLastNeedNot) {
  for (std::string_view text :
       {"a,b\nc,d\n"sv, "a,b\r\nc,d"sv, "a,b\rc,d\r"sv, "\n\na,b\n\r\n c,d"sv}) {
    for (const size_t step : {1, 2, 1000}) {
      EXPECT_THAT(ReadRows(text, {}, 0, step).rows,
                  ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")))
          << text << " in steps of " << step;
    }
  }
}

TEST(TableRowsTest, ALineIsCountedAsAnEditorCountsIt) {
  EXPECT_THAT(ReadRows("h\n\n\"x\n\n\"\ny\r\nz\rw\n").lines, ElementsAre(1, 3, 6, 7, 8));
  EXPECT_THAT(ReadRows("h\n\n\"x\n\n\"\ny\r\nz\rw\n", {}, 0, 1).lines, ElementsAre(1, 3, 6, 7, 8));
}

TEST(TableRowsTest, AnyDelimiterAndQuoteCanBeSaid) {
  EXPECT_THAT(ReadRows("a;'b;c'\n", {.delimiter = ';', .quote = '\''}).rows,
              ElementsAre(ElementsAre("a", "b;c")));
  EXPECT_THAT(ReadRows("a\t\tb c\n", {.delimiter = '\t'}).rows,
              ElementsAre(ElementsAre("a", "", "b c")));
}

TEST(TableRowsTest, TitleLinesAreSkipped) {
  const RowsRead read = ReadRows("Report, \"unfinished\nprinted\nh,i\n", {.skip_lines = 2});
  EXPECT_THAT(read.rows, ElementsAre(ElementsAre("h", "i")));
  EXPECT_THAT(read.lines, ElementsAre(3));
  EXPECT_THAT(ReadRows("one", {.skip_lines = 5}).rows, IsEmpty());
}

TEST(TableRowsTest, AQuoteOutOfPlaceCostsItsRowOnly) {
  const RowsRead read = ReadRows("a,b\nO\"Brien,x\nc,d\n\"e\" f,g\nh,i\n");
  EXPECT_THAT(read.rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("h", "i")));
  EXPECT_THAT(read.broken, ElementsAre("2 QUOTE_MISPLACED", "4 QUOTE_MISPLACED"));
}

TEST(TableRowsTest, AQuoteNeverClosedCostsItsRowOnly) {
  const RowsRead read = ReadRows("a,b\n\"oh,no\nc,d\ne,f\n", {}, 2);
  EXPECT_THAT(read.rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f")));
  EXPECT_THAT(read.broken, ElementsAre("2 QUOTE_NOT_CLOSED"));
  EXPECT_THAT(read.lines, ElementsAre(1, 3, 4));
}

TEST(TableRowsTest, AQuoteNeverClosedInALongFileCostsItsRowOnly) {
  std::string text = "a,b\n\"oh,no\n";
  for (int i = 0; i < 200'000; ++i) text += "cc,dd\n";
  const RowsRead read = ReadRows(text, {}, 2, 4096);
  EXPECT_THAT(read.broken, ElementsAre("2 QUOTE_NOT_CLOSED"));
  EXPECT_EQ(read.rows.size(), 200'001u);
  EXPECT_EQ(read.lines.back(), 200'002);
}

TEST(TableRowsTest, GoodRowsThatABrokenOneSwallowedComeBack) {
  // The two stray quotes make one row of three lines; its cells do not add up.
  const RowsRead read = ReadRows("a,b\n\"x,1\nc,d\ny\",2,3\ne,f\n", {}, 2);
  EXPECT_THAT(read.rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f")));
  EXPECT_EQ(read.broken.size(), 2u);
}

TEST(TableRowsTest, RowsOfAnotherLengthThanTheHeaderAreBroken) {
  const RowsRead read = ReadRows("1,2\n1\n1,2,3\n3,4\n", {}, 2);
  EXPECT_THAT(read.rows, ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
  EXPECT_THAT(read.broken, ElementsAre("2 CELLS_TOO_FEW", "3 CELLS_TOO_MANY"));
}

TEST(TableRowsTest, ARowLargerThanAnyIsBrokenAndTheNextIsRead) {
  for (const size_t size : {300'000, 3'000'000}) {
    const RowsRead read = ReadRows("a\n" + std::string(size, 'x') + "\r\nb\n", {}, 0, 5000);
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("a"), ElementsAre("b"))) << size;
    EXPECT_THAT(read.broken, ElementsAre("2 ROW_TOO_LARGE"));
    EXPECT_THAT(read.lines, ElementsAre(1, 3));
  }
}

TEST(TableRowsTest, AByteOrderMarkIsNotPartOfTheFirstCell) {
  EXPECT_THAT(ReadRows("\xef\xbb\xbfid,caf\xc3\xa9\n").rows,
              ElementsAre(ElementsAre("id", "caf\xc3\xa9")));
  EXPECT_THAT(ReadRows("\xef\xbb\xbf\xc3\xa9\n", {.encoding = Encoding::kWindows1252}, 0, 1).rows,
              ElementsAre(ElementsAre("\xc3\xa9")));
}

TEST(TableRowsTest, BytesThatAreNotOfTheEncodingBreakTheirRow) {
  const RowsRead utf8 = ReadRows("a\ncaf\xe9\n\xc3,\xa9\nb\n");
  EXPECT_THAT(utf8.rows, ElementsAre(ElementsAre("a"), ElementsAre("b")));
  EXPECT_THAT(utf8.broken, ElementsAre("2 TEXT_NOT_UTF8", "3 TEXT_NOT_UTF8"));
  const RowsRead windows =
      ReadRows("caf\xe9\n\x80\x9f\nx\x81\n", {.encoding = Encoding::kWindows1252});
  EXPECT_THAT(windows.rows,
              ElementsAre(ElementsAre("caf\xc3\xa9"), ElementsAre("\xe2\x82\xac\xc5\xb8")));
  EXPECT_THAT(windows.broken, ElementsAre("3 TEXT_NOT_WINDOWS_1252"));
}

TEST(TableRowsTest, WhatIsNoTextIsRefusedByWhatItIs) {
  EXPECT_EQ(ReadRows("\xff\xfeh\0i\0"sv).refused, "ENCODING_UTF16");
  EXPECT_EQ(ReadRows("\xfe\xff\0h\0i"sv).refused, "ENCODING_UTF16");
  EXPECT_EQ(ReadRows("h\0i\0"sv).refused, "ENCODING_UTF16");
  EXPECT_EQ(ReadRows("\xff\xfe\0\0h\0\0\0"sv).refused, "ENCODING_UTF32");
  EXPECT_EQ(ReadRows("PK\x03\x04more").refused, "FILE_IS_WORKBOOK");
  EXPECT_EQ(ReadRows("").refused, "");
}

TEST(TableRowsTest, AFileThatBreaksOffIsSaidToHaveAfterWhatWasRead) {
  const ByteSource good = BytesOf("aaaa,b\ncccc,d\nee");
  TableRows rows(
      [&good](char* buffer, size_t size) {
        const int64_t read = good(buffer, size);
        return read == 0 ? -1 : read;
      },
      {});
  int count = 0;
  while (rows.Next()) ++count;
  EXPECT_EQ(count, 2);
  EXPECT_EQ(rows.refused(), "FILE_UNREADABLE");
}

// The independent writer: RFC 4180 by hand, and glibc's own converter for Windows-1252.
std::string Quoted(const std::string& cell, char quote) {
  std::string text(1, quote);
  for (const char c : cell) text += c == quote ? std::string(2, c) : std::string(1, c);
  return text + quote;
}

std::string InWindows1252(std::string text) {
  iconv_t converter = iconv_open("WINDOWS-1252", "UTF-8");
  std::string result(text.size(), '\0');
  char* in = text.data();
  char* out = result.data();
  size_t in_left = text.size();
  size_t out_left = result.size();
  EXPECT_EQ(iconv(converter, &in, &in_left, &out, &out_left), 0u);
  iconv_close(converter);
  result.resize(result.size() - out_left);
  return result;
}

void WriteAndReadBack(unsigned seed) {
  SCOPED_TRACE(seed);
  std::mt19937 rng(seed);
  const auto pick = [&rng](auto n) {
    return static_cast<size_t>(rng() % static_cast<unsigned>(n));
  };
  const std::string_view delimiters = ",;\t|:";
  const std::string_view quotes = "\"'";
  const TableShape shape{.encoding = pick(2) == 0 ? Encoding::kUtf8 : Encoding::kWindows1252,
                         .delimiter = delimiters[pick(delimiters.size())],
                         .quote = quotes[pick(quotes.size())]};
  const std::vector<std::string> pieces = {"a",  "Zoë", "€", "–",  "Œ",    "\"", "'", ",", ";",
                                           "\t", "|",   ":", "\n", "\r\n", "\r", " ", "0"};
  const std::vector<std::string> ends = {"\n", "\r\n", "\r"};
  const size_t width = 1 + pick(6);
  Table table;
  std::string text;
  const std::string end = ends[pick(ends.size())];
  for (size_t rows = 1 + pick(40); table.size() < rows;) {
    auto& row = table.emplace_back();
    for (size_t i = 0; i < width; ++i) {
      std::string cell;
      for (size_t n = pick(6); n > 0; --n) cell += pieces[pick(pieces.size())];
      if (i > 0) text += shape.delimiter;
      const bool plain = cell.find_first_of(" \t\r\n\"',;|:") == std::string::npos;
      // A row of one empty cell must be quoted, or its line is blank.
      text +=
          plain && pick(2) == 0 && (width > 1 || !cell.empty()) ? cell : Quoted(cell, shape.quote);
      row.push_back(std::move(cell));
    }
    if (table.size() < rows || pick(2) == 0) text += end;
  }
  if (shape.encoding == Encoding::kWindows1252) text = InWindows1252(text);
  const RowsRead read = ReadRows(text, shape, width, 1 + pick(200));
  EXPECT_THAT(read.broken, IsEmpty());
  EXPECT_EQ(read.rows, table);
}

TEST(TableRowsPropertyTest, AnyTableIsReadBackAsItWasWritten) {
  for (unsigned seed = 1; seed <= 300; ++seed) WriteAndReadBack(seed);
}

}  // namespace
}  // namespace goldthread::csv
