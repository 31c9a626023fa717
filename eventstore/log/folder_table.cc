#include "eventstore/log/folder_table.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "eventstore/base/digest.h"
#include "eventstore/base/sync_path.h"

namespace goldthread {
namespace {

namespace fs = std::filesystem;

// Files of rows are named by the key in hexadecimal; what is being written begins with a dot.
constexpr char kUnfinished = '.';
constexpr mode_t kGroupWrites = 0660;

std::optional<std::string> KeyOf(std::string_view name) {
  return name.empty() ? std::nullopt : FromHex(name);
}

Status Unavailable(std::string_view what, const std::string& folder) {
  return Error(Code::kUnavailable, fmt::format("{} in {}", what, folder));
}

}  // namespace

StatusOr<std::unique_ptr<FolderTable>> FolderTable::Open(std::string folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return Error(
        Code::kFailedPrecondition,
        fmt::format("TABLE_MISSING: there is no folder {}. Make it, where all who share it "
                    "may write",
                    folder));
  }
  return std::unique_ptr<FolderTable>(new FolderTable(std::move(folder)));
}

StatusOr<const SharedTable::Rows*> FolderTable::Read() {
  rows_.clear();
  std::error_code error;
  for (fs::directory_iterator file(folder_, error), end; !error && file != end;
       file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (name.front() == kUnfinished) continue;
    std::optional<std::string> key = KeyOf(name);
    if (!key.has_value()) {
      return Error(Code::kDataLoss, fmt::format("{} is no row of a shared table", name));
    }
    std::ifstream bytes(file->path(), std::ios::binary);
    if (!bytes.is_open()) {
      std::error_code gone;
      if (!fs::exists(file->path(), gone)) continue;  // Somebody has just taken it out.
      return Unavailable("a row cannot be read", folder_);
    }
    std::string value{std::istreambuf_iterator<char>(bytes), {}};
    if (bytes.bad()) return Unavailable("a row cannot be read", folder_);
    rows_.emplace(*std::move(key), std::move(value));
  }
  if (error) return Unavailable("the rows cannot be listed", folder_);
  return &rows_;
}

Status FolderTable::Put(const std::string& file, const std::string& value) {
  std::string unfinished = fmt::format("{}/{}XXXXXX", folder_, kUnfinished);
  const int descriptor = mkstemp(unfinished.data());
  if (descriptor < 0) return Unavailable("no row can be made", folder_);
  fchmod(descriptor, kGroupWrites);
  const ssize_t written = write(descriptor, value.data(), value.size());
  const bool durable = written == static_cast<ssize_t>(value.size()) && fsync(descriptor) == 0;
  close(descriptor);
  std::error_code error;
  if (durable) fs::rename(unfinished, file, error);
  if (durable && !error) return OkStatus();
  fs::remove(unfinished, error);
  return Unavailable("a row cannot be written", folder_);
}

Status FolderTable::Remove(const std::string& file) {
  std::error_code error;
  fs::remove(file, error);
  return error ? Unavailable("a row cannot be taken out", folder_) : OkStatus();
}

Status FolderTable::Write(std::span<const TableChange> changes) {
  GT_RETURN_IF_ERROR(CheckChanges(changes));
  for (const TableChange& change : changes) {
    const std::string file = folder_ + "/" + Hex(change.key);
    GT_RETURN_IF_ERROR(change.value.has_value() ? Put(file, *change.value) : Remove(file));
  }
  return changes.empty() ? OkStatus() : SyncPath(folder_);
}

}  // namespace goldthread
