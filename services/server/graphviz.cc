#include "services/server/graphviz.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

extern char** environ;

namespace goldthread::server {
namespace {

// A file in memory: neither a pipe that fills up nor a person's data on a disk.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("drawing", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int fd() const { return fd_; }
  bool Write(const std::string& text) const {
    size_t written = 0;
    while (written < text.size()) {
      const ssize_t more = write(fd_, text.data() + written, text.size() - written);
      if (more <= 0) return false;
      written += static_cast<size_t>(more);
    }
    return lseek(fd_, 0, SEEK_SET) == 0;
  }
  std::string Read() const {
    std::string text;
    std::array<char, 65'536> block;
    lseek(fd_, 0, SEEK_SET);
    for (ssize_t size; (size = read(fd_, block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<size_t>(size));
    }
    return text;
  }

 private:
  const int fd_;
};

}  // namespace

StatusOr<std::string> SvgOf(const std::string& drawing) {
  const MemoryFile in;
  const MemoryFile out;
  if (in.fd() < 0 || out.fd() < 0 || !in.Write(drawing)) {
    return Error(Code::kInternal, "no memory for a drawing");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.fd(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.fd(), STDOUT_FILENO);
  std::string program = "dot";
  std::string format = "-Tsvg";
  char* const words[] = {program.data(), format.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "dot", &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Error(Code::kFailedPrecondition,
                 "a drawing needs the program dot: install graphviz, or ask for --dot");
  }
  int ended = 0;
  while (waitpid(child, &ended, 0) < 0 && errno == EINTR) continue;
  if (ended != 0) return Error(Code::kInternal, "the program dot failed");
  return out.Read();
}

}  // namespace goldthread::server
