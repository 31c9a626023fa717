// The command line of `goldthread`: words in, exit code out.
#pragma once

#include <string>
#include <vector>

#include "services/server/console.h"

namespace goldthread::server {

// `words` without the program's name. Never throws.
int RunCommandLine(const std::vector<std::string>& words, Console& console);

}  // namespace goldthread::server
