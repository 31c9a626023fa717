#include "eventstore/projector/usable_views.h"

#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/log_witness.h"

namespace goldthread {

StatusOr<bool> Usable(const RocksViewStore& store, Position end,
                      const std::vector<const Projection*>& folds) {
  GT_ASSIGN_OR_RETURN(const auto versions, store.Get(kFoldsKey));
  GT_ASSIGN_OR_RETURN(const Position at, store.NextPosition());
  if (at > end) {
    return Error(Code::kOutOfRange,
                 "LOG_BEHIND_VIEWS: the views know more than the log; was an older log restored?");
  }
  // Nothing folded yet is quicker built than caught up.
  return end == Position{0} || (at > Position{0} && versions == FoldVersions(folds));
}

Status CheckSameLog(const RocksViewStore& store, EventReader& log) {
  GT_ASSIGN_OR_RETURN(const auto mark, store.Get(kLastRecordKey));
  const Status there = CheckMarked(log, mark.value_or(""));
  return there.code() == Code::kDataLoss ? OkStatus() : there;
}

}  // namespace goldthread
