// Sends events in batches that grow by themselves: while the hub makes one durable, the next
// gathers. One at a time, so events stand in the log in the order they were sent; nothing waits
// for a batch to fill.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

class Publisher {
 public:
  // Called on the publisher's own thread, in the order sent. `number` is the sender's own.
  using TakeReceipt = std::function<void(int64_t number, const v1::Receipt&)>;

  Publisher(const HubClient& client, TakeReceipt take);
  // Sends what has gathered, unless the hub has failed.
  ~Publisher();

  // Blocks while enough has gathered. False: the hub has failed; see Finish. Threads: one.
  bool Send(int64_t number, v1::Event event) ABSL_LOCKS_EXCLUDED(mutex_);

  // Waits for the receipts of all that was sent. `first_without`: the number of the first event
  // that has none, or 0. Call once.
  // Errors: as EventService.PublishBatch. Send again what has no receipt: repeats are harmless.
  Status Finish(int64_t* first_without) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Batch {
    v1::PublishBatchRequest request;
    std::vector<int64_t> numbers;
    size_t bytes = 0;
  };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for something; an empty batch is the end.
  Batch TakeBatch() ABSL_LOCKS_EXCLUDED(mutex_);
  Status Deliver(const Batch& batch);
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

  const TakeReceipt take_;
  std::unique_ptr<v1::EventService::Stub> stub_;
  Mutex mutex_;
  Condition changed_;
  Batch gathering_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  Status failed_ ABSL_GUARDED_BY(mutex_);
  int64_t first_without_ ABSL_GUARDED_BY(mutex_) = 0;
  std::jthread sender_;
};

}  // namespace goldthread::server
