#include "eventstore/projector/log_witness.h"

#include <fmt/format.h>

#include "eventstore/base/key.h"
#include "eventstore/projector/fold_pass.h"

namespace goldthread {
namespace {

// For a record that is there.
constexpr std::chrono::milliseconds kRecordWait{200};

}  // namespace

Status CheckMarked(EventReader& log, std::string_view mark) {
  KeyReader key(mark);
  Position position;
  if (!key.Number(&position.value)) return OkStatus();
  LogBatch batch;
  const Status read = log.Read(position, 1, kRecordWait, &batch);
  if (read.code() == Code::kOutOfRange || (read.ok() && batch.empty())) {
    return Error(Code::kOutOfRange,
                 fmt::format("LOG_BEHIND_VIEWS: the views know the record at {}, which the log "
                             "does not hold; was an older log restored?",
                             position.value));
  }
  GT_RETURN_IF_ERROR(read);
  if (MarkOf(batch.records()[0]) == mark) return OkStatus();
  return Error(Code::kOutOfRange,
               fmt::format("LOG_BEHIND_VIEWS: the views are of another log than this one, which "
                           "has another record at {}; was an older log restored?",
                           position.value));
}

Status LogWitness::Look(std::string_view mark) {
  const Status seen = [&]() -> Status {
    GT_RETURN_IF_ERROR(CheckMarked(*log_, held_to_));
    if (mark.empty() || mark == held_to_) return OkStatus();
    const Status there = CheckMarked(*log_, mark);
    if (there.ok() || there.code() == Code::kOutOfRange) held_to_ = mark;
    return there;
  }();
  log_->Rest();
  return seen;
}

}  // namespace goldthread
