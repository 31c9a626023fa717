// The reading half of the embedded log: one walk along it, every record checked.
//
// It keeps its place in RocksDB between calls, so that reading on costs no search.
// Threads: one.
#pragma once

#include <rocksdb/db.h>

#include <memory>

#include "eventstore/log/embedded_log.h"
#include "eventstore/log/event_log.h"

namespace goldthread {

class LogCursor {
 public:
  explicit LogCursor(rocksdb::DB* db) : db_(db) {}

  // Adds to `batch` the records from `from` on that are whole, up to `limit` of them and
  // to `end`. `from` is before `end`, and all before `end` is durable.
  //
  // Errors, nothing added: kDataLoss: the record at `from` is damaged; kUnavailable: the
  // disk did not answer.
  Status Read(Position from, Position end, size_t limit, LogBatch* batch);

  // The whole of the damage that begins at `first`, found by trying the positions after it.
  //
  // Errors: kUnavailable.
  StatusOr<DamagedRange> Damage(Position first, Position end);

 private:
  void StandAt(Position from, Position end);

  rocksdb::DB* const db_;
  std::unique_ptr<rocksdb::Iterator> walk_;
  Position at_;      // Where walk_ stands.
  Position covers_;  // walk_ sees everything before it.
};

}  // namespace goldthread
