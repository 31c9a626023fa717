// Writes to RocksDB so that what is reported written is on the disk, and stops when it
// cannot tell.
//
// A full disk and a failed disk differ. Full: writing goes on by itself once there is room.
// Failed: after a failed fsync nobody knows what the disk holds, so nothing more is taken
// until the log is opened, and so read, again.
//
// Threads: one at a time.
#pragma once

#include <rocksdb/write_batch.h>

#include <memory>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/log/durable_mark.h"
#include "eventstore/log/shared_database.h"

namespace goldthread {

class DurableWriter {
 public:
  // Finds the end of the log.
  //
  // Errors: kDataLoss, kUnavailable, kResourceExhausted.
  static StatusOr<std::unique_ptr<DurableWriter>> Open(SharedDatabase* database);

  // Where the log ends; known anew after each Prepare.
  Position end() const { return end_; }

  // Before each Write, and before its records are numbered.
  //
  // Errors: kResourceExhausted: the disk is full; kUnavailable: a write failed before.
  Status Prepare();

  // Writes `records`, after which the log ends at `end`, with one fsync.
  //
  // Errors: kUnavailable: all or none of it may be in the log.
  Status Write(rocksdb::WriteBatch* records, Position end);

  // Leaves the next opening nothing to replay, if it can.
  void Close();

 private:
  DurableWriter(SharedDatabase* database, std::unique_ptr<DurableMark> mark)
      : database_(database), mark_(std::move(mark)) {}

  Status FindEnd();
  Status RecoverFromFullDisk();
  Status Failed(const Status& status);

  SharedDatabase* const database_;
  const std::unique_ptr<DurableMark> mark_;
  Position end_;
  bool disk_full_ = false;
  Status refusing_;
};

}  // namespace goldthread
