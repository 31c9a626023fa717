#include "connectors/outbound/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::outbound {
namespace {

constexpr size_t kIdDigits = 32;
constexpr int kDoublingsMax = 30;

std::string KeyOf(const std::string& subscriber, const std::string& notice) {
  KeyWriter key;
  key.Text(subscriber).Text(notice);
  return Hex(Sha256(key.view())).substr(0, kIdDigits);
}

v1::Event FactOf(std::string id, Instant now) {
  return HubFact(kAlertsFeed, std::move(id), v1::INFORMATION_CATEGORY_ADULT_RISK, now);
}

template <class Payload>
void Fill(const std::string& subscriber, const Notice& notice, int attempts, Payload* payload) {
  payload->set_alert_id(notice.alert_id);
  payload->set_change(notice.id);
  payload->set_subscriber(subscriber);
  payload->set_attempts(attempts);
}

}  // namespace

std::chrono::milliseconds WaitAfter(const RetryTerms& terms, int attempts,
                                    std::string_view notice) {
  const std::chrono::milliseconds longest = terms.longest;
  std::chrono::milliseconds wait = terms.first;
  for (int n = 1; n < std::min(attempts, kDoublingsMax) && wait < longest; ++n) wait *= 2;
  wait = std::min(wait, longest);
  const auto less = static_cast<int64_t>(Checksum(notice, static_cast<uint64_t>(attempts)) % 1'000);
  return wait - wait * less / 2'000;
}

v1::Event DeliveredEvent(const std::string& subscriber, const Notice& notice, int attempts,
                         Instant now) {
  v1::Event event = FactOf("delivered-" + KeyOf(subscriber, notice.id), now);
  Fill(subscriber, notice, attempts, event.mutable_alert_delivered());
  return event;
}

v1::Event UndeliverableEvent(const std::string& subscriber, const Due& due, int attempts,
                             const std::string& cause, Instant now) {
  v1::Event event =
      FactOf(fmt::format("given-up-{}-{}", KeyOf(subscriber, due.notice.id), due.round), now);
  Fill(subscriber, due.notice, attempts, event.mutable_alert_undeliverable());
  event.mutable_alert_undeliverable()->set_cause(cause);
  return event;
}

Status Delivery::Fetch() {
  while (waiting_.size() < config_.pending_max) {
    GT_ASSIGN_OR_RETURN(Source::Batch batch, source_.next(place_));
    for (Due& due : batch.due) {
      std::string key = fmt::format("{}/{}", due.notice.id, due.round);
      Waiting waiting;
      waiting.next = clock_.Now();
      waiting.due = std::move(due);
      waiting_.try_emplace(std::move(key), std::move(waiting));
    }
    if (batch.place == place_) break;
    place_ = std::move(batch.place);
  }
  return OkStatus();
}

Status Delivery::Try(Waiting& waiting) {
  GT_ASSIGN_OR_RETURN(auto notice, source_.as_now(waiting.due.notice));
  Carried carried{Carried::Result::kRefused, "NO_LONGER_SHOWN"};
  if (notice.has_value()) {
    carried = carrier_.Carry(*notice);
    waiting.due.notice = *std::move(notice);
  }
  ++waiting.attempts;
  const Instant now = clock_.Now();
  if (carried.result == Carried::Result::kTaken) {
    waiting.record = DeliveredEvent(config_.subscriber, waiting.due.notice, waiting.attempts, now);
  } else if (carried.result == Carried::Result::kRefused ||
             waiting.attempts >= config_.retry.attempts) {
    waiting.record =
        UndeliverableEvent(config_.subscriber, waiting.due, waiting.attempts, carried.cause, now);
  } else {
    waiting.next = now + WaitAfter(config_.retry, waiting.attempts, waiting.due.notice.id);
  }
  return OkStatus();
}

Status Delivery::Step() {
  GT_RETURN_IF_ERROR(Fetch());
  Status wrong = OkStatus();
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    Waiting& waiting = at->second;
    if (!waiting.record.has_value() && waiting.next <= clock_.Now()) {
      if (const Status tried = Try(waiting); !tried.ok()) wrong = tried;
    }
    if (!waiting.record.has_value()) {
      ++at;
      continue;
    }
    if (const Status written = source_.write_down(*waiting.record); !written.ok()) {
      wrong = written;
      ++at;
      continue;
    }
    at = waiting_.erase(at);
  }
  return wrong;
}

std::optional<Instant> Delivery::NextDue() const {
  std::optional<Instant> next;
  for (const auto& [key, waiting] : waiting_) {
    const Instant at = waiting.record.has_value() ? clock_.Now() : waiting.next;
    if (!next.has_value() || at < *next) next = at;
  }
  return next;
}

}  // namespace goldthread::outbound
