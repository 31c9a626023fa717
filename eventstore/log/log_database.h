// RocksDB as the embedded log needs it: how it is opened, and what its errors mean here.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <string_view>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"

namespace goldthread {

struct LogTuning {
  // A killed process replays at most this much; each file of the log is about this long.
  size_t write_buffer_bytes = size_t{32} << 20;
};

// A disk with less room than this counts as full. It is what RocksDB may still need to put
// away what it holds in memory: 7.8 may lose its MANIFEST when that very write meets a full
// disk (engine-notes.md §11), so appends stop before it can.
uint64_t RoomToKeep(const LogTuning& tuning);

// Errors: kFailedPrecondition: another process holds `dir`; else as FromRocks, except that
// a log of which files are missing is kDataLoss and left as it is.
StatusOr<std::unique_ptr<rocksdb::DB>> OpenLogDatabase(rocksdb::Env* env, const std::string& dir,
                                                       const LogTuning& tuning);

// One past the last position that RocksDB has in files. Taken from its list of them, since
// the last block itself may be damaged.
StatusOr<Position> EndOfFiles(rocksdb::DB* db);

// kDataLoss: bytes disagree; kResourceExhausted: no space; kUnavailable: everything else.
// `what` is the file or act that failed.
Status FromRocks(const rocksdb::Status& status, std::string_view what);

}  // namespace goldthread
