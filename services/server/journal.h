// What a serving hub says to whoever runs it: a line a thing, ids only, for people at a terminal
// or, as JSON, for what collects logs.
#pragma once

#include <ostream>
#include <string_view>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"

namespace goldthread::server {

class Journal {
 public:
  enum class Form { kText, kJson };
  enum class Level { kInfo, kWarning, kError };

  // Lent.
  Journal(std::ostream& out, Form form, const Clock& clock)
      : out_(out), form_(form), clock_(clock) {}

  // One line, whatever is in it. A leading reason word, "TOKEN_EXPIRED: ", is its code in JSON.
  // Threads: any.
  void Write(Level level, std::string_view message);

 private:
  Mutex mutex_;
  std::ostream& out_;
  const Form form_;
  const Clock& clock_;
};

}  // namespace goldthread::server
