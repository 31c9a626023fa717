// What identity tells the folds after it: which records became one person.
#pragma once

#include <string>
#include <vector>

#include "goldthread/v1/identity_rows.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

// Whether a record's row, whose `person` is given, says the same records as `now`.
bool HasSameRecords(const std::string& person, const v1::IdentityPerson& now);

// A serialised v1::PersonAnnounced.
std::string AnnouncementOf(const std::vector<RecordId>& records);

}  // namespace goldthread::identity
