#include "services/feeds/feed_ledger.h"

#include <algorithm>
#include <optional>
#include <string>

#include "eventstore/base/digest.h"
#include "services/feeds/feed_rows.h"
#include "services/feeds/rhythm.h"
#include "services/feeds/sequence.h"

namespace goldthread::feeds {
namespace {

// A record from before 1900 or a damaged clock must not swallow the mean of all others.
constexpr int64_t kLateMaxSeconds = 200 * 366 * kDaySeconds;

Status CheckHeader(const v1::RecordHeader& header) {
  if (!header.feed().empty() && !header.event_id().empty() &&
      header.body_digest().size() == kSha256Bytes) {
    return OkStatus();
  }
  return Error(Code::kDataLoss, "the record's header names no event");
}

StatusOr<FeedTotals> LoadTotals(const std::string& key, const v1::RecordHeader& header,
                                FoldRows& rows) {
  const int64_t received_at_us = header.received_at_us();
  const std::optional<std::string_view> row = rows.Get(key);
  FeedTotals totals;
  if (!row.has_value()) {
    totals.first_received_us = totals.last_received_us = received_at_us;
    GT_RETURN_IF_ERROR(HearOn(header.feed(), std::nullopt, received_at_us, rows));
    return totals;
  }
  const std::optional<FeedTotals> parsed = ParseTotals(*row);
  if (!parsed.has_value()) return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
  totals = *parsed;
  GT_RETURN_IF_ERROR(HearOn(header.feed(), totals.last_received_us, received_at_us, rows));
  totals.first_received_us = std::min(totals.first_received_us, received_at_us);
  totals.last_received_us = std::max(totals.last_received_us, received_at_us);
  return totals;
}

// From recorded by the agency to received by the hub. A sender's clock may run ahead.
void CountLateness(const Arrival& arrival, FeedTotals& totals) {
  const int64_t received_s = arrival.header.received_at_us() / kMicrosecondsPerSecond;
  const int64_t late_s =
      std::clamp<int64_t>(received_s - arrival.event.recorded_at().seconds(), 0, kLateMaxSeconds);
  totals.late_max_s = std::max(totals.late_max_s, late_s);
  totals.late_sum_s += late_s;
  CountLate(late_s / kDaySeconds, totals.late_by_days);
  if (late_s > kDaySeconds) ++totals.late_events;
}

std::optional<int32_t> RecordedDay(const v1::Event& event) {
  if (!event.has_recorded_at()) return std::nullopt;
  return DayOfSeconds(event.recorded_at().seconds());
}

Status CountNew(const Arrival& arrival, FeedTotals& totals, FoldRows& rows) {
  ++totals.events;
  if (arrival.event.has_recorded_at()) CountLateness(arrival, totals);
  const int64_t number = arrival.event.feed_sequence();
  if (number <= 0) return OkStatus();
  GT_ASSIGN_OR_RETURN(const bool unseen,
                      SeeNumber(arrival.header.feed(), number, totals.sequence, rows));
  if (!unseen) ++totals.sequence_reused;
  return OkStatus();
}

void KeepConflict(const Arrival& arrival, FoldRows& rows) {
  const Conflict conflict{arrival.header.feed(), arrival.header.event_id(), arrival.position,
                          arrival.header.received_at_us(), arrival.header.body_digest()};
  rows.Append(ConflictKey(conflict), ConflictValue(conflict));
}

}  // namespace

char FeedLedger::Space() const { return kSpace; }

StatusOr<Onward> FeedLedger::Apply(const Arrival& arrival, FoldRows& rows) const {
  const v1::RecordHeader& header = arrival.header;
  GT_RETURN_IF_ERROR(CheckHeader(header));
  const std::string totals_key = TotalsKey(header.feed());
  GT_ASSIGN_OR_RETURN(FeedTotals totals, LoadTotals(totals_key, header, rows));
  const std::string digest_key = DigestKey(header.feed(), header.event_id());
  const std::string_view digest =
      std::string_view(header.body_digest()).substr(0, kDigestPrefixBytes);
  const std::optional<std::string_view> row = rows.Get(digest_key);
  const std::optional<HeldContent> held = row.has_value() ? ParseHeld(*row) : std::nullopt;
  if (row.has_value() != held.has_value()) {
    return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
  }
  Onward onward = Onward::kStop;
  if (!held.has_value()) {
    GT_RETURN_IF_ERROR(CountNew(arrival, totals, rows));
    rows.Put(digest_key, HeldValue({digest, RecordedDay(arrival.event)}));
    onward = Onward::kNextFold;
  } else if (held->digest == digest) {
    ++totals.repeats;
  } else {
    ++totals.conflicts;
    KeepConflict(arrival, rows);
  }
  rows.Put(totals_key, TotalsValue(totals));
  return onward;
}

}  // namespace goldthread::feeds
