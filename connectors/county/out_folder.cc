#include "connectors/county/out_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "connectors/county/out_file.h"

namespace goldthread::county {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = "/lock";

Status MakeFolder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && !fs::is_directory(folder, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  return error ? CannotOnDisk("make the folder " + folder, error.value()) : OkStatus();
}

// Of a link, the link.
Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove(path, error);
  const bool gone = !error || error == std::errc::not_a_directory;
  return gone ? OkStatus() : CannotOnDisk("remove the earlier " + path, error.value());
}

Status RefuseLink(const std::string& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return OkStatus();
  return Error(Code::kUnavailable,
               path +
                   " is a link: a county's files would be removed and written in a place that "
                   "nobody named; name that place, or move the link away");
}

}  // namespace

OutFolder::OutFolder(const std::string& path, std::vector<std::string> names)
    : path_(path), unfinished_(path + "/unfinished"), names_(std::move(names)) {
  for (const std::string& name : names_) {
    const size_t slash = name.find('/');
    if (slash != std::string::npos) parts_.insert(name.substr(0, slash));
  }
}

OutFolder::OutFolder(OutFolder&& other) noexcept
    : path_(std::move(other.path_)),
      unfinished_(std::move(other.unfinished_)),
      names_(std::move(other.names_)),
      parts_(std::move(other.parts_)),
      lock_(std::exchange(other.lock_, -1)) {}

OutFolder::~OutFolder() {
  if (lock_ < 0) return;
  std::error_code error;
  for (const std::string& name : names_) fs::remove(unfinished_ + "/" + name, error);
  for (const std::string& part : parts_) fs::remove(unfinished_ + "/" + part, error);
  // While it is still held: who opens it from now on makes another.
  fs::remove(unfinished_ + kLock, error);
  fs::remove(unfinished_, error);
  ::close(lock_);
}

StatusOr<OutFolder> OutFolder::Open(const std::string& path, std::vector<std::string> names) {
  OutFolder folder(path, std::move(names));
  GT_RETURN_IF_ERROR(folder.RefuseLinks());
  GT_RETURN_IF_ERROR(MakeFolder(folder.unfinished_));
  GT_RETURN_IF_ERROR(folder.Lock());
  GT_RETURN_IF_ERROR(folder.Begin());
  return folder;
}

Status OutFolder::RefuseLinks() const {
  GT_RETURN_IF_ERROR(RefuseLink(unfinished_));
  for (const std::string& part : parts_) {
    GT_RETURN_IF_ERROR(RefuseLink(path_ + "/" + part));
    GT_RETURN_IF_ERROR(RefuseLink(unfinished_ + "/" + part));
  }
  return OkStatus();
}

Status OutFolder::Lock() {
  const std::string path = unfinished_ + kLock;
  const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (lock < 0) return CannotOnDisk("make " + path, errno);
  const bool held = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  const int error_number = errno;
  struct stat file = {};
  // Without a name it is that of a run that has just ended.
  if (held && ::fstat(lock, &file) == 0 && file.st_nlink > 0) {
    lock_ = lock;
    return OkStatus();
  }
  ::close(lock);
  if (!held && error_number != EWOULDBLOCK) return CannotOnDisk("lock " + path, error_number);
  return Error(Code::kFailedPrecondition,
               "another run writes into " + path_ + ": wait for it, or name another folder");
}

Status OutFolder::Begin() const {
  for (const std::string& name : names_) {
    GT_RETURN_IF_ERROR(Remove(path_ + "/" + name));
    GT_RETURN_IF_ERROR(Remove(unfinished_ + "/" + name));
  }
  for (const std::string& part : parts_) GT_RETURN_IF_ERROR(MakeFolder(unfinished_ + "/" + part));
  return OkStatus();
}

Status OutFolder::Finish() {
  for (const std::string& name : names_) {
    std::error_code error;
    const std::string from = unfinished_ + "/" + name;
    const fs::path to = path_ + "/" + name;
    if (!fs::exists(from, error)) continue;
    GT_RETURN_IF_ERROR(MakeFolder(to.parent_path()));
    fs::rename(from, to, error);
    if (error) return CannotOnDisk("finish " + to.string(), error.value());
  }
  return OkStatus();
}

}  // namespace goldthread::county
