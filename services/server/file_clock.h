// A clock that a file sets: for playing a story through processes of their own. Never in
// production.
#pragma once

#include <string>
#include <utility>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"

namespace goldthread::server {

class FileClock final : public Clock {
 public:
  // The file holds microseconds since 1970. Until it can be read, it is 1970.
  explicit FileClock(std::string file) : file_(std::move(file)) {}
  Instant Now() const override;

  // Sets all clocks of this file, whole or not at all. kUnavailable.
  static Status Set(const std::string& file, Instant now);

 private:
  const std::string file_;
};

}  // namespace goldthread::server
