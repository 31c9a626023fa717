#include "services/server/relay_stream.h"

#include <grpcpp/security/auth_context.h>

#include <utility>

#include "services/access/reply.h"
#include "services/server/caller_interceptor.h"
#include "services/server/role_connection.h"

namespace goldthread::server {
namespace {

// What a caller may tell those behind the gateway beside its messages. Nothing else: a certificate
// name least of all.
constexpr const char* kPassedOn[] = {"authorization", "traceparent", "tracestate"};

void PassOn(const grpc::GenericCallbackServerContext& context, grpc::ClientContext* onward) {
  for (const char* key : kPassedOn) {
    const auto [first, last] = context.client_metadata().equal_range(key);
    for (auto said = first; said != last; ++said) {
      onward->AddMetadata(key, std::string(said->second.data(), said->second.size()));
    }
  }
  const auto connection = context.auth_context();
  if (connection == nullptr) return;
  for (const std::string& name : NamesOf(*connection)) {
    onward->AddMetadata(kCertificateNameKey, name);
  }
}

}  // namespace

RelayStream::RelayStream(grpc::GenericCallbackServerContext* context, grpc::GenericStub& callee,
                         std::chrono::system_clock::time_point deadline,
                         const std::stop_token& stop, OnEnd on_end)
    : on_end_(std::move(on_end)) {
  PassOn(*context, &onward_context_);
  onward_context_.set_deadline(deadline);
  callee.PrepareBidiStreamingCall(&onward_context_, context->method(), grpc::StubOptions(),
                                  &onward_);
  // Until the callee says no more: operations begin from the caller's end too.
  onward_.AddHold();
  onward_.StartRead(&from_callee_);
  onward_.StartCall();
  StartRead(&from_caller_);
  when_stopped_.emplace(stop, [this] { Stop(); });
}

void RelayStream::OnReadDone(bool ok) {
  const MutexLock lock(mutex_);
  if (answered_ || closed_) return;
  if (ok) {
    handing_on_ = true;
    onward_.StartWrite(&from_caller_);
  } else {
    closed_ = true;
    onward_.StartWritesDone();
  }
}

void RelayStream::Stop() {
  const MutexLock lock(mutex_);
  if (answered_ || closed_) return;
  stopped_ = true;
  if (handing_on_) return;
  closed_ = true;
  onward_.StartWritesDone();
}

void RelayStream::HandedOn(bool ok) {
  const MutexLock lock(mutex_);
  handing_on_ = false;
  // When it was not, the call is over, and its end is on the way.
  if (!ok || answered_) return;
  if (stopped_) {
    closed_ = true;
    onward_.StartWritesDone();
  } else {
    StartRead(&from_caller_);
  }
}

void RelayStream::Answered(bool ok) {
  const MutexLock lock(mutex_);
  if (!ok) {
    answered_ = true;
    onward_.RemoveHold();
  } else if (caller_gone_) {
    onward_.StartRead(&from_callee_);
  } else {
    StartWrite(&from_callee_);
  }
}

void RelayStream::OnWriteDone(bool ok) {
  if (!ok) onward_context_.TryCancel();
  const MutexLock lock(mutex_);
  caller_gone_ = caller_gone_ || !ok;
  onward_.StartRead(&from_callee_);
}

void RelayStream::OnCancel() { onward_context_.TryCancel(); }

void RelayStream::Ended(grpc::Status status) {
  {
    const MutexLock lock(mutex_);
    if (stopped_ && status.ok()) {
      status = access::ToGrpc(
          Error(Code::kUnavailable,
                "STOPPING: the gateway stops; send again, on another stream, what has no receipt"));
    }
  }
  // The connection's own word, which a caller would take for this gateway's end.
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    status = access::ToGrpc(Error(
        Code::kUnavailable,
        "NOBODY_ANSWERS: the gateway is there, and nobody behind it answers this, or no longer. "
        "Try again later, with what has no receipt; the hub's keeper finds who is missing in the "
        "readiness of ingest, query and projectors"));
  }
  how_it_ended_ = status;
  Finish(status);
}

void RelayStream::OnDone() {
  const OnEnd on_end = on_end_;
  const grpc::Status status = how_it_ended_;
  delete this;
  on_end(status);
}

}  // namespace goldthread::server
