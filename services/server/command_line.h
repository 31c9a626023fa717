// The words of a command line: commands, their values and switches, and what runs when they are
// given. CLI11 reads them, in command_line.cc and cli.cc alone: it takes seconds to compile
// wherever it is included.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace goldthread::server {

struct Console;

// The command that was chosen; gives the exit code. Its options live in it.
using Run = std::function<int(Console&)>;

// A value or switch of a command: a handle, copied freely. Each call gives it back.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option Of(const char* kind);  // What stands for the value in the help: "FILE".
  Option In(const char* group);
  Option Required();
  Option SaysDefault();
  Option Once();     // A list gets one value.
  Option OneEach();  // … or again for each, never several after one.
  Option Among(const std::vector<std::string>& values);
  Option Between(int64_t least, int64_t most);
  Option With(Option other);  // Makes no sense without it.
  Option Not(Option other);   // Makes no sense beside it.

 private:
  CLI::Option* option_;
};

// One command: a handle, copied freely.
class Command {
 public:
  Command(CLI::App* app, Run* chosen) : app_(app), chosen_(chosen) {}

  // A command below this one. `description`: its first line stands in lists.
  Command Add(const char* name, const char* description);
  // It is nothing without one of the commands below it.
  void WantsCommand();
  // `value` outlives the parse. "--name" or, without dashes, by its place. T: std::string, int,
  // int64_t, uint64_t, or a vector of std::string or int64_t.
  template <class T>
  Option Value(const char* name, T& value, const char* help);
  Option Switch(const char* name, bool& value, const char* help);
  void Runs(Run run);

 private:
  CLI::App* app_;
  Run* chosen_;
};

}  // namespace goldthread::server
