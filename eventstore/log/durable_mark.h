// Where the log ended at its last acknowledgement, kept beside the log itself.
//
// After a crash, a damaged last record of the write-ahead log looks exactly like one that
// was never finished, and would be dropped without a word. The mark tells them apart: it is
// written after the fsync of the records it counts, so that what it counts was acknowledged.
// It is not fsynced itself. A kill leaves it exact; a power cut may leave it behind the
// log, never ahead.
//
// The file has two places of 16 bytes a block apart, written in turn, so that a torn write
// leaves the other: end (8 bytes, little-endian), XXH3 of those 8 bytes seeded with the
// place.
#pragma once

#include <rocksdb/env.h>

#include <memory>
#include <string>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"

namespace goldthread {

class DurableMark {
 public:
  // Whether a log was ever opened in `dir`.
  static bool Exists(rocksdb::Env* env, const std::string& dir);

  // Opens the mark, making it if there is none.
  //
  // Errors: as FromRocks (log_database.h) says.
  static StatusOr<std::unique_ptr<DurableMark>> Open(rocksdb::Env* env, const std::string& dir);

  // The greatest end that was ever written; 0 when none is readable.
  Position end() const { return end_; }

  // Threads: one.
  Status Advance(Position end);
  Status Sync();

 private:
  DurableMark(std::unique_ptr<rocksdb::RandomRWFile> file) : file_(std::move(file)) {}
  void Load();

  std::unique_ptr<rocksdb::RandomRWFile> file_;
  Position end_;
  size_t next_place_ = 0;
};

}  // namespace goldthread
