#include "connectors/inbound/csv/table_reader.h"

#include <algorithm>
#include <utility>

#include "connectors/inbound/csv/words.h"
#include "eventstore/base/digest.h"
#include "services/vocabulary/content.h"

namespace goldthread::csv {
namespace {

constexpr size_t kFeedsNamed = 1'000;
constexpr size_t kColumnsMax = 10'000;

}  // namespace

TableReader::TableReader(const Mapping& mapping, ByteSource bytes, size_t ids_watched)
    : mapping_(mapping), ids_watched_(ids_watched), rows_(std::move(bytes), mapping.shape) {}

void TableReader::Refuse(std::string_view rule, int64_t line, std::string_view column) {
  file_problems_.push_back(ProblemOf(rule, line, column));
}

bool TableReader::ReadHeader() {
  if (!mapping_.header.empty()) return Bind(mapping_.header);
  const std::optional<TableRow> first = rows_.Next();
  if (!rows_.refused().empty()) return false;
  if (!first || !first->broken.empty() || first->cells.size() > kColumnsMax) {
    Refuse(first && !first->broken.empty() ? first->broken : "HEADER_MISSING",
           first ? first->line : 1);
    return false;
  }
  return Bind({first->cells.begin(), first->cells.end()});
}

// Names of the file's own are only told where it is clear that they are names, and not the
// first row of a file without a header.
bool TableReader::Bind(const std::vector<std::string>& header) {
  std::map<std::string, std::vector<size_t>> found;
  for (size_t i = 0; i < header.size(); ++i) found[HeaderKey(header[i])].push_back(i);
  std::vector<std::optional<size_t>> places;
  std::vector<std::string_view> missing;
  size_t bound = 0;
  for (const ColumnRule& rule : mapping_.columns) {
    auto& place = places.emplace_back();
    if (rule.joined) continue;
    const auto at = found.find(HeaderKey(rule.name));
    if (at == found.end()) {
      if (!rule.may_be_absent) missing.push_back(rule.name);
      continue;
    }
    if (at->second.size() > 1) Refuse("COLUMN_REPEATED", 1, rule.name);
    place = at->second.front();
    ++bound;
    found.erase(at);
  }
  if (bound == 0) {
    Refuse("HEADER_MISSING", 1);
    return false;
  }
  for (const std::string_view name : missing) Refuse("COLUMN_MISSING", 1, name);
  if (!file_problems_.empty()) return false;
  for (const auto& [key, at] : found) {
    const auto reason = mapping_.left_out.find(key);
    if (reason != mapping_.left_out.end()) {
      counts_.left_out.emplace(header[at.front()], reason->second);
      continue;
    }
    for (const size_t place : at) unknown_columns_.push_back({header[place], place});
  }
  rows_.ExpectCells(header.size());
  cells_.emplace(mapping_, std::move(places));
  teller_.emplace(mapping_, *cells_);
  return true;
}

std::optional<ToldRow> TableReader::Next() {
  if (finished_) return std::nullopt;
  if (!std::exchange(started_, true)) finished_ = !ReadHeader();
  while (!finished_) {
    const std::optional<TableRow> row = rows_.Next();
    if (!row) break;
    ToldRow told;
    if (row->broken.empty()) {
      cells_->Read(row->cells);
      told = teller_->Tell(row->line);
      CountUnknown(*row);
      DropRepeats(&told);
    } else {
      told.line = row->line;
      told.problems.push_back(ProblemOf(row->broken, row->line));
      ++counts_.rows_refused;
    }
    Count(told);
    if (!told.events.empty() || !told.problems.empty()) return told;
  }
  finished_ = true;
  if (!rows_.refused().empty()) Refuse(rows_.refused(), 0);
  return std::nullopt;
}

// Two rows with one id would each be a correction of the other, at every import again.
void TableReader::DropRepeats(ToldRow* row) {
  std::erase_if(row->events, [&](const v1::Event& event) {
    const uint64_t id = Checksum(event.id(), Checksum(event.feed()));
    const uint64_t content = Checksum(BodyOf(event));
    if (ids_.size() >= ids_watched_ && !ids_.contains(id)) {
      ++counts_.events_unwatched;
      return false;
    }
    const auto [known, fresh] = ids_.emplace(id, content);
    if (fresh) return false;
    if (known->second == content) {
      ++counts_.events_repeated;
      ++row->repeated;
      return true;
    }
    row->problems.push_back(ProblemOf("ID_REPEATED", row->line));
    ++row->refused;
    return true;
  });
}

void TableReader::CountUnknown(const TableRow& row) {
  const auto note = [&row](Seen& seen) {
    if (seen.cells++ == 0) seen.first_line = row.line;
  };
  for (const UnknownColumn& column : unknown_columns_) {
    Seen& seen = counts_.unknown_columns[column.name];
    if (!Trimmed(row.cells[column.place]).empty()) note(seen);
  }
  for (size_t i = 0; i < cells_->size(); ++i) {
    if ((*cells_)[i].state == Cell::State::kUnknownCode) {
      note(counts_.unknown_codes[mapping_.columns[i].name]);
    }
  }
}

void TableReader::Count(const ToldRow& row) {
  ++counts_.rows;
  if (!row.events.empty() || row.repeated > 0) {
    ++counts_.rows_told;
  } else if (row.refused > 0) {
    ++counts_.rows_refused;
  } else if (row.problems.empty()) {
    ++counts_.rows_silent;
  }
  counts_.events += static_cast<int64_t>(row.events.size());
  counts_.events_refused += row.refused;
  for (const v1::Event& event : row.events) {
    ++counts_.events_by_kind[KindName(event)];
    const auto feed = counts_.events_by_feed.find(event.feed());
    if (feed != counts_.events_by_feed.end()) {
      ++feed->second;
    } else if (counts_.events_by_feed.size() < kFeedsNamed) {
      counts_.events_by_feed.emplace(event.feed(), 1);
    }
  }
}

}  // namespace goldthread::csv
