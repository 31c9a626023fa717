// How long ago the views were seen to hold all of the log: what a replica says of itself.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "eventstore/base/mutex.h"
#include "eventstore/projector/view_source.h"

namespace goldthread::server {

// Where the log ends now, as EventReader::End.
using LogEnd = std::function<StatusOr<Position>()>;

class Freshness {
 public:
  Freshness(const ViewSource& views, LogEnd log_end)  // `views` is lent.
      : views_(views), log_end_(std::move(log_end)) {}

  struct Seen {
    Position log_end;                              // When it was last asked.
    std::optional<std::chrono::milliseconds> age;  // Of all the views hold; none: not yet.
  };

  // Asks the log where it ends, which may take its time, and whether the views are there. Every
  // second or so. Threads: one.
  void Refresh();
  // Threads: any; at once.
  Seen Now() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  const ViewSource& views_;
  const LogEnd log_end_;
  mutable Mutex mutex_;
  Position end_ ABSL_GUARDED_BY(mutex_);
  std::optional<SteadyTime> fresh_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::server
