// The disk between a program and its files, preloaded into the real program (LD_PRELOAD): it
// counts every change and fails as its FaultPlan says. So the program that is tested has no
// test machinery in it, and all of its files are tested, RocksDB's and our own.
//
// Calls go to the kernel directly: which other library interposes them too does not matter.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>

#include "tests/faults/disk/fault_plan.h"

namespace {

using goldthread::faults::FaultPlan;
using goldthread::faults::kPlanVariable;

template <class... Arguments>
long Kernel(long call, Arguments... arguments) {
  return syscall(call, arguments...);
}

FaultPlan* LoadPlan() {
  const char* path = getenv(kPlanVariable);
  if (path == nullptr) return nullptr;
  const int file = static_cast<int>(Kernel(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0));
  if (file < 0) return nullptr;
  void* memory = mmap(nullptr, sizeof(FaultPlan), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  Kernel(SYS_close, file);
  return memory == MAP_FAILED ? nullptr : static_cast<FaultPlan*>(memory);
}

FaultPlan* Plan() {
  static FaultPlan* const plan = LoadPlan();
  return plan;
}

// A change and its line in the diary are one.
std::mutex& Changing() {
  static auto* const mutex = new std::mutex;
  return *mutex;
}

std::string PathOf(int file) {
  char link[32];
  char path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const long size = Kernel(SYS_readlinkat, AT_FDCWD, link, path, sizeof path);
  return size > 0 ? std::string(path, static_cast<size_t>(size)) : std::string();
}

// Not RocksDB's own words about itself, which nobody reads back.
bool IsOurs(std::string_view path) {
  if (Plan() == nullptr) return false;
  const std::string_view below = Plan()->below;
  if (!path.starts_with(below) || path.size() <= below.size() || path[below.size()] != '/') {
    return path == below;
  }
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name != "LOG" && name != "LOCK" && !name.starts_with("LOG.old.");
}

bool Meant(std::string_view path) { return path.find(Plan()->within) != std::string_view::npos; }

[[noreturn]] void Die() {
  Kernel(SYS_kill, getpid(), SIGKILL);
  while (true) pause();
}

bool Last() { return ++Plan()->changes == Plan()->die_at; }

void Count() {
  if (Last()) Die();
}

bool Exists(const char* path) {
  struct stat found{};
  return lstat(path, &found) == 0;
}

// ---- The diary: what a power cut may take back (disk_diary.h reads it).

bool KeepsDiary() { return Plan()->diary[0] != '\0'; }

void Tell(const std::string& line) {
  static const int file =
      static_cast<int>(Kernel(SYS_openat, AT_FDCWD, (std::string(Plan()->diary) + "/diary").c_str(),
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const std::string text = line + "\n";
  Kernel(SYS_write, file, text.data(), text.size());
}

// Another name for what is about to lose its own.
std::string Keep(const char* path) {
  if (!Exists(path)) return "-";
  std::string kept = std::string(Plan()->diary) + "/kept" + std::to_string(Plan()->changes.load());
  return Kernel(SYS_linkat, AT_FDCWD, path, AT_FDCWD, kept.c_str(), 0) == 0 ? kept : "-";
}

void TellOverwrite(int file, const std::string& path, size_t size, off_t at) {
  std::string before(size, '\0');
  const long read = Kernel(SYS_pread64, file, before.data(), size, at);
  if (read <= 0) return;
  std::string line = "overwrote " + path + " " + std::to_string(at) + " ";
  for (long i = 0; i < read; ++i) {
    char byte[3];
    snprintf(byte, sizeof byte, "%02x", static_cast<unsigned char>(before[static_cast<size_t>(i)]));
    line += byte;
  }
  Tell(line);
}

// Tells it where it succeeded.
int Done(std::string_view what, const char* path, int answer, const std::string& more = "") {
  if (answer >= 0 && KeepsDiary()) Tell(std::string(what) + " " + path + " " + more);
  return answer;
}

bool NoRoomToMake(const char* path) {
  if (!Meant(path) || Plan()->room != 0) return false;
  errno = ENOSPC;
  return true;
}

// How many of `size` bytes there is room for.
size_t Room(const std::string& path, size_t size) {
  const int64_t room = Plan()->room;
  if (room < 0 || !Meant(path)) return size;
  const size_t fits = std::min(size, static_cast<size_t>(room));
  Plan()->room = room - static_cast<int64_t>(fits);
  return fits;
}

size_t Torn(size_t size) { return size * static_cast<size_t>(Plan()->torn.load()) / 256; }

ssize_t Write(int file, const void* bytes, size_t size) {
  const std::string path = PathOf(file);
  if (!IsOurs(path)) return Kernel(SYS_write, file, bytes, size);
  const std::lock_guard lock(Changing());
  if (Last()) {
    Kernel(SYS_write, file, bytes, Torn(size));
    Die();
  }
  const size_t fits = Room(path, size);
  if (fits > 0 || size == 0) return Kernel(SYS_write, file, bytes, fits);
  errno = ENOSPC;
  return -1;
}

// In place: needs no room.
ssize_t WriteAt(int file, const void* bytes, size_t size, off_t at) {
  const std::string path = PathOf(file);
  if (!IsOurs(path)) return Kernel(SYS_pwrite64, file, bytes, size, at);
  const std::lock_guard lock(Changing());
  if (Last()) {
    Kernel(SYS_pwrite64, file, bytes, Torn(size), at);
    Die();
  }
  if (KeepsDiary()) TellOverwrite(file, path, size, at);
  return Kernel(SYS_pwrite64, file, bytes, size, at);
}

int Sync(long call, int file) {
  const std::string path = PathOf(file);
  if (!IsOurs(path)) return static_cast<int>(Kernel(call, file));
  const std::lock_guard lock(Changing());
  Count();
  if (Plan()->sync_errno != 0 && Meant(path)) {
    errno = static_cast<int>(Plan()->sync_errno);
    return -1;
  }
  struct stat found{};
  if (KeepsDiary() && fstat(file, &found) == 0) {
    Tell("synced " + path + " " + std::to_string(found.st_size));
  }
  // What a kill leaves is the kernel's, synced or not; what a power cut leaves, the diary knows.
  return 0;
}

int Open(const char* path, int flags, mode_t mode) {
  const auto open = [&] {
    return static_cast<int>(Kernel(SYS_openat, AT_FDCWD, path, flags, mode));
  };
  if ((flags & O_CREAT) == 0 || !IsOurs(path) || Exists(path)) return open();
  const std::lock_guard lock(Changing());
  Count();
  return NoRoomToMake(path) ? -1 : Done("made", path, open());
}

}  // namespace

// As the C library declares them.
extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return Open(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return Open(path, flags, mode);
}

// How the standard library's streams open their files.
FILE* fopen64(const char* path, const char* mode) {
  static const auto next =
      reinterpret_cast<FILE* (*)(const char*, const char*)>(dlsym(RTLD_NEXT, "fopen64"));
  if (strchr(mode, 'r') != nullptr || !IsOurs(path) || Exists(path)) return next(path, mode);
  const std::lock_guard lock(Changing());
  Count();
  if (NoRoomToMake(path)) return nullptr;
  FILE* const file = next(path, mode);
  Done("made", path, file != nullptr ? 0 : -1);
  return file;
}

ssize_t write(int file, const void* bytes, size_t size) { return Write(file, bytes, size); }
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return WriteAt(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off_t at) {
  return WriteAt(file, bytes, size, at);
}
ssize_t writev(int file, const iovec* parts, int count) {
  if (!IsOurs(PathOf(file))) return Kernel(SYS_writev, file, parts, count);
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  }
  return Write(file, bytes.data(), bytes.size());
}

int fsync(int file) { return Sync(SYS_fsync, file); }
int fdatasync(int file) { return Sync(SYS_fdatasync, file); }

int ftruncate(int file, off_t size) {
  if (IsOurs(PathOf(file))) {
    const std::lock_guard lock(Changing());
    Count();
  }
  return static_cast<int>(Kernel(SYS_ftruncate, file, size));
}

// Room is told by writing, not by asking for it.
int fallocate(int file, int mode, off_t at, off_t size) {
  if (IsOurs(PathOf(file)) && Plan()->room >= 0) return 0;
  return static_cast<int>(Kernel(SYS_fallocate, file, mode, at, size));
}

int rename(const char* from, const char* to) {
  const auto rename = [&] {
    return static_cast<int>(Kernel(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
  };
  if (!IsOurs(to)) return rename();
  const std::lock_guard lock(Changing());
  Count();
  if (!KeepsDiary()) return rename();
  const std::string kept = Keep(to);
  return Done("renamed", to, rename(), std::string(from) + " " + kept);
}

int link(const char* from, const char* to) {
  const auto link = [&] {
    return static_cast<int>(Kernel(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
  };
  if (!IsOurs(to)) return link();
  const std::lock_guard lock(Changing());
  Count();
  if (NoRoomToMake(to)) return -1;
  return Done("linked", to, link(), from);
}

int unlink(const char* path) {
  const auto unlink = [&] { return static_cast<int>(Kernel(SYS_unlinkat, AT_FDCWD, path, 0)); };
  if (!IsOurs(path)) return unlink();
  const std::lock_guard lock(Changing());
  Count();
  if (!KeepsDiary()) return unlink();
  const std::string kept = Keep(path);
  return Done("removed", path, unlink(), kept);
}

int mkdir(const char* path, mode_t mode) {
  const auto mkdir = [&] { return static_cast<int>(Kernel(SYS_mkdirat, AT_FDCWD, path, mode)); };
  if (!IsOurs(path) || Exists(path)) return mkdir();
  const std::lock_guard lock(Changing());
  Count();
  return NoRoomToMake(path) ? -1 : Done("made", path, mkdir());
}

int statvfs(const char* path, struct statvfs* found) {
  static const auto next =
      reinterpret_cast<int (*)(const char*, struct statvfs*)>(dlsym(RTLD_NEXT, "statvfs"));
  const int answer = next(path, found);
  if (answer == 0 && IsOurs(path) && Plan()->reported_room >= 0) {
    found->f_bavail = static_cast<fsblkcnt_t>(Plan()->reported_room) / found->f_frsize;
    found->f_bfree = found->f_bavail;
  }
  return answer;
}

}  // extern "C"
