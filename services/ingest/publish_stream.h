// One open stream of events coming in and receipts going out.
//
// Source: proto/goldthread/v1/event_service.proto, EventService.Publish. gRPC's threads only
// hand over; one thread a stream takes all events that have come, makes them durable together
// and queues their receipts. Of the callback kind, unlike our other handlers, because only
// this kind can end a stream with an error while its client is silent.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/base/mutex.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/ingest/ingest.h"

namespace goldthread::ingest {

// Of one stream: read, but their receipts not yet sent. Further ones wait in the transport.
inline constexpr size_t kAwaitingMax = 1'000;

class PublishStream final
    : public grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse> {
 public:
  // Who sends (Ingest::Publish), as it is proven now.
  using Sender = std::function<StatusOr<std::string>()>;

  // `ingest` is lent. The sender is asked for with each batch, since a token ends before a stream
  // need; the stream ends with its error. Deletes itself when the stream is over, then calls
  // `on_end`. Asked to stop, it reads no more, gives what it has read its receipts, and
  // ends with kUnavailable "STOPPING": what has none is to be sent again, on another stream.
  PublishStream(Ingest& ingest, Sender sender, const std::stop_token& stop,
                std::function<void()> on_end);

 private:
  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override;

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);
  // Of a stream without an error.
  Status HowItEnded() ABSL_LOCKS_EXCLUDED(mutex_);
  // Nothing: no more will come.
  std::vector<v1::Event> TakeAll() ABSL_LOCKS_EXCLUDED(mutex_);
  void Send(std::vector<v1::Receipt> receipts) ABSL_LOCKS_EXCLUDED(mutex_);
  void End(const Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  // Start the next operation if one is wanted and none is under way. gRPC never answers
  // inside the call, so the lock is safe.
  void ReadNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Ingest& ingest_;
  const Sender sender_;
  const std::function<void()> on_end_;

  Mutex mutex_;
  Condition changed_;
  // Only one operation of each kind is ever under way; gRPC fills and reads these meanwhile.
  v1::PublishRequest request_;
  v1::PublishResponse response_;
  std::vector<v1::Event> events_ ABSL_GUARDED_BY(mutex_);     // Come, not yet taken.
  std::deque<v1::Receipt> receipts_ ABSL_GUARDED_BY(mutex_);  // Not yet sent.
  size_t awaiting_ ABSL_GUARDED_BY(mutex_) = 0;               // Events without a sent receipt.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;  // The client sends no more.
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;         // The client hears no more.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::jthread thread_;
  std::stop_callback<std::function<void()>> when_stopped_;  // Last: it may come at any time.
};

}  // namespace goldthread::ingest
