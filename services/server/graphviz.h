// Drawings by Graphviz's program `dot`, where it is installed: it is no part of the hub.
#pragma once

#include <string>

#include "eventstore/base/status.h"

namespace goldthread::server {

// `drawing`, in DOT, as SVG. Blocks until the program has ended.
// kFailedPrecondition: there is no such program; kInternal: it failed.
StatusOr<std::string> SvgOf(const std::string& drawing);

}  // namespace goldthread::server
