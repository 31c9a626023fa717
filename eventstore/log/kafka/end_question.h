// One question at a time for many who want the same answer: where the log ends. While nobody
// answers, one of them goes on asking and the others are told at once, so that they do not use up
// the threads of a server.
#pragma once

#include <functional>
#include <utility>

#include "eventstore/base/mutex.h"
#include "eventstore/base/position.h"
#include "eventstore/base/status.h"

namespace goldthread {

// Threads: any.
class EndQuestion {
 public:
  explicit EndQuestion(std::function<StatusOr<Position>()> ask) : ask_(std::move(ask)) {}

  // Of a question put after this was called. Errors: as `ask`, from the last that was put.
  StatusOr<Position> Answer();

  // How many wait for the one that asks.
  int Waiting();

 private:
  const std::function<StatusOr<Position>()> ask_;
  Mutex mutex_;
  Condition answered_;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t put_ ABSL_GUARDED_BY(mutex_) = 0;
  StatusOr<Position> last_ ABSL_GUARDED_BY(mutex_) = Position{0};
};

}  // namespace goldthread
