// What keeps these settings from running these roles, each with what to change; empty: nothing.
#pragma once

#include <string>
#include <vector>

#include "services/server/hub_access.h"
#include "services/server/roles.h"

namespace goldthread::server {

std::vector<std::string> RoleProblems(const Roles& roles, const HubAccess& access,
                                      bool listens_on_loopback);

}  // namespace goldthread::server
