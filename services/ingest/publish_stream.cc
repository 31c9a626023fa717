#include "services/ingest/publish_stream.h"

#include <utility>

#include "services/access/reply.h"

namespace goldthread::ingest {

PublishStream::PublishStream(Ingest& ingest, Sender sender, const std::stop_token& stop,
                             std::function<void()> on_end)
    : ingest_(ingest),
      sender_(std::move(sender)),
      on_end_(std::move(on_end)),
      when_stopped_(stop, [this] { Stop(); }) {
  {
    const MutexLock lock(mutex_);
    ReadNext();
  }
  thread_ = std::jthread([this] { Run(); });
}

void PublishStream::OnReadDone(bool ok) {
  const MutexLock lock(mutex_);
  reading_ = false;
  if (ok) {
    events_.push_back(std::move(*request_.mutable_event()));
    ++awaiting_;
    ReadNext();
  } else {
    half_closed_ = true;
  }
  changed_.NotifyOne();
}

void PublishStream::OnWriteDone(bool ok) {
  const MutexLock lock(mutex_);
  writing_ = false;
  --awaiting_;
  if (ok) {
    WriteNext();
    ReadNext();
  } else {
    gone_ = true;
  }
  changed_.NotifyOne();
}

void PublishStream::OnCancel() {
  const MutexLock lock(mutex_);
  gone_ = true;
  changed_.NotifyOne();
}

void PublishStream::Stop() {
  const MutexLock lock(mutex_);
  stopping_ = true;
  changed_.NotifyOne();
}

void PublishStream::OnDone() {
  const std::function<void()> on_end = on_end_;
  delete this;  // Joins the thread, which has nothing left to do.
  on_end();
}

void PublishStream::Run() {
  for (std::vector<v1::Event> events = TakeAll(); !events.empty(); events = TakeAll()) {
    const StatusOr<std::string> agency = sender_();
    if (!agency.ok()) return End(agency.status());
    StatusOr<std::vector<v1::Receipt>> receipts = ingest_.Publish(events, 0, *agency);
    if (!receipts.ok()) return End(receipts.status());
    Send(*std::move(receipts));
  }
  End(HowItEnded());
}

Status PublishStream::HowItEnded() {
  const MutexLock lock(mutex_);
  if (!stopping_ || half_closed_) return OkStatus();
  return Error(Code::kUnavailable,
               "STOPPING: the hub stops; send again, on another stream, what has no receipt");
}

std::vector<v1::Event> PublishStream::TakeAll() {
  const MutexLock lock(mutex_);
  while (events_.empty() && !half_closed_ && !gone_ && !stopping_) changed_.Wait(mutex_);
  if (gone_) return {};  // What was not taken has no receipt: it will be sent again.
  return std::exchange(events_, {});
}

void PublishStream::Send(std::vector<v1::Receipt> receipts) {
  const MutexLock lock(mutex_);
  for (v1::Receipt& receipt : receipts) receipts_.push_back(std::move(receipt));
  WriteNext();
}

void PublishStream::End(const Status& status) {
  const MutexLock lock(mutex_);
  // Receipts of what is durable go out first. A write under way must end before Finish; a
  // read need not.
  while (writing_ || (!receipts_.empty() && !gone_)) changed_.Wait(mutex_);
  finished_ = true;
  Finish(access::ToGrpc(status));
}

void PublishStream::ReadNext() {
  const bool no_more = half_closed_ || gone_ || finished_ || stopping_;
  if (reading_ || no_more || awaiting_ >= kAwaitingMax) return;
  reading_ = true;
  StartRead(&request_);
}

void PublishStream::WriteNext() {
  if (writing_ || gone_ || receipts_.empty()) return;
  writing_ = true;
  *response_.mutable_receipt() = std::move(receipts_.front());
  receipts_.pop_front();
  StartWrite(&response_);
}

}  // namespace goldthread::ingest
