#include "services/server/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>

namespace goldthread::server {
namespace {

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool LocaleIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = Environment(name);
    if (value.empty()) continue;  // The first one set decides.
    return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
  }
  return false;
}

int Columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const std::string_view text = Environment("COLUMNS");
  int columns = 0;
  std::from_chars(text.data(), text.data() + text.size(), columns);
  return columns > 0 ? columns : 80;
}

}  // namespace

Console StandardConsole() {
  Console console{.in = std::cin, .out = std::cout, .err = std::cerr};
  const bool dumb = Environment("TERM") == "dumb";
  console.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  console.err_is_terminal = isatty(STDERR_FILENO) == 1 && !dumb;
  console.colour = console.out_is_terminal && !dumb && Environment("NO_COLOR").empty();
  console.unicode = LocaleIsUtf8();
  console.width = Columns();
  return console;
}

void Say(Console& console, std::string_view message) {
  console.err << "goldthread: " << message << '\n';
}

int Fail(Console& console, const Status& status) {
  Say(console, Plain(Message(status)));
  const bool no_hub =
      status.code() == Code::kUnavailable || status.code() == Code::kDeadlineExceeded;
  return no_hub ? kExitNoHub : kExitFailed;
}

std::string Plain(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return plain;
}

}  // namespace goldthread::server
