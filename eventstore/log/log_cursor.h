// The reading half of the embedded log: one walk along it, every record checked.
//
// It keeps its place in RocksDB between calls, so that reading on costs no search.
// Threads: one.
#pragma once

#include <rocksdb/iterator.h>

#include <memory>

#include "eventstore/log/embedded_log.h"
#include "eventstore/log/event_log.h"
#include "eventstore/log/shared_database.h"

namespace goldthread {

class LogCursor final : private SharedDatabase::Reader {
 public:
  // `database` outlives it.
  explicit LogCursor(SharedDatabase* database) : database_(database) { database_->Join(this); }
  ~LogCursor() override { database_->Leave(this); }

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
  // What one batch may still take.
  struct Room {
    size_t records;
    size_t bytes;
    bool Take(const LogRecord& record, LogBatch* batch);
  };

  void LetGo() override { walk_.reset(); }
  void StandAt(Position from, Position end);
  bool Walk(Position end, Room* room, LogBatch* batch);
  Status ReadSingly(Position end, Room* room, LogBatch* batch);

  SharedDatabase* const database_;
  std::unique_ptr<rocksdb::Iterator> walk_;
  Position at_;      // The next to read; where walk_ stands, if there is one.
  Position covers_;  // walk_ sees everything before it.
};

}  // namespace goldthread
