// The models of matching that were adopted. The last is in force (server/model_choice.h).
//
// Source: docs/decisions/0024-a-model-in-force.md.
#pragma once

#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/matching_rows.pb.h"

namespace goldthread::reviews {

// Every adoption's id begins so, and no other fact's of its feed.
inline constexpr std::string_view kAdoptionId = "model-";

// Of the hub's own feed, and of a model that this build can weigh with. kUnimplemented: it says
// that a model is in force, but this build has no use for it.
StatusOr<bool> IsAdoption(const v1::Event& event);

// By when they were received. kDataLoss: a row does not parse.
StatusOr<std::vector<v1::ModelAdoptedRow>> ModelsAdopted(const ViewSnapshot& views);

}  // namespace goldthread::reviews
