#include "services/feeds/held_events.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "eventstore/base/key.h"
#include "services/feeds/day_digest.h"
#include "services/feeds/feed_rows.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::feeds {
namespace {

struct HeldRow {
  std::string event_id;
  std::string digest;
  std::optional<int32_t> recorded_day;
};

std::string IdsPrefix(std::string_view feed) { return InSpace(KeyWriter("d").Text(feed).view()); }

Status Read(const RowCursor& row, size_t prefix_size, HeldRow* held) {
  KeyReader key(row.key().substr(prefix_size));
  const std::optional<HeldContent> content = ParseHeld(row.value());
  if (!key.Text(&held->event_id) || !content.has_value()) {
    return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
  }
  held->digest = content->digest;
  held->recorded_day = content->recorded_day;
  return OkStatus();
}

// Which of a feed's events are the last of their chain, asked about one after the other in the
// order of their ids. A chain may be long and a feed has many: of each only its end is kept, and
// only of those whose ids begin the one asked about.
class Chains {
 public:
  // Lent.
  Chains(const ViewSnapshot& views, const std::string& feed) : views_(views), feed_(feed) {}

  // `before` and `next`: the ids beside it; "" for none.
  StatusOr<bool> HasLater(const std::string& id, std::string_view before, std::string_view next) {
    const std::optional<RevisionId> revision = ParseRevisionId(id);
    const std::string begins = (revision.has_value() ? revision->name : id) + "~";
    // Mostly the neighbours tell: a chain's ids stand together, and behind its name alone.
    if (revision.has_value() && !before.starts_with(begins) && !next.starts_with(begins)) {
      return false;
    }
    if (!revision.has_value() && next > begins && !next.starts_with(begins)) return false;
    while (!ends_.empty() && !id.starts_with(ends_.back().begins)) ends_.pop_back();
    const auto known = std::ranges::find(ends_, begins, &End::begins);
    if (known != ends_.end()) return known->id != id;
    GT_ASSIGN_OR_RETURN(End end, EndOf(begins));
    const bool has_later = !end.id.empty() && end.id != id;
    if (revision.has_value()) ends_.push_back(std::move(end));
    return has_later;
  }

 private:
  struct End {
    std::string begins;  // The chain's name and the mark.
    std::string id;      // Empty: nothing by that name is a revision.
    int64_t number = 0;
  };

  StatusOr<End> EndOf(const std::string& begins) const {
    End end{begins, "", 0};
    const auto row = views_.Scan(PrefixRange(InSpace(DigestPrefix(feed_, begins))));
    const size_t prefix_size = IdsPrefix(feed_).size();
    for (HeldRow held; row->Valid(); row->Next()) {
      GT_RETURN_IF_ERROR(Read(*row, prefix_size, &held));
      const std::optional<RevisionId> revision = ParseRevisionId(held.event_id);
      if (!revision.has_value() || revision->name.size() + 1 != begins.size()) continue;
      // As the check of an event has it: of one number the last by id is the end.
      if (revision->number < end.number) continue;
      end.number = revision->number;
      end.id = std::move(held.event_id);
    }
    GT_RETURN_IF_ERROR(row->status());
    return end;
  }

  const ViewSnapshot& views_;
  const std::string& feed_;
  std::vector<End> ends_;  // Each begins the next.
};

// Those that are meant, in the order of ids, those after `after`, until `visit` says false.
Status VisitHeld(const ViewSnapshot& views, const HeldQuestion& question, std::string_view after,
                 const std::function<bool(const HeldRow&)>& visit) {
  const std::string prefix = IdsPrefix(question.feed);
  KeyRange range = PrefixRange(prefix);
  if (!after.empty()) range.first = PrefixEnd(InSpace(DigestKey(question.feed, after)));
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  Chains chains(views, question.feed);
  std::string before(after);
  HeldRow held;
  if (row->Valid()) GT_RETURN_IF_ERROR(Read(*row, prefix.size(), &held));
  for (bool more = row->Valid(); more;) {
    row->Next();
    more = row->Valid();
    HeldRow next;
    if (more) GT_RETURN_IF_ERROR(Read(*row, prefix.size(), &next));
    bool has_later = false;
    if (question.chain_ends_only) {
      GT_ASSIGN_OR_RETURN(has_later, chains.HasLater(held.event_id, before, next.event_id));
    }
    if (!has_later && !visit(held)) return OkStatus();
    before = std::move(held.event_id);
    held = std::move(next);
  }
  return row->status();
}

std::string DayOf(const HeldRow& held) {
  return held.recorded_day.has_value() ? DayTextOf(*held.recorded_day) : "";
}

}  // namespace

StatusOr<std::vector<v1::DaySum>> SumDays(const ViewSnapshot& views, const HeldQuestion& question) {
  DayDigests digests;
  GT_RETURN_IF_ERROR(VisitHeld(views, question, "", [&](const HeldRow& held) {
    digests.Add(DayOf(held), held.event_id, held.digest);
    return true;
  }));
  return digests.Finish();
}

StatusOr<std::vector<v1::HeldEvent>> ListDays(const ViewSnapshot& views,
                                              const HeldQuestion& question,
                                              const std::set<std::string, std::less<>>& days,
                                              std::string_view after, size_t limit) {
  std::vector<v1::HeldEvent> events;
  GT_RETURN_IF_ERROR(VisitHeld(views, question, after, [&](const HeldRow& held) {
    std::string day = DayOf(held);
    if (!days.contains(day)) return true;
    v1::HeldEvent& event = events.emplace_back();
    event.set_event_id(held.event_id);
    event.set_day(std::move(day));
    event.set_digest(held.digest);
    return events.size() < limit;
  }));
  return events;
}

}  // namespace goldthread::feeds
