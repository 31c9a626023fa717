// What every child's chronology came to, so that two ways of building it can be compared.
#pragma once

#include <string>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"

namespace goldthread::bench {

// Writes a line for each source record, in the order of its key: the key in hex, and the digest of
// its facts in their order: when each occurred, which it is, and whether it was amended.
// Errors: as the store's.
Status WriteChronologyDigests(const ViewStore& store, const std::string& file);

}  // namespace goldthread::bench
