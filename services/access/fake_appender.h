// A log that is only written, in memory, and can be told to fail: for testing what must
// happen before and after an append.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "eventstore/base/check.h"
#include "eventstore/log/event_log.h"

namespace goldthread {

class FakeAppender final : public EventAppender {
 public:
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override {
    GT_CHECK(!batch.empty() && batch.size() <= kAppendRecordsMax);
    if (before_append) before_append();
    const std::lock_guard lock(mutex_);
    ++appends_;
    if (!failure_.ok()) return failure_;
    std::vector<Position> positions;
    for (const NewRecord& record : batch) {
      positions.push_back({static_cast<int64_t>(records_.size())});
      records_.push_back(record);
    }
    return positions;
  }

  // Every later append fails with it, until OK.
  void FailWith(Status failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  std::vector<NewRecord> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  // How often it was called.
  int appends() const {
    const std::lock_guard lock(mutex_);
    return appends_;
  }

  // Runs first in every Append, on its thread; set it before the first one.
  std::function<void()> before_append;

 private:
  mutable std::mutex mutex_;
  std::vector<NewRecord> records_;
  Status failure_ = OkStatus();
  int appends_ = 0;
};

}  // namespace goldthread
