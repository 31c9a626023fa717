#include "services/server/journal.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "services/server/chronology_json.h"
#include "services/server/console.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

std::string_view WordOf(Journal::Level level) {
  switch (level) {
    case Journal::Level::kInfo:
      return "info";
    case Journal::Level::kWarning:
      return "warning";
    case Journal::Level::kError:
      return "error";
  }
  return "error";
}

// The first word of capitals and underscores that ends in a colon: "TOKEN_EXPIRED".
std::string_view CodeIn(std::string_view message) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  while (!message.empty()) {
    const std::string_view word = message.substr(0, message.find(' '));
    if (word.size() > 2 && word.ends_with(':') &&
        word.find_first_not_of(kLetters) == word.size() - 1) {
      return word.substr(0, word.size() - 1);
    }
    message.remove_prefix(std::min(message.size(), word.size() + 1));
  }
  return {};
}

}  // namespace

void Journal::Write(Level level, std::string_view message) {
  std::string line;
  if (form_ == Form::kText) {
    line = fmt::format("goldthread: {}\n", Plain(message));
  } else {
    nlohmann::ordered_json json = {{"time", TimeText(TimestampOf(clock_.Now()))},
                                   {"level", WordOf(level)}};
    if (const std::string_view code = CodeIn(message); !code.empty()) json["code"] = code;
    json["message"] = message;
    line = JsonLine(json) + "\n";
  }
  const MutexLock lock(mutex_);
  out_ << line << std::flush;
}

}  // namespace goldthread::server
