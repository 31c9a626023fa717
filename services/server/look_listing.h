// Asks the hub for audited looks, page by page, and prints them.
#pragma once

#include <string_view>

#include "goldthread/v1/audit_service.pb.h"
#include "services/server/commands.h"

namespace goldthread::server {

// The exit code. `nobody`: the line for people when there is no look.
int ListLooks(v1::ListLooksRequest request, const CommonOptions& options, std::string_view nobody,
              Console& console);

}  // namespace goldthread::server
