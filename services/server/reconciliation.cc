#include "services/server/reconciliation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eventstore/base/digest.h"
#include "services/feeds/day_digest.h"
#include "services/feeds/feed_rows.h"
#include "services/vocabulary/content.h"

namespace goldthread::server {
namespace {

constexpr size_t kDaysAtOnce = 10'000;
constexpr int32_t kEventsAtOnce = 10'000;
constexpr size_t kCheckedAtOnce = 500;
constexpr size_t kCheckedBytes = 2 * 1024 * 1024;

}  // namespace

bool AddOwn(v1::Event event, const v1::SumDaysResponse& hub, OwnRecord& own) {
  if (event.agency().empty()) event.set_agency(hub.agency());
  if (event.partnership().empty()) event.set_partnership(hub.partnership());
  OwnEvent held{feeds::RecordedDayOf(event),
                Sha256(BodyOf(event)).substr(0, feeds::kDigestPrefixBytes)};
  const auto [at, added] = own.emplace(event.id(), held);
  return added || at->second.digest == held.digest;
}

Status AddImported(const HubClient& client, const v1::SumDaysRequest& question,
                   const v1::SumDaysResponse& hub, const std::vector<v1::Event>& events,
                   OwnRecord& own) {
  const auto stub = v1::FeedService::NewStub(client.channel());
  for (size_t first = 0; first < events.size();) {
    v1::CheckEventsRequest request;
    *request.mutable_caller() = question.caller();
    request.set_min_position(question.min_position());
    size_t bytes = 0;
    size_t last = first;
    for (; last < events.size() && last - first < kCheckedAtOnce && bytes < kCheckedBytes; ++last) {
      bytes += events[last].ByteSizeLong();
      *request.add_events() = events[last];
    }
    GT_ASSIGN_OR_RETURN(const v1::CheckEventsResponse held,
                        Ask(*stub, &v1::FeedService::Stub::CheckEvents, request, kLongCall));
    for (size_t at = first; at < last; ++at) {
      const int place = static_cast<int>(at - first);
      if (held.presences(place) == v1::PRESENCE_HELD) {
        const v1::ChainEnd& end = held.ends(place);
        own[end.event_id()] = {feeds::RecordedDayOf(events[at]), end.digest()};
      } else {
        AddOwn(events[at], hub, own);
      }
    }
    first = last;
  }
  return OkStatus();
}

std::vector<v1::DaySum> OwnDays(const OwnRecord& own) {
  feeds::DayDigests digests;
  for (const auto& [id, event] : own) digests.Add(event.day, id, event.digest);
  return digests.Finish();
}

std::vector<DayDifference> CompareDays(const std::vector<v1::DaySum>& own,
                                       const std::vector<v1::DaySum>& hub) {
  std::map<std::string, std::pair<const v1::DaySum*, const v1::DaySum*>> days;
  for (const v1::DaySum& day : own) days[day.day()].first = &day;
  for (const v1::DaySum& day : hub) days[day.day()].second = &day;
  std::vector<DayDifference> differences;
  for (const auto& [day, sums] : days) {
    const auto& [ours, theirs] = sums;
    if (ours != nullptr && theirs != nullptr && ours->events() == theirs->events() &&
        ours->digest() == theirs->digest()) {
      continue;
    }
    differences.push_back(
        {day, ours == nullptr ? 0 : ours->events(), theirs == nullptr ? 0 : theirs->events()});
  }
  return differences;
}

EventDifferences CompareEvents(const OwnRecord& own, const std::vector<DayDifference>& days,
                               const std::vector<v1::HeldEvent>& hub) {
  EventDifferences differences;
  std::set<std::string, std::less<>> held;
  for (const v1::HeldEvent& event : hub) {
    held.insert(event.event_id());
    const auto ours = own.find(event.event_id());
    if (ours == own.end()) {
      differences.only_in_hub.push_back(event.event_id());
    } else if (ours->second.digest != event.digest() || ours->second.day != event.day()) {
      differences.other_content.push_back(event.event_id());
    }
  }
  for (const auto& [id, event] : own) {
    const bool differs = std::ranges::binary_search(days, event.day, {}, &DayDifference::day);
    if (differs && !held.contains(id)) differences.not_in_hub.push_back(id);
  }
  return differences;
}

StatusOr<std::vector<v1::HeldEvent>> FetchDays(const HubClient& client,
                                               const v1::SumDaysRequest& question,
                                               const std::vector<DayDifference>& days) {
  const auto stub = v1::FeedService::NewStub(client.channel());
  std::vector<v1::HeldEvent> events;
  for (size_t first = 0; first < days.size(); first += kDaysAtOnce) {
    v1::ListDaysRequest request;
    *request.mutable_caller() = question.caller();
    request.set_min_position(question.min_position());
    request.set_feed(question.feed());
    request.set_chain_ends_only(question.chain_ends_only());
    request.set_page_size(kEventsAtOnce);
    for (size_t at = first; at < std::min(days.size(), first + kDaysAtOnce); ++at) {
      request.add_days(days[at].day);
    }
    do {
      GT_ASSIGN_OR_RETURN(const v1::ListDaysResponse page,
                          Ask(*stub, &v1::FeedService::Stub::ListDays, request, kLongCall));
      events.insert(events.end(), page.events().begin(), page.events().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
  }
  return events;
}

}  // namespace goldthread::server
