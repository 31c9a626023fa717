#include "connectors/county/worries.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <tuple>

namespace goldthread::county {
namespace {

bool IsWorry(Seen seen) {
  switch (seen) {
    case Seen::kIncident:
    case Seen::kMissingStarted:
    case Seen::kAttendance:
    case Seen::kMissedAppointment:
    case Seen::kConcern:
    case Seen::kExclusion:
    case Seen::kAbsence:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Worries::Told(const Observation& seen) {
  if (seen.seen == Seen::kDeath) died_.insert(seen.subject);
  if (!IsWorry(seen.seen) || seen.sureness == Sureness::kMonth) return;
  Add(seen.subject, seen);
  for (const PersonIndex child : seen.more) {
    if (child != kNobody && child != seen.subject) Add(child, seen);
  }
}

void Worries::Add(PersonIndex child, const Observation& seen) {
  const DayNumber day = DayAt(seen.occurred);
  if (!world_.IsChildOn(child, day) || day < world_.At(child).birth) return;
  if (child >= last_.size()) last_.resize(world_.people(), kNone);
  worries_.push_back({RefOf(seen), child, last_[child], day, DayAt(seen.delivered)});
  last_[child] = first_ + static_cast<uint32_t>(worries_.size()) - 1;
  if (!MayAddUp(worries_.back()) || died_.contains(child)) return;
  const std::vector<Worry*> all = Of(child);
  const auto newest = static_cast<size_t>(std::ranges::find(all, &worries_.back()) - all.begin());
  // From the first to the last of any fortnight that holds the newest: one picture.
  auto begins = all.end();
  auto ends = all.end();
  size_t first = 0;
  for (size_t last = 0; last < all.size(); ++last) {
    while (all[last]->day - all[first]->day >= kDays) ++first;
    if (newest < first || newest > last || !AddUp(all, first, last)) continue;
    if (begins == all.end()) begins = all.begin() + static_cast<std::ptrdiff_t>(first);
    ends = all.begin() + static_cast<std::ptrdiff_t>(last) + 1;
  }
  if (begins == all.end()) return;
  const bool is_known = std::any_of(begins, ends, [](const Worry* one) { return one->in_picture; });
  std::for_each(begins, ends, [](Worry* one) { one->in_picture = true; });
  if (is_known) return;
  ExpectedAlert alert;
  alert.rule = 9;
  alert.adult = kNobody;
  alert.child = child;
  alert.address = kNowhere;
  alert.fires_at = seen.delivered;
  alert.fired_by = RefOf(seen);
  alert.earlier = (*begins)->told_by;
  alerts_.Raise({9, kNobody, child, static_cast<uint32_t>((*begins)->day)}, alert);
}

// Most cannot: there are not as many within 14 days before or after.
bool Worries::MayAddUp(const Worry& newest) const {
  size_t near = 1;
  for (uint32_t at = newest.before; at != kNone && at >= first_;
       at = worries_[at - first_].before) {
    const Worry& earlier = worries_[at - first_];
    if (earlier.told_on <= newest.day - kDays) break;  // Nor did any before it happen later.
    if (std::abs(earlier.day - newest.day) < kDays) ++near;
  }
  return near >= kEnough;
}

std::vector<Worries::Worry*> Worries::Of(PersonIndex child) {
  std::vector<Worry*> found;
  for (uint32_t at = last_[child]; at != kNone && at >= first_; at = found.back()->before) {
    found.push_back(&worries_[at - first_]);
  }
  std::sort(found.begin(), found.end(), [](const Worry* a, const Worry* b) {
    return std::tie(a->day, a->told_by) < std::tie(b->day, b->told_by);
  });
  return found;
}

bool Worries::AddUp(const std::vector<Worry*>& worries, size_t first, size_t last) {
  if (last - first + 1 < kEnough) return false;
  std::set<std::string_view> agencies;
  for (size_t i = first; i <= last; ++i) {
    agencies.insert(MannerOf(static_cast<Feed>(FeedOf(worries[i]->told_by))).agency);
  }
  return agencies.size() >= kAgencies;
}

void Worries::BeginMonth(DayNumber first) {
  while (!worries_.empty() && worries_.front().told_on + kKept < first) {
    worries_.pop_front();
    ++first_;
  }
}

}  // namespace goldthread::county
