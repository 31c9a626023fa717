#include "services/feeds/held_events.h"

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <utility>

#include "eventstore/base/key.h"
#include "services/feeds/day_digest.h"
#include "services/feeds/feed_rows.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::feeds {
namespace {

std::string InSpace(std::string_view key) { return std::string(1, kSpace).append(key); }

struct HeldRow {
  std::string event_id;
  HeldContent content;
};

// In the order of ids, those after `after`, until `visit` says false.
Status VisitHeld(const ViewSnapshot& views, std::string_view feed, std::string_view after,
                 const std::function<bool(const HeldRow&)>& visit) {
  const std::string prefix = InSpace(KeyWriter("d").Text(feed).view());
  KeyRange range = PrefixRange(prefix);
  if (!after.empty()) range.first = PrefixEnd(InSpace(DigestKey(feed, after)));
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid(); row->Next()) {
    KeyReader key(row->key().substr(prefix.size()));
    const std::optional<HeldContent> content = ParseHeld(row->value());
    HeldRow held;
    if (!key.Text(&held.event_id) || !content.has_value()) {
      return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
    }
    held.content = *content;
    if (!visit(held)) return OkStatus();
  }
  return row->status();
}

// Which events are not the last of their chain.
class Chains {
 public:
  static StatusOr<Chains> Of(const ViewSnapshot& views, const HeldQuestion& question) {
    Chains chains;
    if (!question.chain_ends_only) return chains;
    GT_RETURN_IF_ERROR(VisitHeld(views, question.feed, "", [&](const HeldRow& held) {
      const std::optional<RevisionId> revision = ParseRevisionId(held.event_id);
      if (!revision.has_value()) return true;
      // As the check of an event has it: of one number the last by id is the end.
      auto& end = chains.ends_[revision->name];
      if (revision->number >= end.first) end = {revision->number, held.event_id};
      return true;
    }));
    return chains;
  }

  bool HasLater(const std::string& event_id) const {
    if (ends_.empty()) return false;
    const std::optional<RevisionId> revision = ParseRevisionId(event_id);
    const auto chain = ends_.find(revision.has_value() ? revision->name : event_id);
    return chain != ends_.end() && chain->second.second != event_id;
  }

 private:
  absl::flat_hash_map<std::string, std::pair<int64_t, std::string>> ends_;
};

std::string DayOf(const HeldContent& content) {
  return content.recorded_day.has_value() ? DayTextOf(*content.recorded_day) : "";
}

}  // namespace

StatusOr<std::vector<v1::DaySum>> SumDays(const ViewSnapshot& views, const HeldQuestion& question) {
  GT_ASSIGN_OR_RETURN(const Chains chains, Chains::Of(views, question));
  DayDigests digests;
  GT_RETURN_IF_ERROR(VisitHeld(views, question.feed, "", [&](const HeldRow& held) {
    if (chains.HasLater(held.event_id)) return true;
    digests.Add(DayOf(held.content), held.event_id, held.content.digest);
    return true;
  }));
  return digests.Finish();
}

StatusOr<std::vector<v1::HeldEvent>> ListDays(const ViewSnapshot& views,
                                              const HeldQuestion& question,
                                              const std::set<std::string, std::less<>>& days,
                                              std::string_view after, size_t limit) {
  GT_ASSIGN_OR_RETURN(const Chains chains, Chains::Of(views, question));
  std::vector<v1::HeldEvent> events;
  GT_RETURN_IF_ERROR(VisitHeld(views, question.feed, after, [&](const HeldRow& held) {
    std::string day = DayOf(held.content);
    if (!days.contains(day) || chains.HasLater(held.event_id)) return true;
    v1::HeldEvent& event = events.emplace_back();
    event.set_event_id(held.event_id);
    event.set_day(std::move(day));
    event.set_digest(std::string(held.content.digest));
    return events.size() < limit;
  }));
  return events;
}

}  // namespace goldthread::feeds
