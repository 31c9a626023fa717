#include "connectors/county/out_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace goldthread::county {
namespace {

const char* RemedyOf(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "make room, or name a folder on another disk";
    case EACCES:
    case EPERM:
    case EROFS:
      return "name a folder that you may write to";
    case ENOTDIR:
    case EISDIR:
    case EEXIST:
    case ENOTEMPTY:
    case ELOOP:
      return "something else is there: move it away, or name another folder";
    default:
      return "name another folder, or have the disk looked at";
  }
}

}  // namespace

Status CannotOnDisk(std::string_view what, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return Error(full ? Code::kResourceExhausted : Code::kUnavailable,
               fmt::format("cannot {}: {}; {}", what, std::generic_category().message(error_number),
                           RemedyOf(error_number)));
}

OutFile::OutFile(const std::string& path)
    : path_(path),
      file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666)),
      error_number_(file_ < 0 ? errno : 0) {
  buffer_.reserve(kBufferBytes + 4'096);
}

OutFile::OutFile(OutFile&& other) noexcept
    : path_(other.path_),
      file_(std::exchange(other.file_, -1)),
      error_number_(other.error_number_),
      buffer_(std::move(other.buffer_)) {}

OutFile::~OutFile() {
  if (file_ >= 0) ::close(file_);
}

void OutFile::Flush() {
  std::string_view rest = buffer_;
  while (!failed() && !rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error_number_ = errno;
    }
  }
  buffer_.clear();
}

void OutFile::WriteRow(std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) buffer_.push_back(',');
    first = false;
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
      buffer_.append(cell);
      continue;
    }
    buffer_.push_back('"');
    for (const char c : cell) buffer_.append(c == '"' ? 2 : 1, c);
    buffer_.push_back('"');
  }
  Write("\n");
}

Status OutFile::Close() {
  Flush();
  if (file_ >= 0 && ::close(std::exchange(file_, -1)) != 0 && !failed()) error_number_ = errno;
  return failed() ? CannotOnDisk("write " + path_, error_number_) : OkStatus();
}

}  // namespace goldthread::county
