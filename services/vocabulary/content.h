// What an event says, as bytes: the body that goes into the log, and its fingerprint.
#pragma once

#include <string>
#include <string_view>

#include "goldthread/v1/event.pb.h"

namespace goldthread {

// The log's body for an event: serialised deterministically, without `received_at`. Two
// sendings of the same content give the same bytes in one build of the hub.
std::string BodyOf(const v1::Event& event);

// The payload's message name, "IncidentAttended"; "" when there is none or it is newer than
// this build.
std::string_view KindName(const v1::Event& event);

}  // namespace goldthread
