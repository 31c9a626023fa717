#include "eventstore/log/shared_database.h"

#include "eventstore/base/check.h"

namespace goldthread {

StatusOr<std::unique_ptr<SharedDatabase>> SharedDatabase::Open(rocksdb::Env* env,
                                                               const std::string& dir,
                                                               const LogTuning& tuning) {
  std::unique_ptr<SharedDatabase> database(new SharedDatabase(env, dir, tuning));
  GT_RETURN_IF_ERROR(database->Reopen());
  return database;
}

void SharedDatabase::Join(Reader* reader) {
  const MutexLock lock(mutex_);
  readers_.insert(reader);
}

void SharedDatabase::Leave(Reader* reader) {
  const MutexLock lock(mutex_);
  GT_CHECK(readers_.erase(reader) == 1);
  reader->LetGo();  // While a Reopen must wait: an iterator may not outlive its database.
}

Status SharedDatabase::Reopen() {
  const std::unique_lock nobody_reads(reopening_);
  {
    const MutexLock lock(mutex_);
    for (Reader* reader : readers_) reader->LetGo();
  }
  db_.reset();
  GT_ASSIGN_OR_RETURN(db_, OpenLogDatabase(env_, dir_, tuning_));
  return OkStatus();
}

}  // namespace goldthread
