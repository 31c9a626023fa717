#include "services/server/cli.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "services/server/commands.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

constexpr const char* kProgramDescription =
    R"(Every agency's facts about a child, one chronology, exact for any past day.

Examples:
  goldthread demo                                    see it: one child, five agencies, nine days
  goldthread import cin-census FILE --data DIR       a Children in Need census into a hub
  goldthread chronology --data DIR --record FEED/ID  one child's story
  goldthread chronology --data DIR --record FEED/ID --as-known-on 2026-03-07
  goldthread serve --data DIR --listen 127.0.0.1:7790
  goldthread publish events.ndjson --hub 127.0.0.1:7790
)";

constexpr const char* kFooter = R"(Exit codes:
  0  done
  1  refused by the hub, or a check that came out wrong
  2  the command line makes no sense, or names a file that cannot be read
  3  some rows or events were refused; the rest is done
  4  the hub cannot be reached or cannot answer now, or the data directory not used

Answers go to stdout, messages to stderr. --json works everywhere. NO_COLOR is respected.
'goldthread COMMAND --help' has examples. Synthetic people only, please: this is not for
production yet.)";

constexpr const char* kCommandFooter = "Exit codes and the other commands: goldthread --help";

// Lists a command by its first line, its own help has the rest; says defaults in words.
class ShortFormatter : public CLI::Formatter {
 public:
  ShortFormatter() { column_width(26); }
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0 || option->get_positional()) return "";
    return " " + option->get_type_name();
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    std::string text = option->get_description();
    if (option->get_required() && !option->get_positional()) text += " (required)";
    if (!option->get_default_str().empty()) text += " (default: " + option->get_default_str() + ")";
    return text;
  }
  std::string make_subcommand(const CLI::App* command) const override {
    const std::string description = command->get_description();
    return fmt::format("  {:<13}{}\n", command->get_name(),
                       description.substr(0, description.find('\n')));
  }
};

// The command that the words had reached when they stopped making sense.
const CLI::App& Innermost(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : Innermost(*commands.back());
}

std::vector<std::string> KnownWords(const CLI::App& app, bool options) {
  std::vector<std::string> words;
  if (options) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    }
    return words;
  }
  for (const CLI::App* command : app.get_subcommands({})) words.push_back(command->get_name());
  return words;
}

std::string CommandPath(const CLI::App& app) {
  return app.get_parent() == nullptr ? "goldthread"
                                     : CommandPath(*app.get_parent()) + " " + app.get_name();
}

// An unknown word says more than what is missing because of it.
std::string Explain(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Innermost(app);
  std::vector<std::string> unknown = app.remaining(true);
  // A flag before a stray word: the word may be the flag's value.
  std::stable_partition(unknown.begin(), unknown.end(),
                        [](const std::string& word) { return word.starts_with("-"); });
  if (unknown.empty()) return error.what();
  const std::string word = unknown.front().substr(0, unknown.front().find('='));
  const bool flag = word.starts_with("-");
  std::string text =
      fmt::format("{} has no {} {}", CommandPath(command), flag ? "flag" : "word", word);
  const auto nearest = Nearest(word, KnownWords(command, flag));
  if (nearest) text += fmt::format("; did you mean {}?", *nearest);
  return text;
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& words, Console& console) {
  CLI::App app(kProgramDescription, "goldthread");
  app.formatter(std::make_shared<ShortFormatter>());
  app.footer(kCommandFooter);  // Which the commands take over.
  app.set_version_flag("--version", std::string(Version()));
  app.require_subcommand(1);
  Run run;
  const Command top(&app, &run);
  AddDemo(top);
  AddServe(top);
  AddImport(top);
  AddMapping(top);
  AddPublish(top);
  AddChronology(top);
  AddFeeds(top);
  AddQuarantine(top);
  AddReconcile(top);
  AddReview(top);
  AddMatch(top);
  AddAdults(top);
  AddAlerts(top);
  AddSearch(top);
  AddRebuild(top);
  AddVerify(top);
  AddCounty(top);
  AddAudit(top);
  AddAccess(top);
  AddConfig(top);
  AddBackup(top);
  AddVersion(top);
  app.footer(kFooter);
  if (words.empty()) {
    console.out << app.help();
    return kExitOk;
  }
  try {
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App& command = Innermost(app);
    const CLI::App* parent = command.get_parent();
    console.out << command.help(parent == nullptr ? "" : CommandPath(*parent));
    return kExitOk;
  } catch (const CLI::CallForVersion&) {
    console.out << Version() << '\n';
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    Say(console, Explain(app, error));
    console.err << "Try: " << CommandPath(Innermost(app)) << " --help\n";
    return kExitUsage;
  }
  return run(console);
}

}  // namespace goldthread::server
