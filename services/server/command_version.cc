#include <nlohmann/json.hpp>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {

void AddVersion(CLI::App& app, Run* chosen) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App& command = *app.add_subcommand("version", "Which build this is.\n");
  AddJson(command, options.get());
  command.callback([options, chosen] {
    *chosen = [options](Console& console) {
      if (options->json) {
        console.out << JsonLine({{"version", std::string(Version())}}) << '\n';
      } else {
        console.out << "goldthread " << Version() << '\n';
      }
      return static_cast<int>(kExitOk);
    };
  });
}

}  // namespace goldthread::server
