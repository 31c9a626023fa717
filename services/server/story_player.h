// Plays a story through a hub's real services, then looks at the child twice: now, and as
// known on the day of the A&E visit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/alert.pb.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/hub_client.h"
#include "services/server/story.h"

namespace goldthread::server {

struct Played {
  std::vector<v1::Receipt> receipts;  // One a step.
  v1::ChronologyQuery now_query;
  v1::ChronologyQuery then_query;
  Chronology now;
  Chronology then;
  Chronology for_teacher;
  std::vector<v1::Alert> alerts;  // About the child, in the end.
  size_t looks_by_nurse = 0;      // As the child's access history has them.
};

// Publishes each step at its own time by `clock`, calling `before` first, then asks. The nurse
// looks once, when she has written the attendance down.
// Errors: what the hub refuses or cannot do.
StatusOr<Played> Play(const Story& story, const HubClient& client, ManualClock& clock,
                      const std::function<void(const StoryStep&)>& before);

// What is not as the story says; empty when all is.
std::vector<std::string> Differences(const Story& story, const Played& played);

}  // namespace goldthread::server
