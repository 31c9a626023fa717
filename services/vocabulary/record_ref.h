// A source record as messages carry it, and as the hub works with it.
#pragma once

#include <string>

#include "goldthread/v1/decisions.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread {

v1::RecordRef ToRef(const RecordId& record);
RecordId FromRef(const v1::RecordRef& ref);

// "FEED/ID".
std::string TextOf(const v1::RecordRef& ref);

}  // namespace goldthread
