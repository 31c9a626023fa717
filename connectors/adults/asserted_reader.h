// Of whom a risk is asserted here, who would be exposed if one were, and what was learnt of from
// other partnerships: for the directory across partnerships.
//
// Source: docs/decisions/0023-the-directory.md.
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// Records of which a risk was ever asserted, by an agency here or by another partnership; sorted.
// Whether anything of it stands is for the two below to say.
//
// Errors of all: kUnavailable, kDataLoss from the store.
StatusOr<std::vector<RecordId>> RecordsEverAsserted(const ViewSnapshot& views);

// Of the person whose record this is: an assertion by an agency here stands on `today`, its review
// not overdue, and the person lives. What another partnership asserts is none of them.
enum class Asserted { kNo, kOnIntelligenceAlone, kYes };
StatusOr<Asserted> AssertedOf(const ViewSnapshot& views, const RecordId& record, Day today);

// Whether, were a risk asserted of the record's person on `today`, rules 1 to 3 would find a child
// exposed whose exposure may be known: none where a shielded person is.
StatusOr<bool> IsNearChild(const ViewSnapshot& views, const RecordId& record, Day today);

// What was taken down of the record as an AdultKnownElsewhere.
struct KnownElsewhere {
  std::string event_id;
  std::string partnership;
  bool stands = true;  // Neither corrected nor withdrawn.
};
StatusOr<std::vector<KnownElsewhere>> KnownElsewhereOf(const ViewSnapshot& views,
                                                       const RecordId& record);

}  // namespace goldthread::adults
