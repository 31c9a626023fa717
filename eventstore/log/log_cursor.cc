#include "eventstore/log/log_cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/key.h"
#include "eventstore/log/log_database.h"
#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

// One batch, whatever its `limit`: it is held in memory by each reader.
constexpr size_t kBatchBytesMax = 4 << 20;
constexpr size_t kReadAheadBytes = 2 << 20;
// Beyond so many positions one by one, the damage is a file and not a block: its end is
// then found by ever longer steps and halving.
constexpr int64_t kStepsMax = 4096;

std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

rocksdb::ReadOptions ReadingOptions() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.fill_cache = false;
  return options;
}

bool WholeAt(Position position, const rocksdb::Iterator& walk, LogRecord* record) {
  return walk.Valid() && DecodeRecord(position, View(walk.key()), View(walk.value()), record);
}

// The disk did not answer, which says nothing about the record.
bool Unanswered(const rocksdb::Status& status) { return !status.ok() && !status.IsCorruption(); }

// Tries single positions.
class Probe {
 public:
  explicit Probe(rocksdb::DB* db) : walk_(db->NewIterator(ReadingOptions())) {}

  // The first position at or after `position` that may be whole: itself when it is, a later
  // one when it is not.
  StatusOr<Position> FirstAfter(Position position, Position end) {
    walk_->Seek(RecordKey(position));
    if (Unanswered(walk_->status())) return FromRocks(walk_->status(), "the log");
    LogRecord record;
    if (WholeAt(position, *walk_, &record)) return position;
    if (walk_->Valid()) {
      KeyReader key(View(walk_->key()));
      Position found;
      if (key.Number(&found.value) && found > position) return std::min(found, end);
    } else if (walk_->status().ok()) {
      return end;
    }
    return position.Next();
  }

 private:
  std::unique_ptr<rocksdb::Iterator> walk_;
};

}  // namespace

void LogCursor::StandAt(Position from, Position end) {
  if (walk_ == nullptr || from >= covers_) {
    rocksdb::ReadOptions options = ReadingOptions();
    options.readahead_size = kReadAheadBytes;
    walk_.reset(db_->NewIterator(options));
    covers_ = end;
  } else if (at_ == from && walk_->Valid()) {
    return;
  }
  walk_->Seek(RecordKey(from));
  at_ = from;
}

Status LogCursor::Read(Position from, Position end, size_t limit, LogBatch* batch) {
  StandAt(from, end);
  size_t bytes = 0;
  LogRecord record;
  for (size_t added = 0; added < limit && bytes < kBatchBytesMax && at_ < std::min(end, covers_);
       ++added) {
    if (!WholeAt(at_, *walk_, &record)) {
      const rocksdb::Status status = walk_->status();
      walk_.reset();
      if (added > 0) return OkStatus();  // Good records first; the error is the next call's.
      if (Unanswered(status)) return FromRocks(status, "the log");
      return Error(Code::kDataLoss, fmt::format("position {} is damaged", from.value));
    }
    batch->Add(at_, record.header, record.body);
    bytes += record.header.size() + record.body.size();
    walk_->Next();
    at_ = at_.Next();
  }
  // An idle reader pins no files and no memory.
  if (at_ >= covers_) walk_.reset();
  return OkStatus();
}

StatusOr<DamagedRange> LogCursor::Damage(Position first, Position end) {
  Probe probe(db_);
  Position bad = first;
  Position next = first.Next();
  for (int64_t step = 0; next < end && step < kStepsMax; ++step) {
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstAfter(next, end));
    if (found == next) return DamagedRange{first, Position{next.value - 1}};
    bad = Position{found.value - 1};
    next = found;
  }
  for (int64_t stride = 1; next < end; stride *= 2) {
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstAfter(next, end));
    if (found == next) break;
    bad = Position{found.value - 1};
    next = Position{std::min(bad.value + stride, end.value)};
  }
  // `bad` is damaged and `next` is whole, or the end: the border lies between.
  while (bad.Next() < next) {
    const Position middle{bad.value + (next.value - bad.value) / 2};
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstAfter(middle, end));
    (found == middle ? next : bad) = middle;
  }
  return DamagedRange{first, bad};
}

}  // namespace goldthread
