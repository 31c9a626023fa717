#include <fmt/format.h>

#include "connectors/inbound/csv/mapping_guess.h"
#include "connectors/inbound/csv/shipped_mappings.h"
#include "services/server/commands.h"

namespace goldthread::server {
namespace {

constexpr const char* kMappingDescription =
    R"(Mapping files, by which 'goldthread import csv' reads a table (docs/csv-mappings.md).

Examples:
  goldthread mapping init visits.csv > visits.toml
  goldthread mapping list
  goldthread mapping show police-incidents > incidents.toml
)";

int Init(const std::string& file, Console& console) {
  const auto guess = csv::GuessMapping([&file] { return OpenFile(file); });
  if (guess.ok()) {
    console.out << *guess;
    return kExitOk;
  }
  Say(console, fmt::format("{}: {}", file, Message(guess.status())));
  return kExitUsage;
}

int Show(const std::string& name, Console& console) {
  if (const auto toml = csv::FindShippedMapping(name)) {
    console.out << *toml;
    return kExitOk;
  }
  Say(console, fmt::format("no mapping {} ships; 'goldthread mapping list' shows those that do",
                           Plain(name)));
  return kExitUsage;
}

int List(Console& console) {
  for (const csv::ShippedMapping& shipped : csv::ShippedMappings()) {
    console.out << shipped.name << '\n';
  }
  return kExitOk;
}

}  // namespace

void AddMapping(Command app) {
  Command mapping = app.Add("mapping", kMappingDescription);
  mapping.WantsCommand();
  auto word = std::make_shared<std::string>();
  Command init = mapping.Add("init", "Guess a first mapping from a file's header.");
  init.Value("FILE", *word, "the table").Required();
  init.Runs([word](Console& console) { return Init(*word, console); });
  Command show = mapping.Add("show", "Print a mapping that ships, to start from.");
  show.Value("NAME", *word, "its name").Required();
  show.Runs([word](Console& console) { return Show(*word, console); });
  Command list = mapping.Add("list", "The mappings that ship.");
  list.Runs(List);
}

}  // namespace goldthread::server
