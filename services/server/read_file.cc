#include "services/server/read_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace goldthread::server {

StatusOr<std::string> ReadFile(const std::string& name) {
  std::error_code ignored;
  std::ifstream file(name, std::ios::binary);
  if (!file || std::filesystem::is_directory(name, ignored)) {
    return Error(Code::kUnavailable, fmt::format("cannot read {}", name));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Status WriteSecret(const std::string& name, const std::string& text) {
  const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return Error(Code::kFailedPrecondition,
                 fmt::format("{} is there already; choose another name", name));
  }
  if (file < 0) return Error(Code::kUnavailable, fmt::format("cannot write {}", name));
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = fsync(file) == 0 && close(file) == 0;
  if (written && closed) return OkStatus();
  return Error(Code::kUnavailable, fmt::format("cannot write {}", name));
}

}  // namespace goldthread::server
