#include "connectors/inbound/kafka/inbox_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connectors/inbound/kafka/letter.h"

namespace goldthread::inbox {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{200};  // How soon a stopping line ends when nothing comes.
constexpr milliseconds kPauseFirst{100};
constexpr milliseconds kPauseMost{5'000};
// Of an id that is echoed: what an event's own may be (docs/events.md).
constexpr size_t kIdBytesMax = 200;

}  // namespace

InboxLine::InboxLine(Config config) : config_(std::move(config)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

InboxLine::~InboxLine() {
  {
    const MutexLock lock(mutex_);
    thread_.request_stop();
    stopped_.NotifyAll();
  }
  thread_.join();
}

void InboxLine::Run(const std::stop_token& stop) {
  milliseconds pause = kPauseFirst;
  while (!stop.stop_requested()) {
    const Status done = Step();
    Note(done);
    if (done.ok()) {
      pause = kPauseFirst;
      continue;
    }
    const auto until = std::chrono::steady_clock::now() + pause;
    pause = std::min(pause * 2, kPauseMost);
    const MutexLock lock(mutex_);
    while (!stop.stop_requested() && stopped_.WaitUntil(mutex_, until)) {
    }
  }
}

Status InboxLine::Step() {
  if (batch_.answers.empty()) GT_RETURN_IF_ERROR(ReadBatch());
  if (batch_.answers.empty()) return OkStatus();
  if (batch_.records.empty()) {
    GT_RETURN_IF_ERROR(PublishBatch());
    batch_.records = RecordsOf(batch_.answers, config_.feed);
  }
  GT_RETURN_IF_ERROR(config_.outbox->Send(batch_.records));
  GT_RETURN_IF_ERROR(config_.inbox->Commit(batch_.next));
  batch_ = {};
  return OkStatus();
}

Status InboxLine::ReadBatch() {
  std::vector<InboxRecord> records;
  GT_RETURN_IF_ERROR(config_.inbox->Read(kBatchMax, kLook, &records));
  for (const InboxRecord& record : records) {
    Letter letter = ReadLetter(record, config_.feed);
    Answer answer{.to = record.position, .receipt = {}};
    answer.receipt.set_feed(config_.feed);
    if (letter.event.id().size() <= kIdBytesMax) answer.receipt.set_event_id(letter.event.id());
    if (letter.problem.has_value()) {
      *answer.receipt.mutable_rejected()->add_violations() = *std::move(letter.problem);
    } else {
      batch_.places.push_back(batch_.answers.size());
      batch_.events.push_back(std::move(letter.event));
    }
    batch_.answers.push_back(std::move(answer));
    batch_.next = record.position.Next();
  }
  return OkStatus();
}

Status InboxLine::PublishBatch() {
  if (batch_.events.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(std::vector<v1::Receipt> receipts, config_.publish(batch_.events));
  if (receipts.size() != batch_.events.size()) {
    return Error(Code::kInternal,
                 fmt::format("{} receipts for {} events", receipts.size(), batch_.events.size()));
  }
  for (size_t i = 0; i < receipts.size(); ++i) {
    v1::Receipt& receipt = batch_.answers[batch_.places[i]].receipt;
    receipts[i].set_event_id(receipt.event_id());
    receipt = std::move(receipts[i]);
  }
  return OkStatus();
}

// Once, however often it is tried.
void InboxLine::Note(const Status& status) {
  std::string line =
      status.ok() ? "" : fmt::format("the inbox of {} stands: {}", config_.feed, Message(status));
  if (status.ok() && !told_.empty()) line = fmt::format("the inbox of {} moves", config_.feed);
  const bool news = line != told_ && !line.empty();
  if (news && config_.tell) config_.tell(line);
  told_ = status.ok() ? "" : std::move(line);
}

}  // namespace goldthread::inbox
