#include "eventstore/log/group_commit.h"

#include "eventstore/base/check.h"
#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

// One group: enough to make an fsync worth its while, little enough to hold twice in memory.
constexpr size_t kGroupBytesMax = 4 << 20;

size_t BytesOf(std::span<const NewRecord> batch) {
  size_t bytes = 0;
  for (const NewRecord& record : batch) bytes += record.header.size() + record.body.size();
  return bytes;
}

}  // namespace

StatusOr<std::vector<Position>> GroupCommit::Append(std::span<const NewRecord> batch) {
  GT_RETURN_IF_ERROR(CheckBatch(batch));
  Call call{.batch = batch, .first = {}, .status = OkStatus(), .answered = false, .turn = {}};
  std::vector<Call*> group;
  {
    MutexLock lock(mutex_);
    queue_.push_back(&call);
    while (!call.answered && (leading_ || queue_.front() != &call)) call.turn.Wait(mutex_);
    if (!call.answered) group = TakeGroup();
  }
  if (!group.empty()) Lead(std::move(group));
  if (!call.status.ok()) return call.status;
  std::vector<Position> positions(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    positions[i] = Position{call.first.value + static_cast<int64_t>(i)};
  }
  return positions;
}

std::vector<GroupCommit::Call*> GroupCommit::TakeGroup() {
  std::vector<Call*> group;
  size_t bytes = 0;
  for (Call* call : queue_) {
    bytes += BytesOf(call->batch);
    if (!group.empty() && bytes > kGroupBytesMax) break;
    group.push_back(call);
  }
  leading_ = true;
  return group;
}

void GroupCommit::Lead(std::vector<Call*> group) {
  const Status status = Write(group);
  MutexLock lock(mutex_);
  leading_ = false;
  if (status.ok()) grown_.NotifyAll();
  // A call is its caller's, and gone once that thread runs on: nothing of it is touched
  // after this lock is given back.
  for (Call* call : group) {
    queue_.pop_front();
    call->status = status;
    call->answered = true;
    call->turn.NotifyOne();
  }
  if (!queue_.empty()) queue_.front()->turn.NotifyOne();
}

Status GroupCommit::Write(const std::vector<Call*>& group) {
  GT_RETURN_IF_ERROR(writer_->Prepare());
  writes_.Clear();
  Position next = writer_->end();
  for (Call* call : group) {
    call->first = next;
    for (const NewRecord& record : call->batch) {
      EncodeRecord(next, record, &value_);
      GT_CHECK(writes_.Put(RecordKey(next), value_).ok());
      next = next.Next();
    }
  }
  GT_RETURN_IF_ERROR(writer_->Write(&writes_, next));
  end_.store(next.value, std::memory_order_release);
  return OkStatus();
}

bool GroupCommit::WaitBeyond(Position position, std::chrono::milliseconds wait) {
  if (end() > position) return true;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  MutexLock lock(mutex_);
  while (end() <= position) {
    if (!grown_.WaitUntil(mutex_, deadline)) return end() > position;
  }
  return true;
}

size_t GroupCommit::queued() {
  MutexLock lock(mutex_);
  return queue_.size();
}

}  // namespace goldthread
