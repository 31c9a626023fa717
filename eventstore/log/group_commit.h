// The writing half of the embedded log: many callers, one fsync.
//
// Callers queue. The one at the front takes everybody who waits, gives out the positions,
// writes all of it with one fsync, and wakes them; whoever queued meanwhile is the next
// group. One caller alone waits for nobody.
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/log/durable_writer.h"
#include "eventstore/log/event_log.h"

namespace goldthread {

class GroupCommit {
 public:
  explicit GroupCommit(std::unique_ptr<DurableWriter> writer)
      : end_(writer->end().value), writer_(std::move(writer)) {}

  // As EventAppender::Append.
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch);

  // Everything before it is durable. Threads: any.
  Position end() const { return Position{end_.load(std::memory_order_acquire)}; }

  // Waits until end() is beyond `position`; false when `wait` ran out. Threads: any.
  bool WaitBeyond(Position position, std::chrono::milliseconds wait);

  // Callers who have queued and have no answer yet.
  size_t queued();

  // As DurableWriter::Close. No Append may be running.
  void Close() { writer_->Close(); }

 private:
  struct Call {
    std::span<const NewRecord> batch;
    Position first;
    Status status;
    bool answered = false;
    Condition turn;
  };

  std::vector<Call*> TakeGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Lead(std::vector<Call*> group) ABSL_LOCKS_EXCLUDED(mutex_);
  Status Write(const std::vector<Call*>& group);

  Mutex mutex_;
  std::deque<Call*> queue_ ABSL_GUARDED_BY(mutex_);
  bool leading_ ABSL_GUARDED_BY(mutex_) = false;
  Condition grown_;
  std::atomic<int64_t> end_;

  // The leader's own.
  const std::unique_ptr<DurableWriter> writer_;
  rocksdb::WriteBatch writes_;
  std::string value_;
};

}  // namespace goldthread
