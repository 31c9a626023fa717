// How a fact stands: which corrections and withdrawals of it were known by then, and whether
// they themselves were taken back.
#pragma once

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

// Withdrawn beats corrected; an amendment that was itself withdrawn is void, but shown.
StatusOr<HowItStands> Standing(const ViewSnapshot& views, std::string_view feed,
                               std::string_view event_id, const Question& question);

}  // namespace goldthread::chronology
