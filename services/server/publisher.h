// Sends events down one Publish stream without waiting, and pairs receipts with what was sent.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

class Publisher {
 public:
  // Called on the publisher's own thread, in the order sent. `number` is the sender's own.
  using TakeReceipt = std::function<void(int64_t number, const v1::Receipt&)>;

  Publisher(const HubClient& client, TakeReceipt take);
  ~Publisher();

  // Blocks while the hub has enough in hand. False: the stream is broken; see Finish.
  bool Send(int64_t number, const v1::Event& event);

  // Waits for the receipts of all that was sent. `first_without`: the number of the first event
  // that has none, or 0. Call once.
  // Errors: as EventService.Publish. Send again what has no receipt: repeats are harmless.
  Status Finish(int64_t* first_without);

 private:
  void ReadReceipts();

  const TakeReceipt take_;
  std::unique_ptr<v1::EventService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::PublishRequest, v1::PublishResponse>> stream_;
  std::mutex mutex_;
  std::deque<int64_t> awaiting_;  // Guarded by mutex_.
  bool finished_ = false;
  std::jthread reader_;
};

}  // namespace goldthread::server
