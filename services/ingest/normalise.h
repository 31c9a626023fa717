// An event as the hub keeps it: what the sender left out is filled from the registry.
//
// Whoever compares an event with what the log holds must fill it the same way first, or the
// fingerprints differ.
#pragma once

#include "goldthread/v1/event.pb.h"
#include "services/ingest/registry.h"

namespace goldthread::ingest {

// Fills an empty agency and partnership. An event of an unknown feed stays as it is.
v1::Event Normalised(const Registry& registry, v1::Event event);

}  // namespace goldthread::ingest
