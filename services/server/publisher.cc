#include "services/server/publisher.h"

namespace goldthread::server {

Publisher::Publisher(const HubClient& client, TakeReceipt take)
    : take_(std::move(take)), stub_(v1::EventService::NewStub(client.channel())) {
  context_.set_deadline(std::chrono::system_clock::now() + kLongCall);
  stream_ = stub_->Publish(&context_);
  reader_ = std::jthread([this] { ReadReceipts(); });
}

Publisher::~Publisher() {
  if (finished_) return;
  context_.TryCancel();
  reader_.join();
  (void)stream_->Finish();
}

bool Publisher::Send(int64_t number, const v1::Event& event) {
  {
    const std::lock_guard lock(mutex_);
    awaiting_.push_back(number);
  }
  v1::PublishRequest request;
  *request.mutable_event() = event;
  return stream_->Write(request);
}

void Publisher::ReadReceipts() {
  v1::PublishResponse response;
  while (stream_->Read(&response)) {
    int64_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      if (awaiting_.empty()) continue;  // A receipt for nothing sent: not ours to pair.
      number = awaiting_.front();
      awaiting_.pop_front();
    }
    take_(number, response.receipt());
  }
}

Status Publisher::Finish(int64_t* first_without) {
  stream_->WritesDone();
  reader_.join();
  const grpc::Status status = stream_->Finish();
  finished_ = true;
  *first_without = awaiting_.empty() ? 0 : awaiting_.front();
  if (!status.ok()) return FromHub(status, context_);
  if (awaiting_.empty()) return OkStatus();
  return Error(Code::kUnavailable, "the hub closed the stream before the last receipt");
}

}  // namespace goldthread::server
