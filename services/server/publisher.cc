#include "services/server/publisher.h"

#include <utility>

namespace goldthread::server {
namespace {

// What one call takes (event_service.h), and well within one message of it: an event has at most
// 256 KiB.
constexpr size_t kBatchEvents = 1'000;
constexpr size_t kBatchBytes = 2 * 1024 * 1024;

}  // namespace

Publisher::Publisher(const HubClient& client, TakeReceipt take)
    : take_(std::move(take)), stub_(v1::EventService::NewStub(client.channel())) {
  sender_ = std::jthread([this] { Run(); });
}

Publisher::~Publisher() { End(); }

void Publisher::End() {
  const MutexLock lock(mutex_);
  ended_ = true;
  changed_.NotifyAll();
}

bool Publisher::Send(int64_t number, v1::Event event) {
  const size_t bytes = event.ByteSizeLong();
  const MutexLock lock(mutex_);
  while (failed_.ok() &&
         (gathering_.numbers.size() >= kBatchEvents || gathering_.bytes >= kBatchBytes)) {
    changed_.Wait(mutex_);
  }
  if (!failed_.ok()) {
    if (first_without_ == 0) first_without_ = number;
    return false;
  }
  *gathering_.request.add_events() = std::move(event);
  gathering_.numbers.push_back(number);
  gathering_.bytes += bytes;
  changed_.NotifyAll();
  return true;
}

Publisher::Batch Publisher::TakeBatch() {
  const MutexLock lock(mutex_);
  while (gathering_.numbers.empty() && !ended_) changed_.Wait(mutex_);
  changed_.NotifyAll();
  return std::exchange(gathering_, {});
}

void Publisher::Run() {
  for (Batch batch = TakeBatch(); !batch.numbers.empty(); batch = TakeBatch()) {
    const Status delivered = Deliver(batch);
    if (delivered.ok()) continue;
    const MutexLock lock(mutex_);
    failed_ = delivered;
    first_without_ = batch.numbers.front();
    changed_.NotifyAll();
    return;
  }
}

Status Publisher::Deliver(const Batch& batch) {
  GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse answer,
                      Ask(*stub_, &v1::EventService::Stub::PublishBatch, batch.request));
  if (answer.receipts_size() != batch.request.events_size()) {
    return Error(Code::kInternal, "the hub gave another number of receipts");
  }
  for (size_t at = 0; at < batch.numbers.size(); ++at) {
    take_(batch.numbers[at], answer.receipts(static_cast<int>(at)));
  }
  return OkStatus();
}

Status Publisher::Finish(int64_t* first_without) {
  End();
  sender_.join();
  const MutexLock lock(mutex_);
  *first_without = first_without_;
  return failed_;
}

}  // namespace goldthread::server
