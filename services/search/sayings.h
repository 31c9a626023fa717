// What stands of all that was said of a record to know its person by; the public read header of
// the slice.
#pragma once

#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/search_rows.pb.h"
#include "services/access/sight.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::search {

// In no order that means anything; without what was corrected or withdrawn. Errors: of the
// store; kDataLoss: a row does not parse, the views want a rebuild.
StatusOr<std::vector<v1::SearchSaying>> SayingsOf(const ViewSnapshot& views,
                                                  const RecordId& record);

// How much of a fact is asked for: all of it, or what it says of the person alone.
enum class Depth { kFact, kDescription };

// Whether the saying may be shown. A description is demographic, whatever the fact is that it
// came with, unless not even the existence of that may be told.
bool Shows(const access::Sight& sight, const v1::SearchSaying& saying, Depth depth);
}  // namespace goldthread::search
