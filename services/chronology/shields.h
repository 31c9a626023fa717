// Whose addresses are shown to nobody: where a person's records say that one must not be known,
// none of that person is shown, whichever agency recorded it and however long ago.
//
// Source: domain/sharing-law.md §6 (restricted people); experience notes headline 5.
#pragma once

#include <map>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::chronology {

// As it is today, whatever day is asked about. `views` is lent. Errors: of the views. Threads: one.
class Shields {
 public:
  explicit Shields(const ViewSnapshot& views) : views_(views) {}

  // Takes the addresses of shielded people out of an event that is about to be shown, and marks
  // it: that none is shown does not mean that none is known.
  Status Hide(v1::Event* event);

  // Whether no address of the record's person may be shown.
  StatusOr<bool> IsShielded(const RecordId& record);

 private:
  StatusOr<bool> SaidOf(const RecordId& record);

  const ViewSnapshot& views_;
  std::map<RecordId, bool> known_;
};

}  // namespace goldthread::chronology
