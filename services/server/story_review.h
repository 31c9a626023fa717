// How the story goes on: a record that rules do not join on a doubt is shown to a reviewer, who
// decides, and two chronologies become one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/matching_service.pb.h"
#include "services/server/hub_client.h"
#include "services/server/story.h"

namespace goldthread::server {

struct Reviewed {
  v1::ShowPairResponse shown;  // As the reviewer saw the pair.
  v1::WaitingPair waiting;     // As it stood in the queue.
  v1::DecidePairResponse decided;
  size_t facts_before = 0;  // In the child's chronology.
  size_t facts_after = 0;
};

// After the story was played: housing sends a record with the child's number and another birth
// date. kNotFound: it does not wait for a decision.
StatusOr<Reviewed> PlayReview(const Story& story, const HubClient& client, ManualClock& clock);

// Whether it went as it should; says what did not.
std::vector<std::string> ReviewDifferences(const Reviewed& reviewed);

}  // namespace goldthread::server
