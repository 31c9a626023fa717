#include "eventstore/log/embedded_log.h"

#include <fmt/format.h>
#include <rocksdb/utilities/checkpoint.h>

#include <filesystem>

#include "eventstore/base/check.h"
#include "eventstore/base/sync_path.h"
#include "eventstore/log/durable_mark.h"
#include "eventstore/log/embedded_log_internal.h"
#include "eventstore/log/log_cursor.h"

namespace goldthread {
namespace {

constexpr size_t kFindDamageRecords = 10'000;

class EmbeddedReader final : public EventReader {
 public:
  EmbeddedReader(SharedDatabase* database, GroupCommit* commit)
      : commit_(commit), cursor_(database) {}

  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override {
    GT_CHECK(limit > 0);
    batch->Clear();
    if (from < Position{0} || from > commit_->end()) {
      return Error(Code::kOutOfRange,
                   fmt::format("position {} is outside the log, which ends at {}", from.value,
                               commit_->end().value));
    }
    if (!commit_->WaitBeyond(from, wait)) return OkStatus();
    const Position end = commit_->end();
    const Status status = cursor_.Read(from, end, limit, batch);
    if (status.code() == Code::kDataLoss) {
      GT_ASSIGN_OR_RETURN(const DamagedRange range, cursor_.Damage(from, end));
      return Error(Code::kDataLoss, fmt::format("positions {}..{} of the log are damaged",
                                                range.first.value, range.last.value));
    }
    batch->Seal();
    return status;
  }

  StatusOr<Position> End() override { return commit_->end(); }

 private:
  GroupCommit* const commit_;
  LogCursor cursor_;
};

}  // namespace

StatusOr<std::unique_ptr<EmbeddedLog>> EmbeddedLog::Store::Open(const std::string& dir,
                                                                rocksdb::Env* env,
                                                                const LogTuning& tuning) {
  auto store = std::make_unique<Store>();
  GT_ASSIGN_OR_RETURN(store->database, SharedDatabase::Open(env, dir, tuning));
  GT_ASSIGN_OR_RETURN(auto writer, DurableWriter::Open(store->database.get()));
  store->commit = std::make_unique<GroupCommit>(std::move(writer));
  return std::unique_ptr<EmbeddedLog>(new EmbeddedLog(std::move(store)));
}

StatusOr<std::unique_ptr<EmbeddedLog>> EmbeddedLog::Open(const std::string& dir) {
  if (!dir.empty()) {
    GT_ASSIGN_OR_RETURN(const bool made, MakeDurableDirectories(dir));
    std::error_code error;
    auto opened = Store::Open(dir, rocksdb::Env::Default());
    if (made && !opened.ok()) std::filesystem::remove(dir, error);  // Unless something is in it.
    return opened;
  }
  std::unique_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  GT_ASSIGN_OR_RETURN(auto log, Store::Open("/log", memory.get()));
  log->store_->own_env = std::move(memory);
  return log;
}

EmbeddedLog::EmbeddedLog(std::unique_ptr<Store> store) : store_(std::move(store)) {}

EmbeddedLog::~EmbeddedLog() { store_->commit->Close(); }

StatusOr<std::vector<Position>> EmbeddedLog::Append(std::span<const NewRecord> batch) {
  return store_->commit->Append(batch);
}

std::unique_ptr<EventReader> EmbeddedLog::NewReader() {
  return std::make_unique<EmbeddedReader>(store_->database.get(), store_->commit.get());
}

Status EmbeddedLog::Checkpoint(const std::string& dir) {
  // Flushing beside a torn write-ahead log meets an assertion of RocksDB 7.8, so nothing is:
  // what was acknowledged is in files, which are linked, or fsynced in the write-ahead log,
  // which is copied.
  constexpr uint64_t kNeverFlush = UINT64_MAX;
  SharedDatabase& database = *store_->database;
  const Position end = store_->commit->end();
  {
    const auto held = database.Hold();
    if (database.db() == nullptr) return Error(Code::kUnavailable, "the log is being opened");
    rocksdb::Checkpoint* raw = nullptr;
    GT_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(database.db(), &raw), "checkpoint"));
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    GT_RETURN_IF_ERROR(FromRocks(checkpoint->CreateCheckpoint(dir, kNeverFlush), dir));
  }
  GT_ASSIGN_OR_RETURN(const auto mark, DurableMark::Open(database.env(), dir));
  GT_RETURN_IF_ERROR(mark->Advance(end));
  return mark->Sync();
}

StatusOr<std::vector<DamagedRange>> EmbeddedLog::FindDamage() {
  std::vector<DamagedRange> damage;
  LogCursor cursor(store_->database.get());
  LogBatch batch;
  const Position end = store_->commit->end();
  for (Position next; next < end;) {
    batch.Clear();
    const Status status = cursor.Read(next, end, kFindDamageRecords, &batch);
    if (status.ok()) {
      batch.Seal();
      next = batch.records().back().position.Next();
    } else if (status.code() == Code::kDataLoss) {
      GT_ASSIGN_OR_RETURN(const DamagedRange range, cursor.Damage(next, end));
      damage.push_back(range);
      next = range.last.Next();
    } else {
      return status;
    }
  }
  return damage;
}

}  // namespace goldthread
