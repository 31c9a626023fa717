#include "eventstore/log/log_database.h"

#include <fmt/format.h>
#include <rocksdb/convenience.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "eventstore/base/key.h"
#include "eventstore/log/durable_mark.h"
#include "eventstore/log/mend_record_types.h"

namespace goldthread {
namespace {

constexpr int kWriteBuffers = 3;
constexpr size_t kTableBlockBytes = 32 << 10;
constexpr int kNever = 1 << 20;

rocksdb::CompressionType Compression() {
  const auto supported = rocksdb::GetSupportedCompressions();
  const bool lz4 = std::ranges::find(supported, rocksdb::kLZ4Compression) != supported.end();
  return lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
}

rocksdb::Options LogOptions(rocksdb::Env* env, const LogTuning& tuning) {
  rocksdb::Options options;
  options.env = env;

  // Keys only ever grow, so files never overlap and compaction only moves them down.
  options.level_compaction_dynamic_level_bytes = true;
  options.write_buffer_size = tuning.write_buffer_bytes;
  options.max_write_buffer_number = kWriteBuffers;
  options.max_background_jobs = 2;
  options.bytes_per_sync = 1 << 20;  // Flushing must not make the next fsync wait.
  options.compression = Compression();
  // One writer at a time, in order: the plain skip list inserts at its end.
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  // A stall for want of compaction can hang for ever in 7.8.
  options.level0_slowdown_writes_trigger = kNever;
  options.level0_stop_writes_trigger = kNever;
  options.soft_pending_compaction_bytes_limit = 0;
  options.hard_pending_compaction_bytes_limit = 0;

  // Salvage every record that can be: what is missing then shows as a hole, by number.
  // Stopping at the first bad block would throw away the good ones after it.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  // A failed write is for the operator, never retried behind our back.
  options.max_bgerror_resume_count = 0;

  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 << 20;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;

  rocksdb::BlockBasedTableOptions table;
  table.block_size = kTableBlockBytes;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

bool HeldByAnother(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  return text.find("While lock file") != std::string::npos ||
         text.find("lock hold by current process") != std::string::npos;
}

}  // namespace

uint64_t RoomToKeep(const LogTuning& tuning) {
  return uint64_t{kWriteBuffers} * tuning.write_buffer_bytes;
}

StatusOr<std::unique_ptr<rocksdb::DB>> OpenLogDatabase(rocksdb::Env* env, const std::string& dir,
                                                       const LogTuning& tuning) {
  rocksdb::Options options = LogOptions(env, tuning);
  // Where a log once was, never begin an empty one: RocksDB would then delete the files
  // from which the old one could be saved.
  const bool existed = DurableMark::Exists(env, dir);
  options.create_if_missing = !existed;
  if (existed) GT_RETURN_IF_ERROR(MendRecordTypes(env, dir));
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(options, dir, &db);
  if (opened.ok()) return std::unique_ptr<rocksdb::DB>(db);
  if (HeldByAnother(opened)) {
    return Error(
        Code::kFailedPrecondition,
        fmt::format("IN_USE: {} is held by another process: stop that one, or ask it instead "
                    "(--hub ADDR)",
                    dir));
  }
  const bool file_missing =
      opened.IsNotFound() || opened.IsPathNotFound() || opened.IsInvalidArgument();
  if (existed && file_missing)
    return Error(Code::kDataLoss, fmt::format("{}: {}", dir, opened.ToString()));
  return FromRocks(opened, dir);
}

StatusOr<Position> EndOfFiles(rocksdb::DB* db) {
  std::vector<rocksdb::LiveFileMetaData> files;
  db->GetLiveFilesMetaData(&files);
  Position end;
  for (const rocksdb::LiveFileMetaData& file : files) {
    KeyReader key(file.largestkey);
    Position last;
    if (!key.Number(&last.value))
      return Error(Code::kDataLoss, "a file of the log has a foreign key");
    end = std::max(end, last.Next());
  }
  return end;
}

Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return OkStatus();
  Code code = Code::kUnavailable;
  if (status.IsCorruption()) code = Code::kDataLoss;
  if (status.IsNoSpace()) code = Code::kResourceExhausted;
  return Error(code, fmt::format("{}: {}", what, status.ToString()));
}

}  // namespace goldthread
