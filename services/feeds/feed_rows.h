// The feed ledger's rows: their keys, and what stands in them. Shared by the fold that writes
// them and the readers.
//
//   's' feed              FeedTotals, one a feed
//   'd' feed id           HeldContent, one an event
//   'r' feed              Rhythm, one a feed (rhythm.h)
//   'n' feed chunk        SequenceChunk: which of 1,024 numbers were seen, where they are not
//                         yet part of an unbroken run (sequence.h)
//   'c' feed id position  a Conflict, for ever
//
// 16 bytes of SHA-256: nobody finds two contents that agree in them (2^64 tries), and the row
// that each event costs is half as long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/position.h"
#include "services/feeds/lateness.h"

namespace goldthread::feeds {

inline constexpr char kSpace = 'L';
inline constexpr size_t kDigestPrefixBytes = 16;
inline constexpr int64_t kMicrosecondsPerSecond = 1'000'000;
inline constexpr int64_t kDaySeconds = 24 * 60 * 60;

// What numbers of a feed were seen: 1 to `head` all; `tail_first` to `tail_last` all, where
// `tail_last` is the greatest seen; between them those in chunks. No tail: the head is all.
struct SequenceRuns {
  int64_t head = 0;
  int64_t tail_first = 0;  // 0: no tail.
  int64_t tail_last = 0;
  int64_t in_chunks = 0;  // How many.

  int64_t max() const { return tail_first == 0 ? head : tail_last; }
  int64_t seen() const {
    return head + in_chunks + (tail_first == 0 ? 0 : tail_last - tail_first + 1);
  }
  friend bool operator==(const SequenceRuns&, const SequenceRuns&) = default;
};

struct FeedTotals {
  int64_t events = 0;  // Distinct.
  int64_t repeats = 0;
  int64_t conflicts = 0;
  // Over all that came, repeats and conflicts too: when the feed was heard.
  int64_t first_received_us = 0;
  int64_t last_received_us = 0;
  // Of distinct events, from recorded to received.
  int64_t late_max_s = 0;
  int64_t late_sum_s = 0;
  int64_t late_events = 0;
  LatenessByDays late_by_days = {};
  SequenceRuns sequence = {};
  int64_t sequence_reused = 0;  // Distinct events under a number already seen.

  friend bool operator==(const FeedTotals&, const FeedTotals&) = default;
};

// What stands under an event's id. 16 bytes, or 20 with the day.
struct HeldContent {
  std::string_view digest;              // The first kDigestPrefixBytes of SHA-256.
  std::optional<int32_t> recorded_day;  // Since 1970 in UTC; nothing: the event does not say.
};

struct Conflict {
  std::string feed;
  std::string event_id;
  Position position;
  int64_t received_at_us = 0;
  std::string body_digest;  // All 32 bytes, of the content that was not folded.
};

// Without the Space byte, as the fold sees them.
std::string TotalsKey(std::string_view feed);
std::string DigestKey(std::string_view feed, std::string_view event_id);
// What the DigestKeys of all ids that begin so begin with.
std::string DigestPrefix(std::string_view feed, std::string_view id_begins);
std::string ChunkKey(std::string_view feed, int64_t chunk);
std::string ConflictKey(const Conflict& conflict);
// One of the above as a reader of all views names it.
std::string InSpace(std::string_view key);

// Of an event's recorded time, for HeldContent.
int32_t DayOfSeconds(int64_t seconds);

std::string HeldValue(const HeldContent& held);
std::string TotalsValue(const FeedTotals& totals);
std::string ConflictValue(const Conflict& conflict);

// Nothing: the row is damaged.
std::optional<FeedTotals> ParseTotals(std::string_view value);
// Its digest lies in `value`.
std::optional<HeldContent> ParseHeld(std::string_view value);
std::optional<Conflict> ParseConflict(std::string_view key, std::string_view value);

}  // namespace goldthread::feeds
