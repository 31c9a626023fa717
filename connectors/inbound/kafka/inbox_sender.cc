#include "connectors/inbound/kafka/inbox_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "connectors/inbound/kafka/inbox_topics.h"
#include "connectors/inbound/kafka/letter.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread::inbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Of one request to the brokers; an event has at most 256 KiB.
constexpr size_t kGatheredMax = 1'000;
constexpr size_t kGatheredBytesMax = 2 * 1024 * 1024;
constexpr size_t kReadMax = 1'000;
constexpr milliseconds kListen{20};
constexpr milliseconds kBrokersWait{30'000};

KafkaShard PlaceOf(const KafkaShard& brokers, const std::string& topic) {
  KafkaShard place = brokers;
  place.topic = topic;
  place.partition = 0;
  return place;
}

StatusOr<Position> EndOf(const KafkaShard& place, const KafkaInboxClient& client) {
  const auto end = AskEnd(client.handle.get(), place, client.complaint);
  if (end.ok()) return end;
  return Error(end.status().code(),
               fmt::format("{}. A hub makes it, or asks for it, that names its feed in `inbox` of "
                           "[kafka]",
                           Message(end.status())));
}

// Of the record that a receipt answers.
std::optional<Position> AnsweredBy(const InboxRecord& receipt) {
  for (const auto& [name, value] : receipt.headers) {
    int64_t offset = 0;
    const char* const end = value.data() + value.size();
    if (name != "ce_id") continue;
    if (std::from_chars(value.data(), end, offset).ptr == end) return Position{offset};
  }
  return std::nullopt;
}

}  // namespace

StatusOr<std::unique_ptr<InboxSender>> InboxSender::Open(Config config) {
  GT_RETURN_IF_ERROR(CheckFeeds(config.feeds));
  std::unique_ptr<InboxSender> sender(new InboxSender(std::move(config)));
  const KafkaShard& brokers = sender->config_.brokers;
  GT_ASSIGN_OR_RETURN(sender->outbox_,
                      KafkaOutbox::Open(brokers, kBrokersWait, OutboxRepeats::kNever));
  GT_ASSIGN_OR_RETURN(const auto client, KafkaInboxClient::Open(brokers, ""));
  for (const std::string& feed : sender->config_.feeds) {
    GT_ASSIGN_OR_RETURN(Line line, sender->LineOf(feed, client));
    sender->lines_.emplace(feed, std::move(line));
  }
  return sender;
}

StatusOr<InboxSender::Line> InboxSender::LineOf(
    const std::string& feed, const std::shared_ptr<KafkaInboxClient>& client) const {
  const InboxTopics topics = InboxTopicsOf(feed);
  const KafkaShard receipts = PlaceOf(config_.brokers, topics.receipts);
  Line line{.inbox = topics.inbox, .receipts = nullptr, .next = {}, .unanswered = {}};
  GT_ASSIGN_OR_RETURN(line.next, EndOf(PlaceOf(config_.brokers, topics.inbox), *client));
  GT_ASSIGN_OR_RETURN(const Position from, EndOf(receipts, *client));
  GT_ASSIGN_OR_RETURN(line.receipts, KafkaInbox::Open(client, receipts, from));
  return line;
}

Status InboxSender::Send(const v1::Event& event) {
  const auto line = lines_.find(event.feed());
  if (line == lines_.end()) {
    return Error(Code::kInvalidArgument, fmt::format("no inbox of {} was named", event.feed()));
  }
  gathered_.push_back(WriteLetter(event, line->second.inbox));
  gathered_bytes_ += gathered_.back().value.size();
  gathered_ids_.emplace_back(&line->second, event.id());
  if (gathered_.size() < kGatheredMax && gathered_bytes_ < kGatheredBytesMax) return OkStatus();
  return SendGathered();
}

Status InboxSender::SendGathered() {
  if (gathered_.empty()) return OkStatus();
  heard_ = steady_clock::now();
  const auto size = static_cast<int64_t>(gathered_.size());
  while (account_.Unanswered() + size > kUnansweredMax) GT_RETURN_IF_ERROR(TakeReceipts());
  GT_RETURN_IF_ERROR(outbox_->Send(gathered_));
  for (auto& [line, id] : gathered_ids_) ++line->unanswered[std::move(id)];
  account_.sent += size;
  gathered_.clear();
  gathered_ids_.clear();
  gathered_bytes_ = 0;
  return OkStatus();
}

Status InboxSender::Finish(const std::function<void(const SenderAccount&)>& progress) {
  GT_RETURN_IF_ERROR(SendGathered());
  heard_ = steady_clock::now();
  while (account_.Unanswered() > 0) {
    GT_RETURN_IF_ERROR(TakeReceipts());
    progress(account_);
  }
  return OkStatus();
}

Status InboxSender::TakeReceipts() {
  milliseconds wait{0};
  while (true) {
    int64_t came = 0;
    for (auto& [feed, line] : lines_) {
      if (line.unanswered.empty()) continue;
      GT_ASSIGN_OR_RETURN(const int64_t of_line, TakeReceiptsOf(line, wait));
      came += of_line;
      if (came > 0) wait = milliseconds(0);
    }
    const auto now = steady_clock::now();
    if (came > 0) {
      heard_ = now;
      return OkStatus();
    }
    if (now - heard_ > config_.patience) {
      return Error(Code::kUnavailable,
                   fmt::format("of {} events sent {} have no receipt, and none came for {} s. They "
                               "wait in their inboxes: does a hub read them?",
                               account_.sent, account_.Unanswered(),
                               std::chrono::ceil<std::chrono::seconds>(config_.patience).count()));
    }
    wait = kListen;
  }
}

StatusOr<int64_t> InboxSender::TakeReceiptsOf(Line& line, milliseconds wait) {
  std::vector<InboxRecord> records;
  GT_RETURN_IF_ERROR(line.receipts->Read(kReadMax, wait, &records));
  int64_t ours = 0;
  for (const InboxRecord& record : records) {
    const std::optional<Position> to = AnsweredBy(record);
    // Receipts come in the order of what they answer: an earlier one is a repeat after a crash.
    if (!to.has_value() || *to < line.next) continue;
    line.next = to->Next();
    v1::Receipt receipt;
    if (!receipt.ParseFromString(record.value)) continue;
    const auto sent = line.unanswered.find(receipt.event_id());
    if (sent == line.unanswered.end()) continue;  // Another sender's.
    if (--sent->second == 0) line.unanswered.erase(sent);
    ++ours;
    ++(receipt.has_accepted() ? account_.accepted : account_.refused);
    if (!receipt.has_accepted()) config_.refused(receipt);
  }
  return ours;
}

}  // namespace goldthread::inbox
