// "HOST:PORT", as one listens on and calls.
//
// Source: design D13.
#pragma once

#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::server {

// kInvalidArgument: not HOST:PORT.
Status CheckAddress(std::string_view address);

// OK for a loopback "HOST:PORT". kInvalidArgument says what to write instead: only a hub in
// production mode, with TLS, may face a network.
Status CheckListenAddress(std::string_view address);

// Whether it is one of this machine alone.
bool IsLoopbackAddress(std::string_view address);

// "127.0.0.1" of "127.0.0.1:7790", "[::1]" of "[::1]:7790"; "" when it is no address.
std::string_view HostOf(std::string_view address);

// kUnavailable: somebody listens there. For a checked address.
Status ProbePort(std::string_view address);

}  // namespace goldthread::server
