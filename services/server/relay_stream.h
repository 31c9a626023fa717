// One call that is handed on: what comes from the caller goes to the callee and back, one message
// each way at a time, until the callee says how it ended.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "eventstore/base/mutex.h"

namespace goldthread::server {

class RelayStream final : public grpc::ServerGenericBidiReactor {
 public:
  using OnEnd = std::function<void(const grpc::Status& status)>;

  // `context` and `callee` are lent. Deletes itself when the call is over and the caller was told,
  // then calls `on_end`. Asked to stop, it takes no more messages, hands back what the callee still
  // has to say, and ends with UNAVAILABLE "STOPPING"; for calls that stay open as long as the
  // caller likes.
  RelayStream(grpc::GenericCallbackServerContext* context, grpc::GenericStub& callee,
              std::chrono::system_clock::time_point deadline, const std::stop_token& stop,
              OnEnd on_end);

 private:
  class Onward final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
   public:
    explicit Onward(RelayStream& call) : call_(call) {}
    void OnReadDone(bool ok) override { call_.Answered(ok); }
    void OnWriteDone(bool ok) override { call_.HandedOn(ok); }
    void OnDone(const grpc::Status& status) override { call_.Ended(status); }

   private:
    RelayStream& call_;
  };

  // Of the caller's end.
  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override;
  void OnDone() override;
  // Of the callee's.
  void Answered(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void HandedOn(bool ok) ABSL_LOCKS_EXCLUDED(mutex_);
  void Ended(grpc::Status status) ABSL_LOCKS_EXCLUDED(mutex_);
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  const OnEnd on_end_;
  grpc::ClientContext onward_context_;
  Onward onward_{*this};
  // Only one operation of each kind is ever under way; gRPC fills and reads these meanwhile.
  grpc::ByteBuffer from_caller_;
  grpc::ByteBuffer from_callee_;
  grpc::Status how_it_ended_;

  Mutex mutex_;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;     // The callee says no more: nothing goes on.
  bool caller_gone_ ABSL_GUARDED_BY(mutex_) = false;  // It hears no more.
  bool handing_on_ ABSL_GUARDED_BY(mutex_) = false;   // A message is on its way to the callee.
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;       // The callee was told that no more come.
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;      // By us, not by the caller.

  std::optional<std::stop_callback<std::function<void()>>>
      when_stopped_;  // Last: it may come at any time.
};

}  // namespace goldthread::server
