#include "services/server/data_directory.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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
  if (!file) return Error(Code::kUnavailable, fmt::format("cannot write {}", path));
  std::error_code error;
  fs::rename(aside, path, error);
  return error ? CannotUse(path, error) : OkStatus();
}

}  // namespace

StatusOr<RegistrySource> PrepareDataDirectory(const std::string& data_dir,
                                              const std::string& registry_file) {
  if (data_dir.empty()) return RegistrySource{registry_file};
  std::error_code error;
  if (fs::create_directories(data_dir, error)) {
    fs::permissions(data_dir, fs::perms::owner_all, error);
  }
  if (error) return CannotUse(data_dir, error);
  if (!registry_file.empty()) return RegistrySource{registry_file};
  const std::string own = data_dir + "/registry.toml";
  if (fs::exists(own, error)) return RegistrySource{own};
  if (HoldsHub(data_dir)) {
    return Error(Code::kFailedPrecondition,
                 fmt::format("{} is missing: put it back, or name one with --registry", own));
  }
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
  return fs::exists(data_dir + "/log", error);
}

}  // namespace goldthread::server
