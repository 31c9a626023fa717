// The one RocksDB of a log: readers read it while the writer may close and open it anew.
//
// That is how a log recovers from a full disk. RocksDB 7.8's own way, DB::Resume, goes on
// with the torn write-ahead log when its memtable is empty, upon which its own assertion
// ends the process, and waits for ever when a flush fails beside it.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <set>
#include <shared_mutex>
#include <string>

#include "eventstore/base/mutex.h"
#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/log/log_database.h"

namespace goldthread {

class SharedDatabase {
 public:
  // Who keeps iterators from one reading to the next.
  class Reader {
   public:
    virtual ~Reader() = default;
    // Drops them. Called while nobody reads, and by Leave.
    virtual void LetGo() = 0;
  };

  // Errors: as OpenLogDatabase.
  static StatusOr<std::unique_ptr<SharedDatabase>> Open(rocksdb::Env* env, const std::string& dir,
                                                        const LogTuning& tuning);

  // Threads: any. A reader that joined leaves before it dies.
  void Join(Reader* reader);
  void Leave(Reader* reader);

  // While the lock lives, db() is the same. For readers.
  std::shared_lock<std::shared_mutex> Hold() { return std::shared_lock(reopening_); }

  // Null after a Reopen that failed. Threads: a reader's that holds, or the writer's.
  rocksdb::DB* db() const { return db_.get(); }

  // Closes and opens, replaying what was written. Threads: the writer's, which holds not.
  //
  // Errors: as OpenLogDatabase; nothing can be read until another Reopen succeeds.
  Status Reopen();

  rocksdb::Env* env() const { return env_; }
  const std::string& dir() const { return dir_; }
  const LogTuning& tuning() const { return tuning_; }

 private:
  SharedDatabase(rocksdb::Env* env, std::string dir, const LogTuning& tuning)
      : env_(env), dir_(std::move(dir)), tuning_(tuning) {}

  rocksdb::Env* const env_;
  const std::string dir_;
  const LogTuning tuning_;

  std::shared_mutex reopening_;
  std::unique_ptr<rocksdb::DB> db_;

  Mutex mutex_;
  std::set<Reader*> readers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread
