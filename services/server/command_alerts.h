// What the commands of goldthread alerts have alike.
#pragma once

#include <string>

#include "goldthread/v1/alert.pb.h"
#include "services/server/commands.h"

namespace goldthread::server {

struct AlertOptions {
  std::string id;
  std::string etag;
  std::string reason;
  CommonOptions common;
};

// One who works with alerts, unless the words say otherwise.
void AddWorker(Command command, CommonOptions* common);

void PrintAlert(const v1::Alert& alert, const AlertOptions& options, Console& console);

}  // namespace goldthread::server
