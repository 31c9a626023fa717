// A hub's data as a directory that can be carried away, and a directory made from one again.
//
//   BACKUP.json  written last: what the backup holds; without it there is no backup
//   log/ audit/  checkpoints, with their tails
//   views/       a checkpoint; restored, they fold what the log has beyond them
//   *.toml       registry.toml, and what of hub.toml, policy.toml and keys.toml was in the hub's
//                directory
//
// Source: design D1, D5.
#pragma once

#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/live_views.h"
#include "services/access/chained_log.h"

namespace goldthread::server {

struct BackupContents {
  std::string partnership{};
  Instant made_at{};
  int64_t log_end = 0;  // Everything before it is there; there may be more.
  int64_t views = 0;    // What the views are true for.
  access::ChainHead audit{};
};

// What a backup is made of. Lent.
struct BackupSources {
  EmbeddedLog& log;
  EmbeddedLog& audit;
  LiveViews& views;
  std::string data_dir;  // Where the settings are.
};

// Writes a backup into `directory`, which must be absolute, not there and outside the hub's own,
// while everything goes on. It is readable by its owner only. `contents` names partnership and
// time. Errors: kInvalidArgument "BAD_REQUEST"; of the disk. A backup that failed leaves
// nothing under that name.
StatusOr<BackupContents> WriteBackup(const BackupSources& sources, const std::string& directory,
                                     BackupContents contents);

// Puts a backup's data into `data_dir`, which must be empty or not there. What is copied is
// checked first: no damage in the log, its end, the chain of the audit up to its head.
//
// Errors: kInvalidArgument: no backup; kFailedPrecondition: something is in `data_dir`;
// kDataLoss: the backup is damaged; of the disk.
StatusOr<BackupContents> RestoreBackup(const std::string& backup, const std::string& data_dir);

}  // namespace goldthread::server
