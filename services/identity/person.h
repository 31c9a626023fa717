// Which source records are one person: the only thing other slices may know of identity.
//
// A person is a set of source records, not an entity with rows of its own: linking and
// separating change the set, never a record (design D7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

struct Person {
  // Pseudonymous; stands for exactly this set of records.
  std::string id;
  std::vector<RecordId> records;  // Sorted; never empty.
  // How many pairs of records share an identifier with one of these but conflict, and await
  // a person's decision.
  int in_review = 0;
  // "YYYY-MM-DD" when every record that gives one agrees; else empty.
  std::string birth_date;
};

// The id that stands for exactly this set of records, sorted.
std::string PersonId(const std::vector<RecordId>& records);

// The person to whom `record` belongs; a record never heard of is a person of its own.
// `known_before`: only what the hub had received before that instant; nothing: all.
//
// Errors: kUnavailable, kDataLoss from the store.
StatusOr<Person> PersonOf(const ViewSnapshot& views, const RecordId& record,
                          std::optional<Instant> known_before);

}  // namespace goldthread::identity
