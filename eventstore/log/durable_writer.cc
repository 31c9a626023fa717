#include "eventstore/log/durable_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace goldthread {
namespace {

Status DiskFull(const std::string& dir) {
  return Error(Code::kResourceExhausted,
               fmt::format("{}: the disk is full; free some space and appending goes on", dir));
}

// Takes the room and gives it back. What the disk says is free need not be ours: quotas.
Status ProveRoom(const SharedDatabase& database) {
  constexpr size_t kChunkBytes = 1 << 20;
  const std::string path = database.dir() + "/ROOM_PROBE";
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = database.env()->NewWritableFile(path, &file, rocksdb::EnvOptions());
  for (uint64_t left = RoomToKeep(database.tuning()); status.ok() && left > 0;) {
    const std::string chunk(std::min<uint64_t>(left, kChunkBytes), 'x');
    status = file->Append(chunk);
    left -= chunk.size();
  }
  if (status.ok()) status = file->Sync();
  file.reset();
  (void)database.env()->DeleteFile(path);
  return FromRocks(status, database.dir());
}

}  // namespace

StatusOr<std::unique_ptr<DurableWriter>> DurableWriter::Open(SharedDatabase* database) {
  GT_ASSIGN_OR_RETURN(auto mark, DurableMark::Open(database->env(), database->dir()));
  std::unique_ptr<DurableWriter> writer(new DurableWriter(database, std::move(mark)));
  GT_RETURN_IF_ERROR(writer->FindEnd());
  return writer;
}

// Right after opening, RocksDB has replayed everything into files.
Status DurableWriter::FindEnd() {
  GT_ASSIGN_OR_RETURN(const Position in_files, EndOfFiles(database_->db()));
  // Behind the mark: acknowledged records are gone. Their places are not given to others,
  // so that they stay what they are, a hole with a number.
  end_ = std::max(in_files, mark_->end());
  GT_RETURN_IF_ERROR(mark_->Advance(end_));
  return mark_->Sync();
}

Status DurableWriter::Prepare() {
  GT_RETURN_IF_ERROR(refusing_);
  uint64_t room = 0;
  const bool room_known = database_->env()->GetFreeSpace(database_->dir(), &room).ok();
  if (room_known && room < RoomToKeep(database_->tuning())) return DiskFull(database_->dir());
  return disk_full_ ? RecoverFromFullDisk() : OkStatus();
}

// After a write that met a full disk RocksDB only reads; opening it again needs room.
Status DurableWriter::RecoverFromFullDisk() {
  Status status = ProveRoom(*database_);
  if (status.ok()) status = database_->Reopen();
  if (status.ok()) status = FindEnd();
  if (status.code() == Code::kResourceExhausted) return DiskFull(database_->dir());
  if (!status.ok()) return Error(Code::kUnavailable, Message(status));  // Tried again next time.
  disk_full_ = false;
  return OkStatus();
}

Status DurableWriter::Write(rocksdb::WriteBatch* records, Position end) {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const Status written = FromRocks(database_->db()->Write(durable, records), database_->dir());
  if (!written.ok()) return Failed(written);
  end_ = end;
  // These records are durable whatever becomes of the mark; only the next are refused.
  if (const Status marked = mark_->Advance(end); !marked.ok()) (void)Failed(marked);
  return OkStatus();
}

Status DurableWriter::Failed(const Status& status) {
  if (status.code() == Code::kResourceExhausted) {
    disk_full_ = true;
    return Error(Code::kUnavailable,
                 fmt::format("{}: the disk became full during the append", database_->dir()));
  }
  refusing_ = Error(
      Code::kUnavailable,
      fmt::format("{}: takes no more records until it is opened again, after a failed write: {}",
                  database_->dir(), Message(status)));
  return refusing_;
}

void DurableWriter::Close() {
  // Flushing beside a torn write-ahead log meets an assertion of RocksDB 7.8.
  if (!refusing_.ok() || disk_full_) return;
  // Both only save work at the next opening; what they fail to do, it does.
  (void)database_->db()->Flush(rocksdb::FlushOptions());
  (void)mark_->Sync();
}

}  // namespace goldthread
