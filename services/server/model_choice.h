// The hub's folds, with the model of matching that its log has in force: the last one adopted.
//
// Source: docs/decisions/0024-a-model-in-force.md.
#pragma once

#include <optional>

#include "eventstore/projector/fold_choice.h"
#include "goldthread/v1/matching_model.pb.h"

namespace goldthread::server {

class ModelChoice final : public FoldChoice {
 public:
  StatusOr<Folds> For(const ViewSnapshot* views, EventReader& log, Position until) const override;
  bool Concerns(const LogRecord& record) const override;
};

// Nothing: the one that ships. The last is whose receipt is last; what the feed ledger stops (a
// repeat, another content under a known id) adopts nothing here either. Errors: as FoldChoice::For.
StatusOr<std::optional<v1::MatchingModel>> ModelInForce(const ViewSnapshot* views, EventReader& log,
                                                        Position until);

}  // namespace goldthread::server
