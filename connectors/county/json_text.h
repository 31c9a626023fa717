// An event as one line of proto JSON, several times as fast as the library's own writer.
#pragma once

#include <string>

#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

// Appends the line without its end. Reads back as the same event.
void AppendJson(const v1::Event& event, std::string* line);

}  // namespace goldthread::county
