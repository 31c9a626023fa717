// Are two views the same, byte for byte?
#pragma once

#include "eventstore/projector/kept_views.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

// `folds` give names to differences. Errors: of the stores.
StatusOr<ViewComparison> CompareViews(const ViewSnapshot& live, const ViewSnapshot& rebuilt,
                                      const std::vector<const Projection*>& folds);

}  // namespace goldthread
