// Whether views that lie in a directory can be followed on.
#pragma once

#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

// Whether these folds made these views of this log, which ends at `end`, and there is something in
// them. kOutOfRange "LOG_BEHIND_VIEWS": they are of another log, or of more than it holds.
StatusOr<bool> Usable(const RocksViewStore& store, EventReader& log, Position end,
                      const std::vector<const Projection*>& folds);

}  // namespace goldthread
