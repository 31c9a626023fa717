// The append-only log of one shard: the only source of truth.
//
// Everything else in the hub can be deleted and rebuilt from it. Writers see only
// EventAppender and readers only EventReader, so that no component can be given the power
// to do both by accident.
//
// Source: design D1, D2, D15.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"

namespace goldthread {

// Header and body together. Larger content stays with its custodian; an event refers to it.
inline constexpr size_t kRecordBytesMax = 256 * 1024;
// Records of one Append: bounds the memory and the fsync of one batch.
inline constexpr size_t kAppendRecordsMax = 10'000;

// What a writer hands over. Never parsed by a log.
struct NewRecord {
  std::string header;  // A serialised goldthread.v1.RecordHeader: no personal data.
  std::string body;    // The event, in clear or sealed.
};

struct LogRecord {
  Position position;
  std::string_view header;
  std::string_view body;
};

// Records read together, in order. Owns their bytes; reading into it again reuses its
// memory and ends the life of the views in it. Threads: one.
class LogBatch {
 public:
  std::span<const LogRecord> records() const { return records_; }
  bool empty() const { return records_.empty(); }

  // For implementations of EventReader.
  void Clear();
  void Add(Position position, std::string_view header, std::string_view body);
  // Points the views at the bytes, after the last Add.
  void Seal();

 private:
  struct Extent {
    size_t header_size;
    size_t body_size;
  };
  std::string bytes_;
  std::vector<Extent> extents_;
  std::vector<LogRecord> records_;
};

// kInvalidArgument when the batch is empty or too long, or a record too large or empty.
Status CheckBatch(std::span<const NewRecord> batch);

class EventAppender {
 public:
  virtual ~EventAppender() = default;

  // Adds `batch` in order and returns the position of each record once all of it is
  // durable: fsynced (embedded) or acknowledged by every in-sync replica (Kafka).
  //
  // Errors:
  //   kInvalidArgument  see CheckBatch; nothing appended
  //   kUnavailable      no acknowledgement; a prefix MAY be in the log. Retry the same
  //                     batch: readers drop repeated event ids.
  //   kResourceExhausted  the disk is full; nothing appended. Reading goes on.
  // Threads: any number of callers, who share one fsync. Blocks.
  virtual StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) = 0;
};

class EventReader {
 public:
  virtual ~EventReader() = default;

  // Reads up to `limit` records at or after `from`, in order, into `batch`. Waits up to
  // `wait` for the first one; an empty batch means none came, not the end.
  //
  // Errors; `batch` is then empty unless said:
  //   kOutOfRange   `from` is outside the log: deleted, or beyond its end. The caller and
  //                 the log disagree about history; stop and alert.
  //   kDataLoss     a record at or after `from` is damaged; the message gives the range of
  //                 positions. Records before the damage are returned by a call that ends
  //                 before it: good records come first, then the error, never a skip.
  //   kUnavailable  log unreachable; retry with back-off
  // Threads: one caller.
  virtual Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
                      LogBatch* batch) = 0;

  // The position the next record will get: everything before it is durable.
  virtual StatusOr<Position> End() = 0;

  // Nothing will be read for a while: lets go of what was fetched ahead.
  virtual void Rest() {}
};

}  // namespace goldthread
