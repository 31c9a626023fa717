// Writes to RocksDB so that what is reported written is on the disk, and stops when it
// cannot tell.
//
// A full disk and a failed disk differ. Full: nothing was written, and writing goes on by
// itself once there is room. Failed: after a failed fsync nobody knows what the disk holds,
// so nothing more is taken until the log is opened, and so read, again.
//
// Threads: one at a time.
#pragma once

#include <rocksdb/db.h>

#include <memory>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/log/durable_mark.h"
#include "eventstore/log/log_database.h"

namespace goldthread {

class DurableWriter {
 public:
  // `end`: where the log ends.
  DurableWriter(rocksdb::DB* db, std::unique_ptr<DurableMark> mark, Position end,
                const LogTuning& tuning);

  // Writes `records`, after which the log ends at `end`, with one fsync. All or nothing.
  //
  // Errors: kResourceExhausted: the disk is full; kUnavailable: it failed, now or before.
  Status Write(rocksdb::WriteBatch* records, Position end);

  // Leaves the next opening nothing to replay, if it can.
  void Close();

 private:
  Status MakeReady();
  Status Resume();
  Status FlushWhenLong();
  Status KeepMemtableFilled();
  Status Failed(const Status& status);

  rocksdb::DB* const db_;
  const std::unique_ptr<DurableMark> mark_;
  const LogTuning tuning_;
  Position end_;
  bool memtable_filled_ = false;
  bool disk_full_ = false;
  Status refusing_;
};

}  // namespace goldthread
