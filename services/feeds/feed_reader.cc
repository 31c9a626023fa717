#include "services/feeds/feed_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/feeds/holes.h"
#include "services/feeds/rhythm.h"
#include "services/vocabulary/content.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::feeds {
namespace {

constexpr size_t kHolesMax = 100;

Status Damaged() { return Error(Code::kDataLoss, "a row of the feed ledger is damaged"); }

google::protobuf::Timestamp TimestampOf(int64_t us) {
  google::protobuf::Timestamp time;
  int64_t seconds = us / kMicrosecondsPerSecond;
  if (us % kMicrosecondsPerSecond < 0) --seconds;
  time.set_seconds(seconds);
  time.set_nanos(static_cast<int32_t>(us - seconds * kMicrosecondsPerSecond) * 1000);
  return time;
}

Status FillHoles(const ViewSnapshot& views, const SequenceRuns& runs, v1::Feed& feed) {
  feed.set_sequence_max(runs.max());
  feed.set_missing_total(runs.max() - runs.seen());
  if (feed.missing_total() == 0) return OkStatus();
  GT_ASSIGN_OR_RETURN(const auto holes, HolesAfter(views, feed.feed(), runs, 0, kHolesMax));
  feed.mutable_holes()->Assign(holes.begin(), holes.end());
  return OkStatus();
}

void FillLateness(const FeedTotals& totals, v1::Feed& feed) {
  feed.set_lateness_max_seconds(totals.late_max_s);
  if (totals.events > 0) feed.set_lateness_mean_seconds(totals.late_sum_s / totals.events);
  feed.set_late_events(totals.late_events);
  const int64_t max_days = totals.late_max_s / kDaySeconds;
  feed.set_lateness_p50_days(LatenessAt(50, totals.late_by_days, max_days));
  feed.set_lateness_p90_days(LatenessAt(90, totals.late_by_days, max_days));
  feed.set_lateness_max_days(max_days);
}

Status FillSilence(const ViewSnapshot& views, const FeedTotals& totals, Instant as_of,
                   v1::Feed& feed) {
  GT_ASSIGN_OR_RETURN(const auto row, views.Get(InSpace(RhythmKey(feed.feed()))));
  const std::optional<Rhythm> rhythm = ParseRhythm(row.value_or(""));
  if (!rhythm.has_value()) return Damaged();
  const Silence silence = SilenceAt(*rhythm, totals.last_received_us, as_of);
  feed.set_arrival_days(rhythm->arrival_days);
  feed.set_usual_gap_days(UsualGapDays(*rhythm));
  feed.set_silent_days(silence.days);
  feed.set_silent(silence.unusual);
  return OkStatus();
}

StatusOr<std::optional<FeedTotals>> TotalsOf(const ViewSnapshot& views, std::string_view feed) {
  GT_ASSIGN_OR_RETURN(const auto row, views.Get(InSpace(TotalsKey(feed))));
  if (!row.has_value()) return std::optional<FeedTotals>();
  std::optional<FeedTotals> totals = ParseTotals(*row);
  if (!totals.has_value()) return Damaged();
  return totals;
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
  GT_ASSIGN_OR_RETURN(const auto plain, views.Get(InSpace(DigestKey(feed, name))));
  if (plain.has_value()) {
    const std::optional<HeldContent> held = ParseHeld(*plain);
    if (!held.has_value()) return Damaged();
    chain.push_back({0, name, std::string(held->digest)});
  }
  const size_t id_at = InSpace(KeyWriter("d").Text(feed).view()).size();
  const auto row = views.Scan(PrefixRange(InSpace(DigestPrefix(feed, name + "~"))));
  for (; row->Valid(); row->Next()) {
    KeyReader key(row->key().substr(id_at));
    std::string id;
    const std::optional<HeldContent> held = ParseHeld(row->value());
    if (!key.Text(&id) || !held.has_value()) return Damaged();
    const std::optional<RevisionId> revision = ParseRevisionId(id);
    if (!revision.has_value() || revision->name != name) continue;
    chain.push_back({revision->number, std::move(id), std::string(held->digest)});
  }
  GT_RETURN_IF_ERROR(row->status());
  std::ranges::stable_sort(chain, {}, &Link::number);
  return chain;
}

v1::Presence PresenceOf(std::string_view held_digest, const v1::Event& event) {
  const std::string digest = Sha256(BodyOf(event));
  return held_digest == std::string_view(digest).substr(0, kDigestPrefixBytes)
             ? v1::PRESENCE_HELD
             : v1::PRESENCE_OTHER_CONTENT;
}

StatusOr<v1::Feed> FeedOf(const ViewSnapshot& views, std::string name, const FeedTotals& totals,
                          Instant as_of) {
  v1::Feed feed;
  feed.set_feed(std::move(name));
  feed.set_events(totals.events);
  feed.set_repeats(totals.repeats);
  feed.set_conflicts(totals.conflicts);
  *feed.mutable_first_received() = TimestampOf(totals.first_received_us);
  *feed.mutable_last_received() = TimestampOf(totals.last_received_us);
  FillLateness(totals, feed);
  feed.set_sequence_reused(totals.sequence_reused);
  GT_RETURN_IF_ERROR(FillHoles(views, totals.sequence, feed));
  GT_RETURN_IF_ERROR(FillSilence(views, totals, as_of, feed));
  return feed;
}

}  // namespace

StatusOr<std::vector<v1::Feed>> ListFeeds(const ViewSnapshot& views, const FeedPage& page,
                                          Instant as_of,
                                          const std::function<bool(const std::string&)>& is_shown) {
  KeyRange range = PrefixRange(InSpace("s"));
  if (!page.after.empty()) range.first = PrefixEnd(InSpace(TotalsKey(page.after)));
  std::vector<v1::Feed> feeds;
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid() && feeds.size() < page.limit; row->Next()) {
    KeyReader key(row->key().substr(2));  // After "Ls".
    std::string name;
    const std::optional<FeedTotals> totals = ParseTotals(row->value());
    if (!key.Text(&name) || !totals.has_value()) return Damaged();
    if (!is_shown(name)) continue;
    GT_ASSIGN_OR_RETURN(v1::Feed feed, FeedOf(views, std::move(name), *totals, as_of));
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
  held.presence = PresenceOf(held.digest, event);
  return held;
}

StatusOr<Held> HeldUnderId(const ViewSnapshot& views, const v1::Event& event) {
  GT_ASSIGN_OR_RETURN(const auto row, views.Get(InSpace(DigestKey(event.feed(), event.id()))));
  Held held;
  if (!row.has_value()) return held;
  const std::optional<HeldContent> content = ParseHeld(*row);
  if (!content.has_value()) return Damaged();
  held.event_id = event.id();
  held.digest = content->digest;
  held.presence = PresenceOf(held.digest, event);
  return held;
}

StatusOr<std::vector<v1::SequenceRange>> ListHoles(const ViewSnapshot& views, std::string_view feed,
                                                   int64_t after, size_t limit) {
  GT_ASSIGN_OR_RETURN(const std::optional<FeedTotals> totals, TotalsOf(views, feed));
  if (!totals.has_value()) return std::vector<v1::SequenceRange>();
  return HolesAfter(views, feed, totals->sequence, after, limit);
}

StatusOr<int64_t> MissingIn(const ViewSnapshot& views, std::string_view feed) {
  GT_ASSIGN_OR_RETURN(const std::optional<FeedTotals> totals, TotalsOf(views, feed));
  return totals.has_value() ? totals->sequence.max() - totals->sequence.seen() : 0;
}

StatusOr<std::vector<v1::FeedConflict>> ListConflicts(const ViewSnapshot& views,
                                                      std::string_view feed,
                                                      const ConflictPlace& after, size_t limit) {
  std::vector<v1::FeedConflict> conflicts;
  KeyRange range = PrefixRange(InSpace(KeyWriter("c").Text(feed).view()));
  if (!after.event_id.empty()) {
    const Conflict last{std::string(feed), after.event_id, {after.log_position}, 0, ""};
    range.first = PrefixEnd(InSpace(ConflictKey(last)));
  }
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid() && conflicts.size() < limit; row->Next()) {
    const std::optional<Conflict> conflict = ParseConflict(row->key().substr(1), row->value());
    if (!conflict.has_value()) return Damaged();
    GT_ASSIGN_OR_RETURN(const auto held, views.Get(InSpace(DigestKey(feed, conflict->event_id))));
    const std::optional<HeldContent> stands = held ? ParseHeld(*held) : std::nullopt;
    if (!stands.has_value()) return Damaged();
    v1::FeedConflict& listed = conflicts.emplace_back();
    listed.set_event_id(conflict->event_id);
    listed.set_log_position(conflict->position.value);
    *listed.mutable_received_at() = TimestampOf(conflict->received_at_us);
    listed.set_held_digest(std::string(stands->digest));
    listed.set_other_digest(conflict->body_digest.substr(0, kDigestPrefixBytes));
  }
  GT_RETURN_IF_ERROR(row->status());
  return conflicts;
}

}  // namespace goldthread::feeds
