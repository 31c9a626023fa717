#include "services/server/freshness.h"

namespace goldthread::server {

void Freshness::Refresh() {
  const SteadyTime asked = std::chrono::steady_clock::now();
  const StatusOr<Position> end = log_end_();
  if (!end.ok()) return;                        // It may have grown: the views age.
  const bool holds_all = views_.At(*end).ok();  // Waits a little for what has just come.
  const MutexLock lock(mutex_);
  end_ = *end;
  if (holds_all) fresh_at_ = asked;
}

Freshness::Seen Freshness::Now() const {
  const MutexLock lock(mutex_);
  Seen seen;
  seen.log_end = end_;
  if (fresh_at_.has_value()) {
    seen.age = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - *fresh_at_);
  }
  return seen;
}

}  // namespace goldthread::server
