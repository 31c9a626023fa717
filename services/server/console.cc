#include "services/server/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <iostream>

#include "services/server/characters.h"

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
  console.err << "goldthread: " << Plain(message) << '\n';
}

void SayItStands(Console& console) {
  Say(console,
      "the log does not answer; this is as far as the hub has read it, and there may be more");
}

int Fail(Console& console, const Status& status) {
  Say(console, Message(status));
  const bool no_hub =
      status.code() == Code::kUnavailable || status.code() == Code::kDeadlineExceeded;
  return no_hub ? kExitNoHub : kExitFailed;
}

std::string Plain(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const Character next = FirstCharacter(text);
    text.remove_prefix(next.bytes.size());
    if (IsControl(next.point)) {
      plain += ' ';
    } else if (next.bytes.size() == 1 && next.point >= 0x80) {
      plain += '?';
    } else {
      plain += next.bytes;
    }
  }
  return plain;
}

std::string ShellWord(std::string_view text) {
  constexpr std::string_view kBare =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:+@%=";
  if (!text.empty() && text.find_first_not_of(kBare) == text.npos) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace goldthread::server
