#include "services/server/file_clock.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace goldthread::server {

Instant FileClock::Now() const {
  int64_t now_us = 0;
  std::ifstream(file_) >> now_us;
  return Instant(std::chrono::microseconds(now_us));
}

Status FileClock::Set(const std::string& file, Instant now) {
  const std::string aside = file + ".new";
  std::ofstream written(aside, std::ios::trunc);
  written << now.time_since_epoch().count() << '\n';
  written.close();
  std::error_code error;
  if (written) std::filesystem::rename(aside, file, error);
  if (written && !error) return OkStatus();
  return Error(Code::kUnavailable, fmt::format("cannot write the clock {}", file));
}

}  // namespace goldthread::server
