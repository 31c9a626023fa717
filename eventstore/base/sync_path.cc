#include "eventstore/base/sync_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace goldthread {
namespace {

namespace fs = std::filesystem;

Status DiskError(const std::string& path, const std::error_code& error) {
  const bool full = error == std::errc::no_space_on_device;
  return Error(full ? Code::kResourceExhausted : Code::kUnavailable,
               fmt::format("{}: {}", path, error.message()));
}

}  // namespace

Status SyncPath(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return DiskError(path, {errno, std::generic_category()});
  const bool synced = ::fsync(file) == 0;
  const std::error_code error(errno, std::generic_category());
  ::close(file);
  return synced ? OkStatus() : DiskError(path, error);
}

StatusOr<bool> MakeDurableDirectories(const std::string& path) {
  std::error_code error;
  fs::path at = fs::absolute(path, error).lexically_normal();
  if (!at.has_filename()) at = at.parent_path();
  if (!error && fs::exists(at, error)) return false;
  GT_RETURN_IF_ERROR(MakeDurableDirectories(at.parent_path()).status());
  fs::create_directory(at, error);
  if (error) return DiskError(path, error);
  GT_RETURN_IF_ERROR(SyncPath(at.parent_path()));
  return true;
}

}  // namespace goldthread
