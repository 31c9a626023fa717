// The live path: reads a batch from the log, folds it, commits rows and position together.
//
// A step does all three. Who follows a log that flows commits seldomer than it folds: rows that
// change with every record are then written once for many. Source: design D5.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/rows_in_hand.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

struct RepairTally {
  int64_t tried = 0;  // Were in quarantine.
  int64_t repaired = 0;
};

class Projector {
 public:
  // All lent, all outlive it. The store is empty or made by these folds in these versions, and
  // nobody else writes to it.
  Projector(EventReader& log, ViewStore& store, std::vector<const Projection*> folds);

  // Folds up to `limit` records after the last folded one and commits; waits up to `wait` for the
  // first. Returns how many. On an error nothing that was not committed is kept: call again, or,
  // where the code says so, stop.
  //
  // Errors: as EventReader::Read and ViewStore::Commit.
  // Threads: one.
  StatusOr<size_t> Step(size_t limit, std::chrono::milliseconds wait);

  // A step in its parts, with the reading left to the caller. Of these only one at a time.
  // Where to read on. Errors: of the store.
  StatusOr<Position> Next();
  // What was read there. Nothing is done when a commit has failed since: ask for Next again.
  Status Fold(Position from, const LogBatch& batch);
  Status Commit();

  // After the last record that was folded, and the last that was committed.
  Position folded() const { return folded_; }
  Position committed() const { return committed_; }
  // Of the last record that was folded (MarkOf); empty: none, or not known since an error.
  const std::string& mark() const { return mark_; }
  // Of rows that are not committed.
  size_t uncommitted_bytes() const { return rows_.changed_bytes(); }

  // Folds these records again, in this order, where they are in quarantine: rows and the end of
  // the quarantine land together. On an error nothing is changed. Errors and threads as Step.
  StatusOr<RepairTally> Repair(const std::vector<Position>& positions);

 private:
  void Forget();

  EventReader& log_;
  ViewStore& store_;
  FoldPass pass_;
  const std::vector<const Projection*> folds_;
  LogBatch batch_;
  RowsInHand rows_;
  bool begun_ = false;
  Position folded_;
  Position committed_;
  std::string mark_;
};

}  // namespace goldthread
