// The agency's side of its feeds' inboxes: events go out as letters, in their order, and each is
// accounted for by the receipt that the hub writes for it.
//
// Source: docs/kafka-topics.md; docs/decisions/0016-the-inbox.md.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "eventstore/log/kafka/kafka_inbox.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/event_service.pb.h"

namespace goldthread::inbox {

// Sent and without a receipt: beyond it a sender waits for the hub.
inline constexpr int64_t kUnansweredMax = 50'000;

struct SenderAccount {
  int64_t sent = 0;  // Every in-sync replica has them.
  int64_t accepted = 0;
  int64_t refused = 0;

  int64_t Unanswered() const { return sent - accepted - refused; }
};

class InboxSender {
 public:
  struct Config {
    KafkaShard brokers;  // Its topic and partition are not looked at.
    std::vector<std::string> feeds;
    std::function<void(const v1::Receipt&)> refused;  // Of each refusal.
    std::chrono::milliseconds patience{60'000};       // With a hub that writes no receipt at all.
  };

  // Looks where each feed's topics end: what stood there before is not ours.
  // Errors: kUnavailable: the brokers do not answer, or a feed has no inbox; kInvalidArgument: the
  // brokers' settings, or the feeds (inbox_topics.h).
  static StatusOr<std::unique_ptr<InboxSender>> Open(Config config);

  // To its feed's inbox, with others. Waits while kUnansweredMax have no receipt.
  // Errors: kUnavailable: the brokers, or the hub wrote no receipt for `patience`: another sender
  // sends again what has none, repeats are harmless. kOutOfRange: receipts were deleted before they
  // were read. kInvalidArgument: a feed that was not named. Threads: one.
  Status Send(const v1::Event& event);

  // Sends the rest and waits until each has its receipt; `progress` hears how far it is.
  // Errors: as Send.
  Status Finish(const std::function<void(const SenderAccount&)>& progress);

  const SenderAccount& account() const { return account_; }

 private:
  struct Line {
    std::string inbox;
    std::unique_ptr<KafkaInbox> receipts;
    Position next;  // Records before it are not ours, or have their receipt.
    std::unordered_map<std::string, int> unanswered;  // By event id: how often it was sent.
  };

  explicit InboxSender(Config config) : config_(std::move(config)) {}
  StatusOr<Line> LineOf(const std::string& feed,
                        const std::shared_ptr<KafkaInboxClient>& client) const;
  Status SendGathered();
  // Receipts that have come; waits a moment for the first.
  Status TakeReceipts();
  StatusOr<int64_t> TakeReceiptsOf(Line& line, std::chrono::milliseconds wait);

  const Config config_;
  std::unique_ptr<KafkaOutbox> outbox_;
  std::map<std::string, Line> lines_;  // By feed.
  std::vector<OutboxRecord> gathered_;
  size_t gathered_bytes_ = 0;
  std::vector<std::pair<Line*, std::string>> gathered_ids_;
  SenderAccount account_;
  std::chrono::steady_clock::time_point heard_{};  // The last receipt, or when we began to wait.
};

}  // namespace goldthread::inbox
