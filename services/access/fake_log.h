// A log in memory, written and read, whose records a test may tamper with.
#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "eventstore/log/event_log.h"

namespace goldthread {

class FakeLog final : public EventAppender, public EventReader {
 public:
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override {
    const std::lock_guard lock(mutex_);
    std::vector<Position> positions;
    for (const NewRecord& record : batch) {
      positions.push_back({static_cast<int64_t>(records_.size())});
      records_.push_back(record);
    }
    if (fails_) return Error(Code::kUnavailable, "no acknowledgement");
    return positions;
  }

  Status Read(Position from, size_t limit, std::chrono::milliseconds /*wait*/,
              LogBatch* batch) override {
    const std::lock_guard lock(mutex_);
    batch->Clear();
    const auto first = static_cast<size_t>(from.value);
    const size_t last = std::min(records_.size(), first + limit);
    for (size_t i = first; i < last && i != damaged_; ++i) {
      batch->Add({static_cast<int64_t>(i)}, records_[i].header, records_[i].body);
    }
    batch->Seal();
    if (batch->empty() && first == damaged_) return Error(Code::kDataLoss, "damaged");
    return OkStatus();
  }

  StatusOr<Position> End() override {
    const std::lock_guard lock(mutex_);
    return Position{static_cast<int64_t>(records_.size())};
  }

  // For tampering, by one thread alone.
  std::vector<NewRecord>& records() { return records_; }
  void DamageAt(size_t position) { damaged_ = position; }
  // Later appends write, and then do not answer.
  void FailAfterWriting(bool fails) { fails_ = fails; }
  std::string BodyAt(Position position) const {
    const std::lock_guard lock(mutex_);
    return records_[static_cast<size_t>(position.value)].body;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<NewRecord> records_;
  size_t damaged_ = SIZE_MAX;
  bool fails_ = false;
};

}  // namespace goldthread
