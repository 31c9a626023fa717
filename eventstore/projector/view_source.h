// How answers get at the views: a snapshot that is fresh enough, or a plain refusal.
#pragma once

#include <memory>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

class ViewSource {
 public:
  virtual ~ViewSource() = default;

  // A snapshot in which everything before `at_least` is folded. Waits a bounded time.
  //
  // Errors:
  //   kFailedPrecondition  "BEHIND": not reached in time; retry or ask another replica
  //   kUnavailable         "REBUILDING": no views yet; retry later
  // Threads: any. The snapshot keeps its store alive.
  virtual StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const = 0;
};

}  // namespace goldthread
