// Which folds make the views, where the log itself has a say in it: what people decided that a fold
// is to go by holds for all the log, its past too. So it has to be known before the first record is
// folded, and another decision makes the views be built anew beside themselves.
//
// Source: docs/decisions/0024-a-model-in-force.md.
#pragma once

#include <memory>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

// In their order. What they stand on lives as long.
using Folds = std::shared_ptr<const std::vector<const Projection*>>;

class FoldChoice {
 public:
  virtual ~FoldChoice() = default;

  // A function of the log's records before `until` alone. `views` are what earlier folds made of
  // the log up to a place, so that only the rest need be read; none: all is read. What cannot be
  // read, or is of no use to this build, decides nothing: the projector puts it in quarantine.
  // Errors: as EventReader::Read, and the views'. Threads: any.
  virtual StatusOr<Folds> For(const ViewSnapshot* views, EventReader& log,
                              Position until) const = 0;

  // Whether the record may change the choice; cheap, and asked of every one that comes.
  virtual bool Concerns(const LogRecord& record) const = 0;
};

// The same whatever the log says.
std::shared_ptr<const FoldChoice> Always(std::vector<const Projection*> folds);

}  // namespace goldthread
