// Whether views that lie in a directory can be followed on.
#pragma once

#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

// Whether these folds made these views of a log that ends at `end`, and there is something in them.
// kOutOfRange "LOG_BEHIND_VIEWS": they know more than it holds.
StatusOr<bool> Usable(const RocksViewStore& store, Position end,
                      const std::vector<const Projection*>& folds);

// OK: the last record these views were made of is where it was in the log. Errors: as CheckMarked,
// but for a damaged record, which whoever reads the log reports.
Status CheckSameLog(const RocksViewStore& store, EventReader& log);

}  // namespace goldthread
