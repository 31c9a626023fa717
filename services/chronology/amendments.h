// How a fact stands: which corrections and withdrawals of it were known by then, and whether
// they themselves were taken back.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/chronology/chronology_rows.h"
#include "services/chronology/question.h"

namespace goldthread::chronology {

// The ids of this record's events that were ever amended. Few, so that most entries need no
// further look.
StatusOr<std::set<std::string, std::less<>>> AmendedEvents(const ViewSnapshot& views,
                                                           const RecordId& record);

struct HowItStands {
  v1::Standing standing = v1::STANDING_STANDS;
  std::vector<v1::Amendment> amendments;  // Oldest first.
};

// The amendments of one feed's events, as far as the question goes. `views` and `question`
// outlive it. Errors are those of the views. Threads: one.
class Amendments {
 public:
  Amendments(const ViewSnapshot& views, std::string_view feed, const Question& question);

  // Withdrawn beats corrected; an amendment that is void (vocabulary/withdrawal.h) is shown.
  StatusOr<HowItStands> Standing(std::string_view event_id);

 private:
  StatusOr<std::vector<AmendmentRow>> KnownOf(std::string_view event_id);
  StatusOr<bool> IsVoid(std::string_view event_id, int step);

  const std::string feed_;
  const Question& question_;
  const std::unique_ptr<RowCursor> rows_;  // One for all looks: making one is the dear part.
};

}  // namespace goldthread::chronology
