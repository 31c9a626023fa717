// Finds people: looks up the records that share a token with the query, and keeps those whose
// person, as far as the caller may see it, agrees in two facts.
//
// Every candidate is read and compared whoever asks, and what the caller may not see is left out
// of the comparison: so nobody is found by it, and it makes no difference to the time.
#pragma once

#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/search_service.pb.h"
#include "services/access/disclosed.h"
#include "services/search/query.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::search {

inline constexpr int kFoundMax = 20;
// Of one token, and in all: beyond them an answer says that there are more.
inline constexpr size_t kRecordsOfTokenMax = 400;
inline constexpr size_t kCandidatesMax = 1'000;

struct Finding {
  std::vector<v1::FoundPerson> persons;  // Likeliest first, at most as many as asked.
  bool more = false;
  // For the audit: whose records, by what right, and what each agency's gave.
  std::vector<RecordId> records;
  std::optional<access::Sight> sight;
  std::vector<v1::Shown> shown;
};

// Errors: of the store; kDataLoss: rebuild the views.
StatusOr<Finding> Find(const ViewSnapshot& views, const access::Door& door,
                       const v1::Caller& caller, const Query& query, size_t limit);

}  // namespace goldthread::search
