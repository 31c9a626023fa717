// Learning a model of matching from what the hub holds, and what another model would change: both
// before anything is decided. Reads views; writes nothing.
//
// Source: docs/matching.md; docs/decisions/0024-a-model-in-force.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_model.pb.h"
#include "goldthread/v1/matching_service.pb.h"

namespace goldthread::identity {

// Records held against each other to learn from; about a minute of one core and 500 MiB. Where
// there are more, those drawn by lot: shares stay what they are.
inline constexpr size_t kLearntFromMax = 100'000;
// Records whose persons are worked out under both models, and for how long at most: with views in
// other processes each costs a hundred questions.
struct TrialLimits {
  size_t records = 10'000;
  std::chrono::seconds time{60};
};

// Whoever is shielded teaches nothing. Equal views give equal models.
// kFailedPrecondition "NOTHING_TO_LEARN": no two records of two feeds share a block. Others: as of
// the views.
StatusOr<v1::LearntModel> LearnModel(const ViewSnapshot& views, std::string version);

// kInvalidArgument "BROKEN_MODEL": `model` has faults. Others: as of the views.
StatusOr<v1::ModelEffect> EffectOf(const v1::MatchingModel& model, const ViewSnapshot& views,
                                   const TrialLimits& limits = {});

}  // namespace goldthread::identity
