#include "eventstore/projector/projector.h"

#include "eventstore/base/check.h"

namespace goldthread {

Projector::Projector(EventReader& log, ViewStore& store, std::vector<const Projection*> folds)
    : log_(log), store_(store), pass_(folds), folds_(std::move(folds)), rows_(store) {}

StatusOr<size_t> Projector::Step(size_t limit, std::chrono::milliseconds wait) {
  GT_CHECK(limit > 0);
  GT_ASSIGN_OR_RETURN(const Position from, Next());
  GT_RETURN_IF_ERROR(log_.Read(from, limit, wait, &batch_));
  GT_RETURN_IF_ERROR(Fold(from, batch_));
  GT_RETURN_IF_ERROR(Commit());
  return batch_.records().size();
}

StatusOr<Position> Projector::Next() {
  if (begun_) return folded_;
  GT_ASSIGN_OR_RETURN(committed_, store_.NextPosition());
  GT_ASSIGN_OR_RETURN(const auto mark, store_.Get(kLastRecordKey));
  mark_ = mark.value_or("");
  folded_ = committed_;
  begun_ = true;
  return folded_;
}

void Projector::Forget() {
  rows_.Forget();
  mark_.clear();
  begun_ = false;  // Nobody knows whether a commit that failed took effect.
}

Status Projector::Fold(Position from, const LogBatch& batch) {
  if (batch.empty() || !begun_ || from != folded_) return OkStatus();
  if (from == Position{0}) PutFolds(folds_, rows_);
  for (const LogRecord& record : batch.records()) {
    GT_CHECK(record.position >= from);
    pass_.Take(record, rows_);
  }
  mark_ = MarkOf(batch.records().back());
  rows_.Put(kLastRecordKey, mark_);
  const Status error = rows_.store_error();
  if (!error.ok()) {
    Forget();
    return error;
  }
  folded_ = batch.records().back().position.Next();
  return OkStatus();
}

Status Projector::Commit() {
  if (!begun_ || folded_ == committed_) return OkStatus();
  // Rows and position land together: a crash repeats a batch or keeps it whole.
  const Status committed = store_.Commit(rows_.Changes(), folded_);
  if (!committed.ok()) {
    Forget();
    return committed;
  }
  rows_.Committed();
  committed_ = folded_;
  return OkStatus();
}

StatusOr<RepairTally> Projector::Repair(const std::vector<Position>& positions) {
  GT_RETURN_IF_ERROR(Next().status());
  GT_RETURN_IF_ERROR(Commit());
  RepairTally tally;
  const Status repaired = [&]() -> Status {
    for (const Position position : positions) {
      if (position.value < 0 || position >= folded_) continue;
      GT_RETURN_IF_ERROR(log_.Read(position, 1, std::chrono::milliseconds(0), &batch_));
      if (batch_.empty() || batch_.records()[0].position != position) continue;
      const FoldPass::Repair outcome = pass_.TakeAgain(batch_.records()[0], rows_);
      if (outcome != FoldPass::Repair::kNotQuarantined) ++tally.tried;
      if (outcome == FoldPass::Repair::kRepaired) ++tally.repaired;
    }
    GT_RETURN_IF_ERROR(rows_.store_error());
    return store_.Commit(rows_.Changes(), folded_);
  }();
  if (!repaired.ok()) {
    Forget();
    return repaired;
  }
  rows_.Committed();
  return tally;
}

}  // namespace goldthread
