// A small file, whole: settings, keys, tokens.
#pragma once

#include <string>

#include "eventstore/base/status.h"

namespace goldthread::server {

// kUnavailable: it cannot be read.
StatusOr<std::string> ReadFile(const std::string& name);

// For its owner's eyes only, and never over another file. kUnavailable; kFailedPrecondition: it
// is there already.
Status WriteSecret(const std::string& name, const std::string& text);

}  // namespace goldthread::server
