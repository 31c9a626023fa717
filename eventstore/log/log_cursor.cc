#include "eventstore/log/log_cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/key.h"
#include "eventstore/log/log_database.h"
#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

// One batch, whatever its `limit`: each reader holds one in memory.
constexpr size_t kBatchBytesMax = 4 << 20;
constexpr size_t kReadAheadBytes = 2 << 20;
// Beyond so many positions one by one, the damage is a file and not a block: its end is
// then found by ever longer steps and halving.
constexpr int64_t kStepsMax = 4096;

std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The disk did not answer, which says nothing about the record.
bool Unanswered(const rocksdb::Status& status) {
  return !status.ok() && !status.IsNotFound() && !status.IsCorruption();
}

Status Closed() {
  return Error(Code::kUnavailable, "the log is closed until the disk has room to open it");
}

// Tries single positions. Damage elsewhere does not touch it: a look-up reads only the
// file that holds the position, where a walk begins by reading from several.
class Probe {
 public:
  explicit Probe(rocksdb::DB* db) : db_(db) { options_.verify_checksums = true; }

  // Whether the record at `position` is whole. Its views live until the next call.
  StatusOr<bool> Whole(Position position, LogRecord* record) {
    value_.Reset();
    key_ = RecordKey(position);
    const rocksdb::Status status = db_->Get(options_, db_->DefaultColumnFamily(), key_, &value_);
    if (Unanswered(status)) return FromRocks(status, "the log");
    return status.ok() && DecodeRecord(position, key_, View(value_), record);
  }

  // The first position from `position` on that may be whole: itself when it is, a later one
  // when it is not.
  StatusOr<Position> FirstFrom(Position position, Position end) {
    LogRecord record;
    GT_ASSIGN_OR_RETURN(const bool whole, Whole(position, &record));
    if (whole) return position;
    if (walk_ == nullptr) walk_.reset(db_->NewIterator(options_));
    walk_->Seek(key_);
    if (!walk_->Valid()) return walk_->status().ok() ? end : position.Next();
    KeyReader key(View(walk_->key()));
    Position found;
    if (!key.Number(&found.value) || found <= position) return position.Next();
    return std::min(found, end);
  }

 private:
  rocksdb::DB* const db_;
  rocksdb::ReadOptions options_;
  std::string key_;
  rocksdb::PinnableSlice value_;
  std::unique_ptr<rocksdb::Iterator> walk_;
};

}  // namespace

bool LogCursor::Room::Take(const LogRecord& record, LogBatch* batch) {
  batch->Add(record.position, record.header, record.body);
  --records;
  bytes -= std::min(bytes, record.header.size() + record.body.size());
  return records > 0 && bytes > 0;
}

Status LogCursor::Read(Position from, Position end, size_t limit, LogBatch* batch) {
  const auto hold = database_->Hold();
  if (database_->db() == nullptr) return Closed();
  StandAt(from, end);
  Room room{limit, kBatchBytesMax};
  if (!Walk(end, &room, batch)) {
    // What RocksDB cannot walk to may still be whole.
    walk_.reset();
    const Status status = ReadSingly(end, &room, batch);
    if (at_ == from) return status;  // Good records first; the error is the next call's.
  }
  // An idle reader pins no files and no memory.
  if (at_ >= covers_) walk_.reset();
  return OkStatus();
}

void LogCursor::StandAt(Position from, Position end) {
  if (walk_ != nullptr && at_ == from && from < covers_) return;
  if (walk_ == nullptr || from >= covers_) {
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    options.fill_cache = false;
    options.readahead_size = kReadAheadBytes;
    walk_.reset(database_->db()->NewIterator(options));
    covers_ = end;
  }
  walk_->Seek(RecordKey(from));
  at_ = from;
}

// False when it stopped for anything but the end or want of room.
bool LogCursor::Walk(Position end, Room* room, LogBatch* batch) {
  LogRecord record;
  for (bool more = true; more && at_ < std::min(end, covers_); at_ = at_.Next()) {
    if (!walk_->Valid()) return false;
    if (!DecodeRecord(at_, View(walk_->key()), View(walk_->value()), &record)) return false;
    more = room->Take(record, batch);
    walk_->Next();
  }
  return true;
}

Status LogCursor::ReadSingly(Position end, Room* room, LogBatch* batch) {
  Probe probe(database_->db());
  LogRecord record;
  for (bool more = true; more && at_ < end; at_ = at_.Next()) {
    GT_ASSIGN_OR_RETURN(const bool whole, probe.Whole(at_, &record));
    if (!whole) return Error(Code::kDataLoss, fmt::format("position {} is damaged", at_.value));
    more = room->Take(record, batch);
  }
  return OkStatus();
}

StatusOr<DamagedRange> LogCursor::Damage(Position first, Position end) {
  const auto hold = database_->Hold();
  if (database_->db() == nullptr) return Closed();
  Probe probe(database_->db());
  Position bad = first;
  Position next = first.Next();
  for (int64_t step = 0; next < end && step < kStepsMax; ++step) {
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstFrom(next, end));
    if (found == next) return DamagedRange{first, bad};
    bad = Position{found.value - 1};
    next = found;
  }
  for (int64_t stride = 1; next < end; stride *= 2) {
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstFrom(next, end));
    if (found == next) break;
    bad = Position{found.value - 1};
    next = Position{std::min(bad.value + stride, end.value)};
  }
  // `bad` is damaged and `next` is whole, or the end: the border lies between.
  while (bad.Next() < next) {
    const Position middle{bad.value + (next.value - bad.value) / 2};
    GT_ASSIGN_OR_RETURN(const Position found, probe.FirstFrom(middle, end));
    (found == middle ? next : bad) = middle;
  }
  return DamagedRange{first, bad};
}

}  // namespace goldthread
