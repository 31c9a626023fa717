// One row's cells, each read as its column says.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/csv/mapping.h"

namespace goldthread::csv {

struct Cell {
  enum class State {
    kEmpty,
    kGood,
    kBad,          // Not of its column's form; `text` is empty.
    kUnknownCode,  // `text` is as the file has it.
  };

  State state = State::kEmpty;
  std::string_view raw;  // Trimmed; empty for words that say nothing.
  std::string text;      // As events say it: a day as YYYY-MM-DD, a code's meaning.
  Moment moment;         // Of a date.
  int64_t number = 0;    // Of a number; 1 or 0 of a yes or no.
  std::string joined;    // What `raw` looks at, of a joined column.

  bool given() const { return state != State::kEmpty; }
  // Whether it says something that may be told.
  bool told() const { return state == State::kGood || state == State::kUnknownCode; }
};

class Cells {
 public:
  // Lent. `places[i]` is where column i of the mapping stands in a row, if it does.
  Cells(const Mapping& mapping, std::vector<std::optional<size_t>> places)
      : mapping_(mapping), places_(std::move(places)), cells_(mapping.columns.size()) {}

  void Read(std::span<const std::string_view> row);

  const Cell& operator[](size_t column) const { return cells_[column]; }
  size_t size() const { return cells_.size(); }

  // `text` with its columns filled in, trimmed; digests of the raw cells.
  std::string Expand(const TextTemplate& text) const;
  // Whether every column in it is told.
  bool AllTold(const TextTemplate& text) const;
  bool AnyGiven(const TextTemplate& text) const;

 private:
  void ReadOne(const ColumnRule& rule, Cell& cell) const;

  const Mapping& mapping_;
  const std::vector<std::optional<size_t>> places_;
  std::vector<Cell> cells_;
};

}  // namespace goldthread::csv
