// The stable word that an error carries, to program against; listed in docs/operations.md.
#pragma once

#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::access {

// "BEHIND" of "BEHIND: not there yet"; else the code's name.
std::string ReasonOf(const Status& status);

// The message without its reason.
std::string_view WithoutReason(const Status& status);

// kInvalidArgument "BAD_REQUEST: `field`: `remedy`"; the field also travels as a
// google.rpc.BadRequest. Never quote the value.
Status BadField(std::string_view field, std::string_view remedy);

}  // namespace goldthread::access
