// The hub's directory: DIR/log, DIR/audit, DIR/views and DIR/registry.toml.
#pragma once

#include <string>

#include "eventstore/base/status.h"
#include "services/ingest/registry.h"

namespace goldthread::server {

struct RegistrySource {
  std::string file;  // Empty: the default registry.
};

// Makes the directory, readable by its owner only, and writes the default registry into a new
// one. `data_dir` empty: nothing to prepare. `registry_file` empty: DIR/registry.toml.
//
// Errors: kUnavailable: cannot be made or written; kFailedPrecondition: it holds a log but no
// registry, so that nobody can say who may send what.
StatusOr<RegistrySource> PrepareDataDirectory(const std::string& data_dir,
                                              const std::string& registry_file);

// kUnavailable: cannot be read; kInvalidArgument: names file, line and what is wrong.
StatusOr<ingest::Registry> ReadRegistry(const RegistrySource& source);

// Whether a hub's data are there.
bool HoldsHub(const std::string& data_dir);

}  // namespace goldthread::server
