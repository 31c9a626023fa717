// Counts calls that are open, and ends those that last as long as their callers like.
//
// A server ends streams before it closes its connections: one that closes while its caller still
// writes may take back, with a reset, what it said last (RFC 1122 §4.2.2.13): a receipt.
#pragma once

#include <chrono>
#include <stop_token>

#include "eventstore/base/mutex.h"

namespace goldthread::access {

// Threads: any.
class OpenCalls {
 public:
  // What a call obeys: it ends as soon as it has said what it owes.
  std::stop_token token() const { return stop_.get_token(); }

  // One more, unless `most` are open.
  bool Begin(int most) ABSL_LOCKS_EXCLUDED(mutex_);
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

  // Asks all to end, and those that begin later; waits for them until `deadline`.
  void EndAll(std::chrono::steady_clock::time_point deadline) ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits, for ever, until none is open.
  void Wait() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  std::stop_source stop_;
  Mutex mutex_;
  Condition ended_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace goldthread::access
