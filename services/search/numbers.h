// Every number that was ever told to know a person by, and of which records; a public read header
// of the slice.
#pragma once

#include <functional>
#include <string_view>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::search {

// Calls `take` for each pair, by number, in the spelling of NumberForm (tokens.h): lower case, no
// signs. What was withdrawn is among them: SayingsOf tells what stands. Walks them all.
//
// Errors: of `take`, which ends it; kUnavailable, kDataLoss from the store.
Status EachNumber(
    const ViewSnapshot& views,
    const std::function<Status(std::string_view number, const RecordId& record)>& take);

}  // namespace goldthread::search
