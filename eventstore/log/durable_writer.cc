#include "eventstore/log/durable_writer.h"

#include <fmt/format.h>

#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

Status DiskFull(const std::string& dir) {
  return Error(Code::kResourceExhausted,
               fmt::format("{}: the disk is full; free some space and appending goes on", dir));
}

}  // namespace

DurableWriter::DurableWriter(rocksdb::DB* db, std::unique_ptr<DurableMark> mark, Position end,
                             const LogTuning& tuning)
    : db_(db), mark_(std::move(mark)), tuning_(tuning), end_(end) {}

Status DurableWriter::Write(rocksdb::WriteBatch* records, Position end) {
  GT_RETURN_IF_ERROR(refusing_);
  if (const Status ready = MakeReady(); !ready.ok()) return Failed(ready);
  rocksdb::WriteOptions durable;
  durable.sync = true;
  if (const Status written = FromRocks(db_->Write(durable, records), "the log"); !written.ok()) {
    return Failed(written);
  }
  end_ = end;
  // These records are durable whatever becomes of the mark; only the next are refused.
  if (const Status marked = mark_->Advance(end); !marked.ok()) (void)Failed(marked);
  return OkStatus();
}

Status DurableWriter::MakeReady() {
  uint64_t room = 0;
  const bool room_known = db_->GetEnv()->GetFreeSpace(db_->GetName(), &room).ok();
  if (room_known && room < RoomToKeep(tuning_)) return DiskFull(db_->GetName());
  if (disk_full_) GT_RETURN_IF_ERROR(Resume());
  GT_RETURN_IF_ERROR(FlushWhenLong());
  return KeepMemtableFilled();
}

// After a write that met a full disk RocksDB takes nothing until told to resume. It then
// puts all that is durable into a table and begins a fresh write-ahead log.
Status DurableWriter::Resume() {
  memtable_filled_ = false;
  GT_RETURN_IF_ERROR(FromRocks(db_->Resume(), "the log"));
  disk_full_ = false;
  return OkStatus();
}

// Flushing is called here and not left to RocksDB so that it never happens between
// KeepMemtableFilled and a write.
Status DurableWriter::FlushWhenLong() {
  uint64_t bytes = 0;
  if (!db_->GetIntProperty(rocksdb::DB::Properties::kCurSizeActiveMemTable, &bytes) ||
      bytes < tuning_.write_buffer_bytes) {
    return OkStatus();
  }
  memtable_filled_ = false;
  rocksdb::FlushOptions behind_our_back;
  behind_our_back.wait = false;
  return FromRocks(db_->Flush(behind_our_back), "the log");
}

// RocksDB 7.8 begins that fresh write-ahead log only when its memtable holds something.
// With nothing in it, it resumes onto the torn one, and its own assertion ends the process
// at the next write. So the memtable always holds something: the deletion of the record
// that is not there yet. It goes to no log and is dropped with no harm.
Status DurableWriter::KeepMemtableFilled() {
  if (memtable_filled_) return OkStatus();
  rocksdb::WriteOptions to_memory_only;
  to_memory_only.disableWAL = true;
  GT_RETURN_IF_ERROR(FromRocks(db_->Delete(to_memory_only, RecordKey(end_)), "the log"));
  memtable_filled_ = true;
  return OkStatus();
}

Status DurableWriter::Failed(const Status& status) {
  if (status.code() == Code::kResourceExhausted) {
    disk_full_ = true;
    return DiskFull(db_->GetName());
  }
  refusing_ = Error(
      Code::kUnavailable,
      fmt::format("{}: takes no more records until it is opened again, after a failed write: {}",
                  db_->GetName(), Message(status)));
  return refusing_;
}

void DurableWriter::Close() {
  // Flushing onto a torn write-ahead log would meet the assertion above.
  if (!refusing_.ok() || disk_full_) return;
  // Both only save work at the next opening; what they fail to do, it does.
  (void)db_->Flush(rocksdb::FlushOptions());
  (void)mark_->Sync();
}

}  // namespace goldthread
