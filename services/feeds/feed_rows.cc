#include "services/feeds/feed_rows.h"

#include "eventstore/base/key.h"

namespace goldthread::feeds {
namespace {

// Calls visit(number) for each, in the order they stand in the row.
template <class Totals, class Visit>
void ForEachNumber(Totals& totals, Visit visit) {
  visit(totals.events);
  visit(totals.repeats);
  visit(totals.conflicts);
  visit(totals.first_received_us);
  visit(totals.last_received_us);
  visit(totals.late_max_s);
  visit(totals.late_sum_s);
  visit(totals.late_events);
  for (auto& events : totals.late_by_days) visit(events);
  visit(totals.sequence.head);
  visit(totals.sequence.tail_first);
  visit(totals.sequence.tail_last);
  visit(totals.sequence.in_chunks);
  visit(totals.sequence_reused);
}

}  // namespace

std::string TotalsKey(std::string_view feed) { return std::move(KeyWriter("s").Text(feed)).Take(); }

std::string DigestKey(std::string_view feed, std::string_view event_id) {
  return std::move(KeyWriter("d").Text(feed).Text(event_id)).Take();
}

std::string DigestPrefix(std::string_view feed, std::string_view id_begins) {
  const size_t text_end = KeyWriter().Text("").view().size();
  std::string key = DigestKey(feed, id_begins);
  key.resize(key.size() - text_end);
  return key;
}

std::string ChunkKey(std::string_view feed, int64_t chunk) {
  return std::move(KeyWriter("n").Text(feed).Number(chunk)).Take();
}

std::string ConflictKey(const Conflict& conflict) {
  KeyWriter key("c");
  key.Text(conflict.feed).Text(conflict.event_id).Number(conflict.position.value);
  return std::move(key).Take();
}

std::string InSpace(std::string_view key) { return std::string(1, kSpace).append(key); }

int32_t DayOfSeconds(int64_t seconds) {
  const int64_t day = seconds / kDaySeconds - (seconds % kDaySeconds < 0 ? 1 : 0);
  return static_cast<int32_t>(day);
}

std::string HeldValue(const HeldContent& held) {
  std::string value(held.digest);
  if (!held.recorded_day.has_value()) return value;
  const auto day = static_cast<uint32_t>(*held.recorded_day);
  for (const int shift : {24, 16, 8, 0}) value.push_back(static_cast<char>(day >> shift & 0xFF));
  return value;
}

std::optional<HeldContent> ParseHeld(std::string_view value) {
  constexpr size_t kDayBytes = 4;
  if (value.size() < kDigestPrefixBytes) return std::nullopt;
  HeldContent held{value.substr(0, kDigestPrefixBytes), std::nullopt};
  const std::string_view day = value.substr(kDigestPrefixBytes);
  if (day.empty()) return held;
  if (day.size() != kDayBytes) return std::nullopt;
  uint32_t number = 0;
  for (const char byte : day) number = number << 8 | static_cast<unsigned char>(byte);
  held.recorded_day = static_cast<int32_t>(number);
  return held;
}

std::string TotalsValue(const FeedTotals& totals) {
  KeyWriter value;
  ForEachNumber(totals, [&value](int64_t number) { value.Number(number); });
  return std::move(value).Take();
}

std::string ConflictValue(const Conflict& conflict) {
  return std::move(KeyWriter().Number(conflict.received_at_us)).Take() + conflict.body_digest;
}

std::optional<FeedTotals> ParseTotals(std::string_view value) {
  KeyReader reader(value);
  FeedTotals totals;
  bool whole = true;
  ForEachNumber(totals, [&](int64_t& number) { whole = whole && reader.Number(&number); });
  if (!whole || !reader.rest().empty()) return std::nullopt;
  return totals;
}

std::optional<Conflict> ParseConflict(std::string_view key, std::string_view value) {
  Conflict conflict;
  KeyReader from_key(key);
  KeyReader from_value(value);
  char kind = 0;
  if (!from_key.Byte(&kind) || kind != 'c' || !from_key.Text(&conflict.feed) ||
      !from_key.Text(&conflict.event_id) || !from_key.Number(&conflict.position.value) ||
      !from_value.Number(&conflict.received_at_us)) {
    return std::nullopt;
  }
  conflict.body_digest = from_value.rest();
  return conflict;
}

}  // namespace goldthread::feeds
