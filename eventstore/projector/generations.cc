#include "eventstore/projector/generations.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "eventstore/base/sync_path.h"

namespace goldthread {
namespace {

namespace fs = std::filesystem;

// Beside what the views take: the log must never want for what a rebuild took.
constexpr uint64_t kRoomToSpare = uint64_t{256} << 20;

Status DiskError(std::string_view what, const std::error_code& error) {
  return Error(
      error == std::errc::no_space_on_device ? Code::kResourceExhausted : Code::kUnavailable,
      fmt::format("views: {}: {}", what, error.message()));
}

std::error_code LastError() { return {errno, std::generic_category()}; }

uint64_t NumberOf(const std::string& name) {
  uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

bool NamesViews(const std::string& name) {
  return name == fmt::format("{:06}.views", NumberOf(name));
}

uint64_t SizeOf(const std::string& dir) {
  uint64_t bytes = 0;
  std::error_code ignored;  // A file that has just gone needs no room.
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, ignored)) {
    const uint64_t size = entry.file_size(ignored);
    if (!ignored) bytes += size;
  }
  return bytes;
}

}  // namespace

StatusOr<Generations> Generations::Open(const std::string& dir, Journal journal) {
  Generations generations(dir, journal);
  if (dir.empty()) return generations;
  GT_RETURN_IF_ERROR(MakeDurableDirectories(dir).status());
  std::ifstream current(dir + "/CURRENT");
  std::getline(current, generations.live_);
  if (!NamesViews(generations.live_)) generations.live_.clear();  // Damaged: as if there were none.
  std::error_code error;
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
  return RocksViewStore::Open(dir_ + "/" + live_, journal_);
}

StatusOr<Generations::Building> Generations::Begin(std::string_view purpose) {
  Building building;
  if (!dir_.empty()) building.path = fmt::format("{}/{:06}.{}", dir_, ++last_number_, purpose);
  GT_ASSIGN_OR_RETURN(building.store, RocksViewStore::Open(building.path, journal_));
  return building;
}

Status Generations::CheckRoom() const {
  if (dir_.empty()) return OkStatus();
  std::error_code error;
  const fs::space_info room = fs::space(dir_, error);
  if (error) return DiskError("free space", error);
  const uint64_t needed = SizeOf(dir_ + "/" + live_) + kRoomToSpare;
  if (room.available >= needed) return OkStatus();
  return Error(Code::kResourceExhausted,
               fmt::format("views: building new ones needs {} MiB free", (needed >> 20) + 1));
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
