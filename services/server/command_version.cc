#include <nlohmann/json.hpp>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {

void AddVersion(Command app) {
  auto options = std::make_shared<CommonOptions>();
  Command command = app.Add("version", "Which build this is.\n");
  AddJson(command, options.get());
  command.Runs([options](Console& console) {
    if (options->json) {
      console.out << JsonLine({{"version", std::string(Version())}}) << '\n';
    } else {
      console.out << "goldthread " << Version() << '\n';
    }
    return static_cast<int>(kExitOk);
  });
}

}  // namespace goldthread::server
