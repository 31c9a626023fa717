#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "eventstore/base/digest.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/backup.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {
namespace {

constexpr const char* kBackupDescription =
    R"(Write a backup of log, audit, views and settings into a new directory.

A serving hub writes it on its own machine, and goes on serving. It holds everything that
had a receipt when the backup began. TLS keys are not in it.

Examples:
  goldthread backup /var/backups/goldthread/monday --hub 127.0.0.1:7790
  goldthread backup /var/backups/goldthread/monday --data DIR
)";

constexpr const char* kRestoreDescription = R"(Make a hub's directory from a backup.

Checks what it copied before it becomes a hub. The backup itself is not touched. Agencies then
send again what has no receipt in it: repeats are harmless.

Examples:
  goldthread restore /var/backups/goldthread/monday --data DIR
  goldthread verify --data DIR
)";

struct BackupOptions {
  CommonOptions common;
  std::string directory;
};

int RunBackup(const BackupOptions& options, Console& console) {
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::OperationsService::NewStub(client->channel());
  v1::BackupRequest request;
  *request.mutable_caller() = OperatorOf(options.common);
  request.set_directory(std::filesystem::absolute(options.directory).lexically_normal());
  const auto answer = Ask(*stub, &v1::OperationsService::Stub::Backup, request, kLongCall);
  if (!answer.ok()) return Fail(console, answer.status());
  if (options.common.json) {
    console.out << JsonLine({{"directory", request.directory()},
                             {"log_end", answer->log_end()},
                             {"views", answer->position().next()},
                             {"audit_entries", answer->audit_entries()},
                             {"audit_digest", answer->audit_digest()}})
                << '\n';
  } else {
    console.out << fmt::format(
        "backed up into {}\n  log to {}, views at {}\n  audit head {}:{}\n"
        "  keep the audit head elsewhere, and the backup on another machine\n",
        Plain(request.directory()), answer->log_end(), answer->position().next(),
        answer->audit_entries(), Plain(answer->audit_digest()));
  }
  return kExitOk;
}

struct RestoreOptions {
  bool json = false;
  std::string backup;
  std::string data;
};

int RunRestore(const RestoreOptions& options, Console& console) {
  const auto restored = RestoreBackup(options.backup, options.data);
  if (!restored.ok()) {
    Say(console, Message(restored.status()));
    return restored.status().code() == Code::kInvalidArgument ? kExitUsage : kExitNoHub;
  }
  if (options.json) {
    console.out << JsonLine({{"data", options.data},
                             {"partnership", restored->partnership},
                             {"log_end", restored->log_end},
                             {"views", restored->views},
                             {"audit_entries", restored->audit.entries},
                             {"audit_digest", Hex(restored->audit.digest)}})
                << '\n';
  } else {
    console.out << fmt::format(
        "restored {}: the log is whole to {}, the audit to {} entries\n"
        "  Next:  goldthread verify --data {}\n",
        Plain(options.data), restored->log_end, restored->audit.entries, Plain(options.data));
  }
  return kExitOk;
}

}  // namespace

void AddBackup(Command app) {
  auto backup = std::make_shared<BackupOptions>();
  Command writing = app.Add("backup", kBackupDescription);
  writing.Value("DIR", backup->directory, "a new directory").Required();
  AddPlace(writing, &backup->common);
  writing.Runs([backup](Console& console) { return RunBackup(*backup, console); });
  auto restore = std::make_shared<RestoreOptions>();
  Command restoring = app.Add("restore", kRestoreDescription);
  restoring.Value("BACKUP", restore->backup, "a backup's directory").Required();
  restoring.Value("--data", restore->data, "empty or not there yet").Of("DIR").Required();
  restoring.Switch("--json", restore->json, "answer in JSON");
  restoring.Runs([restore](Console& console) { return RunRestore(*restore, console); });
}

}  // namespace goldthread::server
