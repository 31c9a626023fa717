#include "eventstore/views/rocks_view_store.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>

#include <filesystem>

#include "eventstore/base/check.h"
#include "eventstore/base/key.h"
#include "eventstore/views/rocks_database.h"

namespace goldthread {

using rocks::ToSlice;
using rocks::ToStatus;
using rocks::ToView;

namespace {

// Sorts before every fold's rows, whose keys begin with an upper-case letter.
constexpr std::string_view kPositionKey("\0position", 9);
// A fold's letter and the kind of row: what keys of rows that are written together begin with.
constexpr size_t kKindBytes = 2;

std::string EncodePosition(Position position) { return KeyWriter().Number(position.value).Take(); }

StatusOr<Position> DecodePosition(const std::string& bytes) {
  Position position;
  KeyReader reader(bytes);
  if (!reader.Number(&position.value) || !reader.rest().empty()) {
    return Error(Code::kDataLoss, "the views' position does not parse");
  }
  return position;
}

// RocksDB 7.8 recovers from a full disk behind our back, and meets its own assertion where a
// write-ahead log is torn. Who uses the store decides instead.
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* recover) override {
    *recover = false;
  }
};

// Writing files out and merging them can wait; who folds and who answers cannot. Where they fall
// behind, RocksDB slows down who writes. For all stores of the process.
void PutBackgroundLast(rocksdb::Env& env) {
  for (const auto pool : {rocksdb::Env::HIGH, rocksdb::Env::LOW}) {
    env.LowerThreadPoolCPUPriority(pool, rocksdb::CpuPriority::kLow).PermitUncheckedError();
  }
}

StatusOr<std::optional<std::string>> GetRow(RocksViewStore::Database& database,
                                            const rocksdb::ReadOptions& options,
                                            std::string_view key) {
  std::string value;
  const rocksdb::Status status = database.db->Get(options, ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  GT_RETURN_IF_ERROR(database.Answer(status));
  return std::optional<std::string>(std::move(value));
}

StatusOr<Position> ReadPosition(RocksViewStore::Database& database,
                                const rocksdb::ReadOptions& options) {
  GT_ASSIGN_OR_RETURN(const auto row, GetRow(database, options, kPositionKey));
  if (!row.has_value()) return Position{0};
  return DecodePosition(*row);
}

class Cursor final : public RowCursor {
 public:
  Cursor(RocksViewStore::Database& database, const rocksdb::Snapshot* snapshot,
         const KeyRange& range, Direction direction)
      : database_(database), first_(range.first), last_(range.last), direction_(direction) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    lower_ = first_;
    options.iterate_lower_bound = &lower_;
    if (!last_.empty()) {
      upper_ = last_;
      options.iterate_upper_bound = &upper_;
    }
    iterator_.reset(database.db->NewIterator(options));
    if (direction_ == Direction::kForward) {
      iterator_->Seek(lower_);
    } else {
      iterator_->SeekToLast();
    }
  }

  bool Valid() const override { return iterator_->Valid(); }
  void Next() override {
    if (direction_ == Direction::kForward) {
      iterator_->Next();
    } else {
      iterator_->Prev();
    }
  }
  void Seek(std::string_view key) override {
    GT_CHECK(direction_ == Direction::kForward);
    iterator_->Seek(ToSlice(key));  // Keeps to the bounds.
  }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  Status status() const override { return database_.Answer(iterator_->status()); }

 private:
  RocksViewStore::Database& database_;
  const std::string first_;
  const std::string last_;
  const Direction direction_;
  rocksdb::Slice lower_;
  rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksSnapshot final : public ViewSnapshot {
 public:
  static StatusOr<std::unique_ptr<ViewSnapshot>> Take(
      std::shared_ptr<RocksViewStore::Database> database) {
    std::unique_ptr<RocksSnapshot> snapshot(new RocksSnapshot(std::move(database)));
    GT_ASSIGN_OR_RETURN(snapshot->next_, ReadPosition(*snapshot->database_, snapshot->options_));
    return snapshot;
  }
  ~RocksSnapshot() override { database_->db->ReleaseSnapshot(options_.snapshot); }

  Position NextPosition() const override { return next_; }
  StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return GetRow(*database_, options_, key);
  }
  std::unique_ptr<RowCursor> Scan(const KeyRange& range, Direction direction) const override {
    return std::make_unique<Cursor>(*database_, options_.snapshot, range, direction);
  }

 private:
  explicit RocksSnapshot(std::shared_ptr<RocksViewStore::Database> database)
      : database_(std::move(database)) {
    options_.snapshot = database_->db->GetSnapshot();
  }

  std::shared_ptr<RocksViewStore::Database> database_;
  rocksdb::ReadOptions options_;
  Position next_;
};

}  // namespace

KeyRange PrefixRange(std::string_view prefix) { return {std::string(prefix), PrefixEnd(prefix)}; }

rocksdb::Options ViewStoreOptions(rocksdb::Env* env) {
  rocksdb::Options options;
  options.env = env;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  // Together under 150 MiB: an import runs beside a hub on a small machine.
  options.write_buffer_size = size_t{32} << 20;
  // Most rows that a fold asks for and RocksDB is asked for are new: their keys are nowhere.
  options.memtable_prefix_bloom_size_ratio = 0.03;
  options.memtable_whole_key_filtering = true;
  // Rows come sorted: the next of a kind lies near the last, and need not be looked for from afar.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewCappedPrefixTransform(kKindBytes));
  options.max_background_jobs = 2;
  options.keep_log_file_num = 2;
  options.listeners = {std::make_shared<NoRecovery>()};
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(size_t{64} << 20);
  table.block_size = size_t{16} << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

RocksViewStore::RocksViewStore(std::shared_ptr<Database> database)
    : database_(std::move(database)) {}

RocksViewStore::~RocksViewStore() = default;

StatusOr<std::unique_ptr<RocksViewStore>> RocksViewStore::Open(const std::string& dir,
                                                               Journal journal) {
  if (!dir.empty()) return OpenOn(rocksdb::Env::Default(), dir, journal);
  auto database = std::make_shared<Database>(journal);
  database->memory.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  GT_RETURN_IF_ERROR(database->Open(database->memory.get(), "/views"));
  return std::unique_ptr<RocksViewStore>(new RocksViewStore(std::move(database)));
}

StatusOr<std::unique_ptr<RocksViewStore>> RocksViewStore::OpenOn(rocksdb::Env* env,
                                                                 const std::string& dir,
                                                                 Journal journal) {
  auto database = std::make_shared<Database>(journal);
  GT_RETURN_IF_ERROR(database->Open(env, dir));
  return std::unique_ptr<RocksViewStore>(new RocksViewStore(std::move(database)));
}

Status RocksViewStore::Database::Open(rocksdb::Env* on, const std::string& at) {
  env = on;
  dir = at;
  PutBackgroundLast(*env);
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(ViewStoreOptions(env), dir, &opened);
  db.reset(opened);
  const std::string text = status.ToString();
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return Error(Code::kFailedPrecondition, "IN_USE: another process holds the views");
  }
  return ToStatus(status, "view store");
}

RocksViewStore::Database::~Database() {
  db.reset();
  // What cannot be removed now is cleared away when the hub next opens its views.
  if (!remove_when_closed) return;
  rocksdb::DestroyDB(dir, ViewStoreOptions(env)).PermitUncheckedError();
  std::error_code ignored;  // Scratch files, which RocksDB does not know.
  if (env == rocksdb::Env::Default()) std::filesystem::remove_all(dir, ignored);
}

Status RocksViewStore::Database::Answer(const rocksdb::Status& status) {
  Status answer = ToStatus(status, "view store");
  if (answer.code() != Code::kDataLoss) return answer;  // Each row that is read comes by here.
  const MutexLock lock(mutex_);
  health_.Update(answer);
  return answer;
}

Status RocksViewStore::Database::Written(const rocksdb::Status& status) {
  Status answer = ToStatus(status, "view store");
  const MutexLock lock(mutex_);
  health_.Update(answer);
  return answer;
}

Status RocksViewStore::Database::health() const {
  const MutexLock lock(mutex_);
  return health_;
}

void RocksViewStore::RemoveWhenClosed() { database_->remove_when_closed = true; }

StatusOr<Position> RocksViewStore::NextPosition() const {
  return ReadPosition(*database_, rocksdb::ReadOptions());
}

StatusOr<std::optional<std::string>> RocksViewStore::Get(std::string_view key) const {
  return GetRow(*database_, rocksdb::ReadOptions(), key);
}

Status RocksViewStore::Commit(const std::vector<RowChange>& changes, Position next) {
  GT_RETURN_IF_ERROR(database_->health());
  rocksdb::WriteBatch& batch = database_->batch;
  batch.Clear();  // Keeps its memory.
  for (const RowChange& change : changes) {
    if (change.value.has_value()) {
      batch.Put(ToSlice(change.key), ToSlice(*change.value));
    } else {
      batch.Delete(ToSlice(change.key));
    }
  }
  batch.Put(ToSlice(kPositionKey), EncodePosition(next));
  rocksdb::WriteOptions options;
  options.disableWAL = database_->journal == Journal::kNone;
  return database_->Written(database_->db->Write(options, &batch));
}

Status RocksViewStore::Flush() {
  GT_RETURN_IF_ERROR(database_->health());
  return database_->Written(database_->db->Flush(rocksdb::FlushOptions()));
}

Status RocksViewStore::Health() const { return database_->health(); }

StatusOr<std::unique_ptr<ViewSnapshot>> RocksViewStore::Snapshot() const {
  return RocksSnapshot::Take(database_);
}

Status RocksViewStore::Checkpoint(const std::string& path) {
  rocksdb::Checkpoint* raw = nullptr;
  GT_RETURN_IF_ERROR(
      ToStatus(rocksdb::Checkpoint::Create(database_->db.get(), &raw), "checkpoint"));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  // Flushes first (the default): the hard-linked write-ahead log is not fully synced in 7.8.3.
  return ToStatus(checkpoint->CreateCheckpoint(path), "checkpoint");
}

}  // namespace goldthread
