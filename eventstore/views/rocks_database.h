// RocksDB as this folder uses it. Not for others to include.
#pragma once

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

struct RocksViewStore::Database {
  explicit Database(Journal j) : journal(j) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status Open(rocksdb::Env* on, const std::string& at);

  // As ToStatus; what is wrong with the store for good is remembered.
  Status Answer(const rocksdb::Status& status);
  Status Written(const rocksdb::Status& status);
  Status health() const;

  std::unique_ptr<rocksdb::Env> memory;  // Only for a store in memory; outlives db.
  rocksdb::Env* env = nullptr;
  std::string dir;
  std::atomic<bool> remove_when_closed = false;
  std::unique_ptr<rocksdb::DB> db;
  const Journal journal;
  rocksdb::WriteBatch batch;  // The one writer's.

 private:
  mutable Mutex mutex_;
  Status health_ ABSL_GUARDED_BY(mutex_);  // The first failure; it stays.
};

rocksdb::Options ViewStoreOptions(rocksdb::Env* env);

namespace rocks {

inline rocksdb::Slice ToSlice(std::string_view view) { return {view.data(), view.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// `what` names the store, for the message; RocksDB's own text names files, never content.
inline Status ToStatus(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return OkStatus();
  Code code = Code::kUnavailable;
  if (status.IsCorruption()) code = Code::kDataLoss;
  if (status.IsNoSpace()) code = Code::kResourceExhausted;
  return Error(code, fmt::format("{}: {}", what, status.ToString()));
}

}  // namespace rocks
}  // namespace goldthread
