// What is lacking of a person's chronology: facts that are in the log and could not be folded,
// and feeds of which numbers are missing. A child must never look quieter than the record is.
//
// Source: design D9, D14.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/projector/quarantine.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/chronology_service.pb.h"
#include "services/chronology/question.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::chronology {

// Of the person who has these records, as far as the question's sight and day allow. A number
// that is missing may be of what a caller must not see, so only one from whom nothing can be
// hidden is told of it, and only of today. Nothing: all is there.
// Errors: of the store; kDataLoss.
StatusOr<std::optional<v1::Incomplete>> IncompleteOf(const ViewSnapshot& views,
                                                     const Question& question,
                                                     const std::vector<RecordId>& records);

// The quarantined facts about one record that the question's sight and day allow, and that
// nothing has corrected or withdrawn. Errors as IncompleteOf.
StatusOr<std::vector<QuarantinedFact>> QuarantinedOf(const ViewSnapshot& views,
                                                     const Question& question,
                                                     const RecordId& record);

}  // namespace goldthread::chronology
