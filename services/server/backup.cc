#include "services/server/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "eventstore/base/digest.h"
#include "services/access/reason.h"
#include "services/server/read_file.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "BACKUP.json";
constexpr int kFormat = 1;
constexpr const char* kSettings[] = {"registry.toml", "hub.toml", "policy.toml", "keys.toml"};
// The log last: a directory is a hub once it is there.
constexpr const char* kParts[] = {"registry.toml", "hub.toml", "policy.toml", "keys.toml",
                                  "views",         "audit",    "log"};
constexpr const char* kGeneration = "000001.views";

Status CannotUse(const fs::path& path, const std::error_code& error) {
  const bool full = error == std::errc::no_space_on_device;
  return Error(full ? Code::kResourceExhausted : Code::kUnavailable,
               fmt::format("cannot use {}: {}", path.string(), error.message()));
}

Status MakeOwnDirectory(const fs::path& path) {
  std::error_code error;
  fs::create_directory(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  return error ? CannotUse(path, error) : OkStatus();
}

// What was written below `path` is on the disk.
Status SyncAll(const fs::path& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && syncfs(folder) == 0;
  if (folder >= 0) close(folder);
  return synced ? OkStatus()
                : Error(Code::kUnavailable, fmt::format("cannot sync {}", path.string()));
}

Status Copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy(from, to, fs::copy_options::recursive, error);
  return error ? CannotUse(to, error) : OkStatus();
}

bool IsWithin(const fs::path& path, const fs::path& folder) {
  const auto [at_folder, at_path] = std::ranges::mismatch(folder, path);
  return at_folder == folder.end();
}

Status CheckDirectory(const fs::path& directory, const std::string& data_dir) {
  std::error_code error;
  if (!directory.is_absolute()) return access::BadField("directory", "must be absolute");
  if (!directory.has_filename()) return access::BadField("directory", "ends in a slash; drop it");
  if (fs::exists(fs::symlink_status(directory, error))) {
    return access::BadField("directory", "is there already; name a new one");
  }
  const fs::path parent = fs::canonical(directory.parent_path(), error);
  if (error) return access::BadField("directory", "has no parent to be made in; make it first");
  if (IsWithin(parent, fs::canonical(data_dir, error))) {
    return access::BadField("directory", "is within the hub's own; name one elsewhere");
  }
  return OkStatus();
}

std::string ManifestText(const BackupContents& contents) {
  return nlohmann::ordered_json{{"format", kFormat},
                                {"partnership", contents.partnership},
                                {"made_at", InstantText(contents.made_at)},
                                {"log_end", contents.log_end},
                                {"views", contents.views},
                                {"audit_entries", contents.audit.entries},
                                {"audit_digest", Hex(contents.audit.digest)}}
             .dump(2) +
         "\n";
}

// A manifest may be anything by the time it is read.
bool Take(const nlohmann::json& json, const char* name, int64_t* number) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_number_integer()) return false;
  *number = member->get<int64_t>();
  return *number >= 0;
}
bool Take(const nlohmann::json& json, const char* name, std::string* text) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_string()) return false;
  *text = member->get<std::string>();
  return true;
}

StatusOr<BackupContents> ReadManifest(const fs::path& backup) {
  const auto text = ReadFile(backup / kManifest);
  const auto json = text.ok() ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
  BackupContents contents;
  std::string digest;
  int64_t format = 0;
  if (!json.is_object() || !Take(json, "format", &format) || format != kFormat ||
      !Take(json, "partnership", &contents.partnership) ||
      !Take(json, "log_end", &contents.log_end) || !Take(json, "views", &contents.views) ||
      !Take(json, "audit_entries", &contents.audit.entries) ||
      !Take(json, "audit_digest", &digest)) {
    return Error(Code::kInvalidArgument,
                 fmt::format("{} holds no whole backup: {} is missing, damaged or newer than this "
                             "build",
                             backup.string(), kManifest));
  }
  contents.audit.digest = FromHex(digest).value_or("");
  return contents;
}

Status Fill(const BackupSources& sources, const fs::path& to, BackupContents* contents) {
  GT_RETURN_IF_ERROR(MakeOwnDirectory(to));
  GT_RETURN_IF_ERROR(MakeOwnDirectory(to / "views"));
  {
    // Before the log's, so that no view knows what the log does not.
    GT_ASSIGN_OR_RETURN(const auto views, sources.views.At({0}));
    contents->views = views->NextPosition().value;
  }
  GT_RETURN_IF_ERROR(sources.views.Checkpoint(to / "views" / kGeneration));
  std::ofstream(to / "views" / "CURRENT") << kGeneration << '\n';
  GT_RETURN_IF_ERROR(sources.log.Checkpoint(to / "log"));
  const auto audit = sources.audit.NewReader();
  GT_ASSIGN_OR_RETURN(contents->audit, access::ReadChainHead(*audit));
  GT_RETURN_IF_ERROR(sources.audit.Checkpoint(to / "audit"));
  for (const char* file : kSettings) {
    std::error_code error;
    const fs::path from = fs::path(sources.data_dir) / file;
    if (fs::exists(from, error)) GT_RETURN_IF_ERROR(Copy(from, to / file));
  }
  std::ofstream manifest(to / kManifest);
  manifest << ManifestText(*contents) << std::flush;
  if (!manifest) {
    return Error(Code::kUnavailable, fmt::format("cannot write {}", (to / kManifest).string()));
  }
  return SyncAll(to);
}

// That what was copied is what the manifest says.
Status CheckCopy(const fs::path& copy, const BackupContents& contents) {
  GT_ASSIGN_OR_RETURN(const auto log, EmbeddedLog::Open(copy / "log"));
  GT_ASSIGN_OR_RETURN(const auto damage, log->FindDamage());
  GT_ASSIGN_OR_RETURN(const Position end, log->NewReader()->End());
  if (!damage.empty() || end.value < contents.log_end) {
    return Error(
        Code::kDataLoss,
        fmt::format("the backup's log is damaged or cut short: it ends at {}, and should "
                    "not before {}. Take another backup.",
                    damage.empty() ? end.value : damage.front().first.value, contents.log_end));
  }
  GT_ASSIGN_OR_RETURN(const auto audit, EmbeddedLog::Open(copy / "audit"));
  const auto reader = audit->NewReader();
  GT_ASSIGN_OR_RETURN(const access::ChainReport chain,
                      access::VerifyChain(*reader, contents.audit));
  if (chain.sound) return OkStatus();
  return Error(Code::kDataLoss,
               fmt::format("the backup's audit is broken at entry {}: {}. Take another backup.",
                           chain.broken_at, chain.finding));
}

}  // namespace

StatusOr<BackupContents> WriteBackup(const BackupSources& sources, const std::string& directory,
                                     BackupContents contents) {
  GT_RETURN_IF_ERROR(CheckDirectory(directory, sources.data_dir));
  GT_ASSIGN_OR_RETURN(const Position end, sources.log.NewReader()->End());
  contents.log_end = end.value;
  const fs::path aside = directory + ".part";
  std::error_code error;
  fs::remove_all(aside, error);  // Of one that was killed.
  Status status = Fill(sources, aside, &contents);
  if (status.ok()) {
    fs::rename(aside, directory, error);
    if (error) status = CannotUse(directory, error);
  }
  if (status.ok()) return contents;
  fs::remove_all(aside, error);
  return status;
}

StatusOr<BackupContents> RestoreBackup(const std::string& backup, const std::string& data_dir) {
  GT_ASSIGN_OR_RETURN(const BackupContents contents, ReadManifest(backup));
  const fs::path target(data_dir);
  const fs::path aside = target / "restoring";
  std::error_code error;
  fs::remove_all(aside, error);  // Of one that was killed.
  if (fs::exists(target, error) && !fs::is_empty(target, error)) {
    return Error(
        Code::kFailedPrecondition,
        fmt::format("{} is not empty. Move what is in it away, or name another place.", data_dir));
  }
  fs::create_directories(target, error);
  if (error) return CannotUse(target, error);
  fs::permissions(target, fs::perms::owner_all, error);
  GT_RETURN_IF_ERROR(Copy(backup, aside));
  if (const Status checked = CheckCopy(aside, contents); !checked.ok()) {
    fs::remove_all(aside, error);
    return checked;
  }
  GT_RETURN_IF_ERROR(SyncAll(aside));
  for (const char* part : kParts) {
    if (!fs::exists(aside / part, error)) continue;
    fs::rename(aside / part, target / part, error);
    if (error) return CannotUse(target / part, error);
  }
  fs::remove_all(aside, error);
  GT_RETURN_IF_ERROR(SyncAll(target));
  return contents;
}

}  // namespace goldthread::server
