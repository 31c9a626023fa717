// A model as the contract has it, and back.
#pragma once

#include "eventstore/base/status.h"
#include "goldthread/v1/matching_model.pb.h"
#include "services/identity/matching/model.h"

namespace goldthread::matching {

// With the values that are common; what few have, names nobody to no one.
v1::MatchingModel ToMessage(const Model& model);

// kInvalidArgument "BROKEN_MODEL": its first fault (vocabulary/matching_model.h).
StatusOr<Model> FromMessage(const v1::MatchingModel& message);

}  // namespace goldthread::matching
