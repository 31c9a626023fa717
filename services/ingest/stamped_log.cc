#include "services/ingest/stamped_log.h"

#include <algorithm>
#include <utility>

#include "eventstore/base/check.h"

namespace goldthread::ingest {
namespace {

// Of one Append: bounds what a failed batch costs to send again.
constexpr size_t kBatchBytesMax = 16 * 1024 * 1024;

}  // namespace

StatusOr<std::vector<Position>> StampedLog::Append(std::vector<Draft> drafts) {
  if (drafts.empty()) return std::vector<Position>();
  Turn mine;
  mine.drafts = std::move(drafts);
  mutex_.Lock();
  waiting_.push_back(&mine);
  while (!mine.done && led_) turn_over_.Wait(mutex_);
  if (!mine.done) {
    led_ = true;
    while (!mine.done) {  // Those before us come first.
      const std::vector<Turn*> group = NextGroup();
      mutex_.Unlock();
      const Status status = Write(group);
      mutex_.Lock();
      for (Turn* turn : group) {
        turn->status = status;
        turn->done = true;
      }
      turn_over_.NotifyAll();
    }
    led_ = false;
    turn_over_.NotifyAll();
  }
  mutex_.Unlock();
  GT_RETURN_IF_ERROR(mine.status);
  return std::move(mine.positions);
}

size_t StampedLog::Waiting() {
  const MutexLock lock(mutex_);
  return waiting_.size();
}

std::vector<StampedLog::Turn*> StampedLog::NextGroup() {
  std::vector<Turn*> group;
  size_t records = 0;
  while (!waiting_.empty()) {
    records += waiting_.front()->drafts.size();
    if (!group.empty() && records > kAppendRecordsMax) break;
    group.push_back(waiting_.front());
    waiting_.pop_front();
  }
  return group;
}

Status StampedLog::Write(const std::vector<Turn*>& group) {
  last_stamp_ = std::max(last_stamp_, clock_.Now());
  std::vector<NewRecord> batch;
  std::vector<Position> positions;
  size_t bytes = 0;
  for (Turn* turn : group) {
    for (Draft& draft : turn->drafts) {
      draft.header.set_received_at_us(last_stamp_.time_since_epoch().count());
      NewRecord record{draft.header.SerializeAsString(), std::move(draft.body)};
      const size_t size = record.header.size() + record.body.size();
      if (batch.size() == kAppendRecordsMax || (!batch.empty() && bytes + size > kBatchBytesMax)) {
        GT_RETURN_IF_ERROR(Flush(&batch, &positions));
        bytes = 0;
      }
      bytes += size;
      batch.push_back(std::move(record));
    }
  }
  GT_RETURN_IF_ERROR(Flush(&batch, &positions));
  auto next = positions.begin();
  for (Turn* turn : group) {
    const auto end = next + static_cast<std::ptrdiff_t>(turn->drafts.size());
    turn->positions.assign(next, end);
    next = end;
  }
  return OkStatus();
}

Status StampedLog::Flush(std::vector<NewRecord>* batch, std::vector<Position>* positions) {
  GT_ASSIGN_OR_RETURN(const std::vector<Position> appended, log_.Append(*batch));
  GT_CHECK(appended.size() == batch->size());
  positions->insert(positions->end(), appended.begin(), appended.end());
  batch->clear();
  return OkStatus();
}

}  // namespace goldthread::ingest
