// What a directory lists is durable only once the directory itself is synced: for files of our
// own that must outlive a power cut.
#pragma once

#include <string>

#include "eventstore/base/status.h"

namespace goldthread {

// Syncs a file, or a directory's list of what is in it.
// Errors: kUnavailable, kResourceExhausted: the disk's; nobody knows then what is on it.
Status SyncPath(const std::string& path);

// As std::filesystem::create_directories, and what was made is there after a power cut.
// Gives whether anything was made. Errors: as SyncPath.
StatusOr<bool> MakeDurableDirectories(const std::string& path);

}  // namespace goldthread
