// What the questions about alerts have alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/access/disclosed.h"
#include "services/alerts/seen_alert.h"

namespace goldthread::alerts {

// A look at alerts, not yet at anybody.
access::Look LookAtAlerts(std::string_view action, std::string question = "");
// The same at one alert's people.
access::Look LookAt(std::string_view action, const SeenAlert& seen, Position position);

// kInvalidArgument: an alert's id is 1 to 64 of a-z 0-9; a change's has more.
Status CheckId(const std::string& id, std::string_view field);
Status CheckReason(const std::string& reason);

// As lists show it: which and how it stands, without its path.
v1::Alert WithoutPath(v1::Alert alert);

}  // namespace goldthread::alerts
