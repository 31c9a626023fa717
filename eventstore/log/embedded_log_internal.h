// The seam where tests give the embedded log another disk. Not for anybody else.
#pragma once

#include <rocksdb/env.h>

#include <memory>
#include <string>

#include "eventstore/log/embedded_log.h"
#include "eventstore/log/group_commit.h"
#include "eventstore/log/log_database.h"
#include "eventstore/log/shared_database.h"

namespace goldthread {

// Members are in the order of their lives: the environment is the last to go.
struct EmbeddedLog::Store {
  // As EmbeddedLog::Open, on `env`, which outlives the log.
  static StatusOr<std::unique_ptr<EmbeddedLog>> Open(const std::string& dir, rocksdb::Env* env,
                                                     const LogTuning& tuning = {});
  static Store& Of(EmbeddedLog& log) { return *log.store_; }

  std::unique_ptr<rocksdb::Env> own_env;  // Only for a log in memory.
  std::unique_ptr<SharedDatabase> database;
  std::unique_ptr<GroupCommit> commit;
};

}  // namespace goldthread
