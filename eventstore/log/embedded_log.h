// The log where one machine serves: RocksDB, one key a position.
//
// Positions are places: the next record's position is the number of records before it, so
// that no reader can ever step over a record that commits late (engine-notes.md §1.1).
// Many callers share one fsync. Every record carries its own checksum over position and
// bytes, so that a record that is damaged, missing or in another's place is found.
//
// One process holds a directory at a time. Source: design D1, D2.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"

namespace goldthread {

// Both ends included.
struct DamagedRange {
  Position first;
  Position last;
};

class EmbeddedLog final : public EventAppender {
 public:
  // `dir` empty: kept in memory, gone with the object.
  //
  // Errors: kFailedPrecondition: another process holds it; kDataLoss: RocksDB cannot open
  // it; kUnavailable, kResourceExhausted from the disk.
  static StatusOr<std::unique_ptr<EmbeddedLog>> Open(const std::string& dir);
  ~EmbeddedLog() override;

  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;

  // Any number, each for one thread; none may outlive the log.
  std::unique_ptr<EventReader> NewReader();

  // Reads everything and lists what is damaged; empty when all is well.
  StatusOr<std::vector<DamagedRange>> FindDamage();

  // A copy that can be opened, at `dir`, which must not exist while its parent does. Cheap: what
  // is finished is linked. It holds everything acknowledged before the call, and may hold more;
  // appending goes on beside it. Errors: from the disk. Threads: any.
  Status Checkpoint(const std::string& dir);

  struct Store;  // Shared with readers.

 private:
  explicit EmbeddedLog(std::unique_ptr<Store> store);
  std::unique_ptr<Store> store_;
};

}  // namespace goldthread
