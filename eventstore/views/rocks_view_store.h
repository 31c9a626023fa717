// The view store on RocksDB: one column family, its write-ahead log unsynced, or none.
//
// With one, everything committed is there after a killed process, and after a power cut a prefix
// of it; without, a prefix after either, some ten thousand records short. The position that belongs
// to it is there too, and the rest is folded again from the log. Source: design D5; engine-notes.md
// §11 says why one column family, no DeleteRange, and no options that RocksDB 7.8.3 has trouble
// with.
#pragma once

#include <memory>
#include <string>

#include "eventstore/views/bulk_loader.h"
#include "eventstore/views/view_store.h"

namespace rocksdb {
class Env;
}

namespace goldthread {

// Whether what is committed is written to disk at once, or when there is enough of it, and when the
// store is closed.
enum class Journal { kKept, kNone };

class RocksViewStore final : public ViewStore {
 public:
  // `dir` empty: in memory, gone with the object and its snapshots.
  // Errors: kFailedPrecondition: another process holds it; kDataLoss: it cannot be opened,
  // delete and rebuild it; kUnavailable, kResourceExhausted from the disk.
  static StatusOr<std::unique_ptr<RocksViewStore>> Open(const std::string& dir,
                                                        Journal journal = Journal::kKept);
  // For tests: on a file system that fails when told to.
  static StatusOr<std::unique_ptr<RocksViewStore>> OpenOn(rocksdb::Env* env, const std::string& dir,
                                                          Journal journal = Journal::kKept);
  ~RocksViewStore() override;

  StatusOr<Position> NextPosition() const override;
  StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  Status Commit(const std::vector<RowChange>& changes, Position next) override;
  StatusOr<std::unique_ptr<ViewSnapshot>> Snapshot() const override;
  Status Checkpoint(const std::string& path) override;

  // What is committed is on disk when it returns. Errors: as Commit.
  Status Flush();

  // Why the store is no longer worth having, if so: what was read or written did not agree
  // with its checksum (kDataLoss), or a write failed, after which there are no others.
  // Threads: any.
  Status Health() const;

  // The store is not wanted any more: its directory goes once it and its last snapshot have.
  void RemoveWhenClosed();

  // Fills an empty store with sorted files, much faster than Commit. Lent; at most one.
  std::unique_ptr<BulkLoader> NewBulkLoader(size_t memory_bytes);

  struct Database;  // Shared with snapshots, which outlive a store that was swapped out.

 private:
  explicit RocksViewStore(std::shared_ptr<Database> database);
  std::shared_ptr<Database> database_;
};

}  // namespace goldthread
