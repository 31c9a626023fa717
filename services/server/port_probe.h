// Whether a port can be had, asked before anything is made on disk for it.
#pragma once

#include <string>

#include "eventstore/base/status.h"

namespace goldthread::server {

// `host` without brackets. kUnavailable: another program has the port, or it is not ours to
// have. What cannot be looked up is left to gRPC to refuse.
Status CheckPortIsFree(const std::string& host, const std::string& port);

}  // namespace goldthread::server
