#include "eventstore/projector/usable_views.h"

#include <fmt/format.h>

#include "eventstore/base/key.h"
#include "eventstore/projector/fold_pass.h"

namespace goldthread {
namespace {

// For a record that is there.
constexpr std::chrono::milliseconds kRecordWait{200};

// kOutOfRange when the log has another record where these views folded their last one: an older
// log was put back and has grown since, under the same positions. A record that cannot be read is
// the projector's to report.
Status CheckSameLog(EventReader& log, std::string_view mark) {
  KeyReader key(mark);
  Position position;
  LogBatch batch;
  if (!key.Number(&position.value) || !log.Read(position, 1, kRecordWait, &batch).ok() ||
      batch.empty() || MarkOf(batch.records()[0]) == mark) {
    return OkStatus();
  }
  return Error(Code::kOutOfRange,
               fmt::format("LOG_BEHIND_VIEWS: the views are of another log than this one, which "
                           "has another record at {}; was an older log restored?",
                           position.value));
}

}  // namespace

StatusOr<bool> Usable(const RocksViewStore& store, EventReader& log, Position end,
                      const std::vector<const Projection*>& folds) {
  GT_ASSIGN_OR_RETURN(const auto versions, store.Get(kFoldsKey));
  GT_ASSIGN_OR_RETURN(const Position at, store.NextPosition());
  if (at > end) {
    return Error(Code::kOutOfRange,
                 "LOG_BEHIND_VIEWS: the views know more than the log; was an older log restored?");
  }
  GT_ASSIGN_OR_RETURN(const auto mark, store.Get(kLastRecordKey));
  if (mark.has_value()) GT_RETURN_IF_ERROR(CheckSameLog(log, *mark));
  // Nothing folded yet is quicker built than caught up.
  return end == Position{0} || (at > Position{0} && versions == FoldVersions(folds));
}

}  // namespace goldthread
