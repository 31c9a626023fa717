#include "services/server/data_directory.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "eventstore/base/sync_path.h"
#include "services/access/reason.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

Status CannotUse(const std::string& path, const std::error_code& error) {
  return Error(Code::kUnavailable, fmt::format("cannot use {}: {}", path, error.message()));
}

// Written aside and renamed, so that a crash leaves all of it or none.
Status WriteWhole(const std::string& path, std::string_view text) {
  const std::string aside = path + ".new";
  std::ofstream file(aside, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  const bool kept = file && SyncPath(aside).ok();
  if (kept) fs::rename(aside, path, error);
  if (kept && !error) return SyncPath(fs::path(path).parent_path());
  std::error_code ignored;
  fs::remove(aside, ignored);
  return error ? CannotUse(path, error)
               : Error(Code::kUnavailable, fmt::format("cannot write {}", path));
}

// A file where a directory should be is found before anything is made beside it.
Status CheckParts(const std::string& data_dir) {
  for (const char* part : {"", "/log", "/audit", "/views"}) {
    std::error_code error;
    const fs::file_status found = fs::status(data_dir + part, error);
    if (!fs::exists(found) || fs::is_directory(found)) continue;
    return Error(Code::kUnavailable,
                 fmt::format("cannot use {}{}: it is no directory", data_dir, part));
  }
  return OkStatus();
}

// With all above it that are missing; those are for everyone, it is for its owner.
Status MakeDirectory(const std::string& data_dir, FilesMade& made) {
  std::vector<fs::path> missing;
  std::error_code error;
  fs::path at = fs::path(data_dir).lexically_normal();
  if (!at.has_filename()) at = at.parent_path();
  for (; !at.empty() && !fs::exists(at, error); at = at.parent_path()) missing.push_back(at);
  if (missing.empty()) return OkStatus();
  const fs::path own = missing.front();
  for (; !missing.empty(); missing.pop_back()) {
    if (fs::create_directory(missing.back(), error)) made.Add(missing.back());
    if (error) return CannotUse(data_dir, error);
    const fs::path parent = missing.back().parent_path();
    GT_RETURN_IF_ERROR(SyncPath(parent.empty() ? "." : parent.string()));
  }
  fs::permissions(own, fs::perms::owner_all, error);
  return error ? CannotUse(data_dir, error) : OkStatus();
}

}  // namespace

void FilesMade::TakeAway() {
  std::error_code ignored;
  for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) {
    const fs::path parent = fs::path(*path).parent_path();
    if (fs::is_directory(*path, ignored) || !HoldsHub(parent)) fs::remove(*path, ignored);
  }
  paths_.clear();
}

StatusOr<RegistrySource> PrepareDataDirectory(const std::string& data_dir,
                                              const std::string& registry_file, FilesMade& made) {
  if (data_dir.empty()) return RegistrySource{registry_file};
  // Before anything is made for it.
  if (!registry_file.empty()) GT_RETURN_IF_ERROR(ReadRegistry({registry_file}).status());
  GT_RETURN_IF_ERROR(CheckParts(data_dir));
  GT_RETURN_IF_ERROR(MakeDirectory(data_dir, made));
  if (!registry_file.empty()) return RegistrySource{registry_file};
  const std::string own = data_dir + "/registry.toml";
  std::error_code error;
  if (fs::exists(own, error)) return RegistrySource{own};
  if (HoldsHub(data_dir)) {
    return Error(Code::kFailedPrecondition,
                 fmt::format("{} is missing: put it back, or name one with --registry", own));
  }
  made.Add(own);
  GT_RETURN_IF_ERROR(WriteWhole(own, ingest::DefaultRegistryToml()));
  return RegistrySource{own};
}

StatusOr<ingest::Registry> ReadRegistry(const RegistrySource& source) {
  if (source.file.empty()) return ingest::Registry::Parse(ingest::DefaultRegistryToml());
  std::ifstream file(source.file, std::ios::binary);
  if (!file) return Error(Code::kUnavailable, fmt::format("cannot read {}", source.file));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto registry = ingest::Registry::Parse(text);
  if (registry.ok()) return registry;
  return Error(registry.status().code(),
               fmt::format("{}: {}: {}", access::ReasonOf(registry.status()), source.file,
                           access::WithoutReason(registry.status())));
}

bool HoldsHub(const std::string& data_dir) {
  std::error_code error;
  // A hub whose log is on Kafka has its audit here.
  return fs::exists(data_dir + "/log", error) || fs::exists(data_dir + "/audit", error);
}

}  // namespace goldthread::server
