// Where a command reads and writes, and what the other end can show. Passed in, so that a
// test can be the terminal.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::server {

// What the program leaves behind. Documented in --help and docs/operations.md.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,       // Refused by the hub, or a check that came out wrong.
  kExitUsage = 2,        // The command line makes no sense.
  kExitSomeRefused = 3,  // Some rows or events were refused; the rest is done.
  kExitNoHub = 4,        // The hub cannot be reached, or the data directory not used.
};

struct Console {
  std::istream& in;
  std::ostream& out;  // Answers.
  std::ostream& err;  // Messages.
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;   // On `out`; off under NO_COLOR.
  bool unicode = false;  // The locale says UTF-8.
  int width = 80;        // Columns of `out`.
};

// The process's own, as its terminal and environment describe them.
Console StandardConsole();

// "goldthread: " and the message, plain, on `err`.
void Say(Console& console, std::string_view message);
// That the log did not answer: what is shown is what the hub's views hold.
void SayItStands(Console& console);

// Says what went wrong, plain; gives the exit code that tells a script the same.
int Fail(Console& console, const Status& status);

// For people's eyes: controls become spaces and malformed bytes question marks, so that a
// record's text can neither drive a terminal nor pretend to read otherwise than it does. What
// people read goes through here; JSON escapes by itself (JsonLine).
std::string Plain(std::string_view text);

// As one word of a shell, for a command that people copy: in quotes where it must be.
std::string ShellWord(std::string_view text);

}  // namespace goldthread::server
