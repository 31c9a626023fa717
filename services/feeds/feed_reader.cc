#include "services/feeds/feed_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/feeds/sequence.h"
#include "services/vocabulary/content.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::feeds {
namespace {

constexpr int kHolesMax = 100;
constexpr int64_t kMicrosecondsPerSecond = 1'000'000;

std::string InSpace(std::string_view key) { return std::string(1, kSpace).append(key); }

Status Damaged() { return Error(Code::kDataLoss, "a row of the feed ledger is damaged"); }

google::protobuf::Timestamp TimestampOf(int64_t us) {
  google::protobuf::Timestamp time;
  int64_t seconds = us / kMicrosecondsPerSecond;
  if (us % kMicrosecondsPerSecond < 0) --seconds;
  time.set_seconds(seconds);
  time.set_nanos(static_cast<int32_t>(us - seconds * kMicrosecondsPerSecond) * 1000);
  return time;
}

// Goes over the numbers seen, lowest first, and notes what lies between them.
class HoleFinder {
 public:
  HoleFinder(int64_t head, v1::Feed& feed) : next_(head + 1), feed_(feed) {}

  bool full() const { return feed_.holes_size() == kHolesMax; }
  void See(int64_t first, int64_t last) {
    if (first > next_ && !full()) {
      v1::SequenceRange* hole = feed_.add_holes();
      hole->set_first(next_);
      hole->set_last(first - 1);
    }
    next_ = last + 1;
  }

 private:
  int64_t next_;
  v1::Feed& feed_;
};

Status FillHoles(const ViewSnapshot& views, const SequenceRuns& runs, v1::Feed& feed) {
  feed.set_sequence_max(runs.max());
  feed.set_missing_total(runs.max() - runs.seen());
  if (feed.missing_total() == 0) return OkStatus();
  HoleFinder holes(runs.head, feed);
  const std::string prefix = InSpace(KeyWriter("n").Text(feed.feed()).view());
  const std::unique_ptr<RowCursor> row = views.Scan(PrefixRange(prefix));
  for (; row->Valid() && !holes.full(); row->Next()) {
    KeyReader key(row->key().substr(prefix.size()));
    const std::optional<SequenceChunk> chunk = SequenceChunk::Parse(row->value());
    int64_t place = 0;
    if (!key.Number(&place) || !chunk.has_value()) return Damaged();
    for (int64_t n = place * kChunkNumbers; n < (place + 1) * kChunkNumbers; ++n) {
      if (chunk->Has(n)) holes.See(n, n);
    }
  }
  GT_RETURN_IF_ERROR(row->status());
  if (runs.tail_first != 0) holes.See(runs.tail_first, runs.tail_last);
  return OkStatus();
}

// One content of what a sender calls by one name.
struct Link {
  int64_t number = 0;  // 0: held under the name itself.
  std::string event_id;
  std::string digest;
};

// In the order they were sent.
StatusOr<std::vector<Link>> ChainOf(const ViewSnapshot& views, const std::string& feed,
                                    const std::string& name) {
  std::vector<Link> chain;
  GT_ASSIGN_OR_RETURN(std::optional<std::string> plain, views.Get(InSpace(DigestKey(feed, name))));
  if (plain.has_value()) chain.push_back({0, name, *std::move(plain)});
  const size_t id_at = InSpace(KeyWriter("d").Text(feed).view()).size();
  const auto row = views.Scan(PrefixRange(InSpace(DigestPrefix(feed, name + "~"))));
  for (; row->Valid(); row->Next()) {
    KeyReader key(row->key().substr(id_at));
    std::string id;
    if (!key.Text(&id)) return Damaged();
    const std::optional<RevisionId> revision = ParseRevisionId(id);
    if (!revision.has_value() || revision->name != name) continue;
    chain.push_back({revision->number, std::move(id), std::string(row->value())});
  }
  GT_RETURN_IF_ERROR(row->status());
  std::ranges::stable_sort(chain, {}, &Link::number);
  return chain;
}

StatusOr<v1::Feed> FeedOf(const ViewSnapshot& views, std::string name, const FeedTotals& totals) {
  v1::Feed feed;
  feed.set_feed(std::move(name));
  feed.set_events(totals.events);
  feed.set_repeats(totals.repeats);
  feed.set_conflicts(totals.conflicts);
  *feed.mutable_first_received() = TimestampOf(totals.first_received_us);
  *feed.mutable_last_received() = TimestampOf(totals.last_received_us);
  feed.set_lateness_max_seconds(totals.late_max_s);
  if (totals.events > 0) feed.set_lateness_mean_seconds(totals.late_sum_s / totals.events);
  feed.set_late_events(totals.late_events);
  feed.set_sequence_reused(totals.sequence_reused);
  GT_RETURN_IF_ERROR(FillHoles(views, totals.sequence, feed));
  return feed;
}

}  // namespace

StatusOr<std::vector<v1::Feed>> ListFeeds(const ViewSnapshot& views, std::string_view after,
                                          size_t limit) {
  KeyRange range = PrefixRange(InSpace("s"));
  if (!after.empty()) range.first = PrefixEnd(InSpace(TotalsKey(after)));
  std::vector<v1::Feed> feeds;
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid() && feeds.size() < limit; row->Next()) {
    KeyReader key(row->key().substr(2));  // After "Ls".
    std::string name;
    const std::optional<FeedTotals> totals = ParseTotals(row->value());
    if (!key.Text(&name) || !totals.has_value()) return Damaged();
    GT_ASSIGN_OR_RETURN(v1::Feed feed, FeedOf(views, std::move(name), *totals));
    feeds.push_back(std::move(feed));
  }
  GT_RETURN_IF_ERROR(row->status());
  return feeds;
}

StatusOr<Held> HeldOf(const ViewSnapshot& views, v1::Event event) {
  GT_ASSIGN_OR_RETURN(const std::vector<Link> chain, ChainOf(views, event.feed(), event.id()));
  Held held;
  if (chain.empty()) return held;
  held.event_id = chain.back().event_id;
  held.digest = chain.back().digest;
  // The chain's end would have been sent so.
  event.set_id(held.event_id);
  if (chain.size() > 1) event.set_corrects(chain[chain.size() - 2].event_id);
  const std::string digest = Sha256(BodyOf(event));
  held.presence = held.digest == std::string_view(digest).substr(0, kDigestPrefixBytes)
                      ? v1::PRESENCE_HELD
                      : v1::PRESENCE_OTHER_CONTENT;
  return held;
}

StatusOr<std::vector<Conflict>> ListConflicts(const ViewSnapshot& views, std::string_view feed,
                                              size_t limit) {
  std::vector<Conflict> conflicts;
  const std::string prefix = InSpace(KeyWriter("c").Text(feed).view());
  const std::unique_ptr<RowCursor> row = views.Scan(PrefixRange(prefix));
  for (; row->Valid() && conflicts.size() < limit; row->Next()) {
    std::optional<Conflict> conflict = ParseConflict(row->key().substr(1), row->value());
    if (!conflict.has_value()) return Damaged();
    conflicts.push_back(*std::move(conflict));
  }
  GT_RETURN_IF_ERROR(row->status());
  return conflicts;
}

}  // namespace goldthread::feeds
