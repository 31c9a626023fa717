#include "eventstore/log/shared_table.h"

#include "eventstore/log/event_log.h"

namespace goldthread {

Status CheckChanges(std::span<const TableChange> changes) {
  for (const TableChange& change : changes) {
    if (change.key.empty() || change.key.size() > kTableKeyBytesMax) {
      return Error(Code::kInvalidArgument, "a key of a shared table is empty or too long");
    }
    if (!change.value.has_value()) continue;
    if (change.value->empty() || change.value->size() > kRecordBytesMax) {
      return Error(Code::kInvalidArgument, "a value of a shared table is empty or too long");
    }
  }
  return OkStatus();
}

}  // namespace goldthread
