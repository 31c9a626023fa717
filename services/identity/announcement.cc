#include "services/identity/announcement.h"

#include <algorithm>

#include "goldthread/v1/announcements.pb.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {

bool HasSameRecords(const std::string& person, const v1::IdentityPerson& now) {
  v1::IdentityPerson before;
  return before.ParseFromString(person) && before.records_size() == now.records_size() &&
         std::equal(before.records().begin(), before.records().end(), now.records().begin(),
                    [](const auto& a, const auto& b) { return FromRef(a) == FromRef(b); });
}

std::string AnnouncementOf(const std::vector<RecordId>& records) {
  v1::PersonAnnounced announced;
  for (const RecordId& record : records) *announced.add_records() = ToRef(record);
  return announced.SerializeAsString();
}

}  // namespace goldthread::identity
