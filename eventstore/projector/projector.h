// The live path: reads a batch from the log, folds it, commits rows and position together.
//
// A step is the unit of everything: of tests, of crashes, of the thread in LiveViews, which
// is three lines around it. Source: design D5.
#pragma once

#include <chrono>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

struct RepairTally {
  int64_t tried = 0;  // Were in quarantine.
  int64_t repaired = 0;
};

class Projector {
 public:
  // All lent, all outlive it. The store is empty or made by these folds in these versions.
  Projector(EventReader& log, ViewStore& store, std::vector<const Projection*> folds);

  // Folds up to `limit` records after the store's position; waits up to `wait` for the first.
  // Returns how many. On an error nothing of the batch is kept: call again, or, where the
  // code says so, stop.
  //
  // Errors: as EventReader::Read and ViewStore::Commit.
  // Threads: one.
  StatusOr<size_t> Step(size_t limit, std::chrono::milliseconds wait);

  // Folds these records again, in this order, where they are in quarantine: rows and the end of
  // the quarantine land together. On an error nothing is changed. Errors and threads as Step.
  StatusOr<RepairTally> Repair(const std::vector<Position>& positions);

 private:
  EventReader& log_;
  ViewStore& store_;
  FoldPass pass_;
  std::string versions_;
  LogBatch batch_;
};

}  // namespace goldthread
