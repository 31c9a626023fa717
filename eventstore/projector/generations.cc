#include "eventstore/projector/generations.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace goldthread {
namespace {

namespace fs = std::filesystem;

Status DiskError(std::string_view what, const std::error_code& error) {
  return Error(
      error == std::errc::no_space_on_device ? Code::kResourceExhausted : Code::kUnavailable,
      fmt::format("views: {}: {}", what, error.message()));
}

std::error_code LastError() { return {errno, std::generic_category()}; }

Status SyncPath(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return DiskError("open", LastError());
  const bool synced = ::fsync(file) == 0;
  const std::error_code error = LastError();
  ::close(file);
  return synced ? OkStatus() : DiskError("sync", error);
}

uint64_t NumberOf(const std::string& name) {
  uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace

StatusOr<Generations> Generations::Open(const std::string& dir) {
  Generations generations(dir);
  if (dir.empty()) return generations;
  std::error_code error;
  fs::create_directories(dir, error);
  if (error) return DiskError("create", error);
  std::ifstream current(dir + "/CURRENT");
  std::getline(current, generations.live_);
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, error)) {
    const std::string name = entry.path().filename();
    generations.last_number_ = std::max(generations.last_number_, NumberOf(name));
    std::error_code ignored;  // What stays costs space only, and is tried again next time.
    if (entry.is_directory() && name != generations.live_) fs::remove_all(entry.path(), ignored);
  }
  if (error) return DiskError("list", error);
  return generations;
}

StatusOr<std::unique_ptr<RocksViewStore>> Generations::OpenLive() const {
  if (live_.empty()) return std::unique_ptr<RocksViewStore>();
  return RocksViewStore::Open(dir_ + "/" + live_);
}

StatusOr<Generations::Building> Generations::Begin(std::string_view purpose) {
  Building building;
  if (!dir_.empty()) building.path = fmt::format("{}/{:06}.{}", dir_, ++last_number_, purpose);
  GT_ASSIGN_OR_RETURN(building.store, RocksViewStore::Open(building.path));
  return building;
}

Status Generations::MakeLive(const Building& building) {
  if (dir_.empty()) return OkStatus();
  const std::string name = fs::path(building.path).filename();
  const std::string written = dir_ + "/CURRENT.new";
  {
    std::ofstream file(written, std::ios::trunc);
    file << name << '\n';
    file.flush();
    if (!file) return DiskError("write CURRENT", LastError());
  }
  GT_RETURN_IF_ERROR(SyncPath(written));
  if (std::rename(written.c_str(), (dir_ + "/CURRENT").c_str()) != 0) {
    return DiskError("rename CURRENT", LastError());
  }
  GT_RETURN_IF_ERROR(SyncPath(dir_));
  live_ = name;
  return OkStatus();
}

}  // namespace goldthread
