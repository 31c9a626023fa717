// Takes away what one flipped bit can do to RocksDB 7.8 before it opens a log.
//
// Its write-ahead logs and its list of files (MANIFEST) are made of records, each with a type.
// Types 5 to 8 are for recycled files, which we never have; they are types 1 to 4 with a bit
// flipped. Salvaging a write-ahead log, RocksDB reads such a record for ever; in its list of
// files it takes it for the end, and deletes the files it did not come to.
#pragma once

#include <rocksdb/env.h>

#include <string>

#include "eventstore/base/status.h"

namespace goldthread {

// Gives records of such types in `dir` the type they had. Where that was not it, their
// checksum tells. Does nothing while another process holds the log. Errors: from the disk.
Status MendRecordTypes(rocksdb::Env* env, const std::string& dir);

}  // namespace goldthread
