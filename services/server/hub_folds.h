// Every fold of the hub, in the order a record goes through them.
//
// Source: design §5.
#pragma once

#include <vector>

#include "eventstore/projector/fold_choice.h"
#include "goldthread/v1/matching_model.pb.h"

namespace goldthread::server {

// With the model of matching that ships. They stand as long as the process.
std::vector<const Projection*> HubFolds();

// With one that was adopted.
Folds HubFoldsWith(const v1::MatchingModel& adopted);

}  // namespace goldthread::server
