// An agency's own record of a feed against the hub's: equal, or which days differ, and on those
// which events. Ids only.
//
// Source: design D14; docs/reconciliation.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

struct OwnEvent {
  std::string day;     // feeds::RecordedDayOf
  std::string digest;  // The first 16 bytes.
};

// What the agency has, by event id: the order the digest wants.
using OwnRecord = std::map<std::string, OwnEvent, std::less<>>;

// Adds an event as the hub keeps it, with what it fills in. False: its id is there already with
// other content; the first stands, as in the hub.
bool AddOwn(v1::Event event, const v1::SumDaysResponse& hub, OwnRecord& own);

// Adds events that a connector told of its source, which stand in the hub as chains: what the hub
// holds as the last of each, where that says the same. Errors: as FeedService.CheckEvents.
Status AddImported(const HubClient& client, const v1::SumDaysRequest& question,
                   const v1::SumDaysResponse& hub, const std::vector<v1::Event>& events,
                   OwnRecord& own);

struct DayDifference {
  std::string day;
  int64_t own_events = 0;
  int64_t hub_events = 0;  // The same number: other digests.
};

// Oldest first. `own` and `hub` are each sorted by day.
std::vector<DayDifference> CompareDays(const std::vector<v1::DaySum>& own,
                                       const std::vector<v1::DaySum>& hub);
std::vector<v1::DaySum> OwnDays(const OwnRecord& own);

struct EventDifferences {
  std::vector<std::string> not_in_hub;
  std::vector<std::string> only_in_hub;
  std::vector<std::string> other_content;  // Or recorded on another day.
};

// Of the days that differ. `hub` is what the hub holds of them.
EventDifferences CompareEvents(const OwnRecord& own, const std::vector<DayDifference>& days,
                               const std::vector<v1::HeldEvent>& hub);

// What the hub holds of these days, page by page. Errors: as FeedService.ListDays.
StatusOr<std::vector<v1::HeldEvent>> FetchDays(const HubClient& client,
                                               const v1::SumDaysRequest& question,
                                               const std::vector<DayDifference>& days);

}  // namespace goldthread::server
