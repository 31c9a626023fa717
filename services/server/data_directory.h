// The hub's directory: DIR/log, DIR/audit, DIR/views and DIR/registry.toml.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/status.h"
#include "services/ingest/registry.h"

namespace goldthread::server {

struct RegistrySource {
  std::string file;  // Empty: the default registry.
};

// What was made for a new hub, to be taken away again where it then could not be opened.
class FilesMade {
 public:
  void Add(std::string path) { paths_.push_back(std::move(path)); }
  // The last first. A directory that something stands in stays, and so does the registry of a
  // log that is there: somebody else may be at work.
  void TakeAway();

 private:
  std::vector<std::string> paths_;
};

// Makes the directory, readable by its owner only, and writes the default registry into a new
// one. `data_dir` empty: nothing to prepare. `registry_file` empty: DIR/registry.toml. `made`
// is added to, whatever the outcome.
//
// Errors: kUnavailable: cannot be made or written, or something else stands in the place of a
// part; kFailedPrecondition: it holds a log but no
// registry, so that nobody can say who may send what.
StatusOr<RegistrySource> PrepareDataDirectory(const std::string& data_dir,
                                              const std::string& registry_file, FilesMade& made);

// kUnavailable: cannot be read; kInvalidArgument: names file, line and what is wrong.
StatusOr<ingest::Registry> ReadRegistry(const RegistrySource& source);

// Whether a hub's data are there.
bool HoldsHub(const std::string& data_dir);

}  // namespace goldthread::server
