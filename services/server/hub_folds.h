// Every fold of the hub, in the order a record goes through them.
//
// Source: design §5.
#pragma once

#include <vector>

#include "eventstore/projector/projection.h"

namespace goldthread::server {

// They stand as long as the process.
std::vector<const Projection*> HubFolds();

}  // namespace goldthread::server
