// Views as those who run them see them, wherever they are: in this process, or with replicas in
// others.
//
// Source: design D5a.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eventstore/projector/projector.h"
#include "eventstore/projector/quarantine.h"
#include "eventstore/projector/view_source.h"

namespace goldthread {

struct RebuildProgress {
  int64_t records_read = 0;
  int64_t records_total = 0;
};

struct ViewComparison {
  Position next;  // What both are true for.
  bool equal = false;
  int64_t rows = 0;
  std::string live_digest;  // SHA-256 over all rows, hex.
  std::string rebuilt_digest;
  std::string first_difference;  // Fold and row number, never content. Empty when equal.
};

class KeptViews : public ViewSource {
 public:
  // Builds new views beside the live ones and swaps them in; answers go on meanwhile.
  // `progress` may be empty. kFailedPrecondition "REBUILDING": one is under way.
  virtual Status Rebuild(std::function<void(const RebuildProgress&)> progress) = 0;

  // Builds anew in a scratch place up to where the live views are and compares byte by byte.
  // kDataLoss: the live views are damaged; they are being built again.
  virtual StatusOr<ViewComparison> Verify() = 0;

  // Folds records in quarantine again, in this order; others among them are left alone. One
  // caller at a time, the next waits. kCancelled: stopping; others as Projector::Repair.
  virtual StatusOr<RepairTally> Repair(std::vector<Position> positions) = 0;

  // As they stand now; at most `limit`.
  StatusOr<std::vector<Quarantined>> ListQuarantined(size_t limit) const {
    GT_ASSIGN_OR_RETURN(const auto views, At(Position{0}));
    return goldthread::ListQuarantined(*views, Position{0}, limit);
  }
};

}  // namespace goldthread
