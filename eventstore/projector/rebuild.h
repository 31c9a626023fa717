// Builds views from the log's beginning, as fast as sorting allows (design D11).
#pragma once

#include <functional>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/kept_views.h"
#include "eventstore/projector/projection.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

// Folds every record before `until` into `store`, which must be empty. The rows are the
// same, byte for byte, as the live path's. State is held in memory meanwhile: about 120
// bytes an event; appends are bounded (kRebuildRunBytes) and spill to the store's folder.
//
// `progress` is called about every 100,000 records; may be empty.
// Errors: as EventReader::Read and the store; the store is then of no use.
Status RebuildViews(EventReader& log, RocksViewStore& store,
                    const std::vector<const Projection*>& folds, Position until,
                    const std::function<void(const RebuildProgress&)>& progress);

}  // namespace goldthread
