// A reader for work that need not be finished.
#pragma once

#include <functional>
#include <utility>

#include "eventstore/log/event_log.h"

namespace goldthread {

// Gives kCancelled once `stop` says so.
class StoppableReader final : public EventReader {
 public:
  StoppableReader(EventReader& log, std::function<bool()> stop)
      : log_(log), stop_(std::move(stop)) {}
  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override {
    if (stop_()) return Error(Code::kCancelled, "the hub is stopping");
    return log_.Read(from, limit, wait, batch);
  }
  StatusOr<Position> End() override { return log_.End(); }

 private:
  EventReader& log_;
  const std::function<bool()> stop_;
};

}  // namespace goldthread
