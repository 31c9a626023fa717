// Time as a thing that is passed in, so that a test or the demo can choose it. Only ingest,
// the connectors and the composition root ask a clock; folds never do (design D4).
#pragma once

#include <atomic>
#include <chrono>

namespace goldthread {

// UTC, to the microsecond.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  // Threads: any.
  virtual Instant Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

// Moves only when told. For tests, and for stories played at their own dates.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start.time_since_epoch().count()) {}
  Instant Now() const override { return Instant(std::chrono::microseconds(now_.load())); }
  void Set(Instant now) { now_.store(now.time_since_epoch().count()); }

 private:
  std::atomic<int64_t> now_;
};

}  // namespace goldthread
