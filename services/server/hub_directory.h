// The hub's part in the directory across partnerships, for as long as it runs: one thread, which
// looks again and again whether views and directory say the same.
//
// Source: docs/decisions/0023-the-directory.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "connectors/directory/directory.h"
#include "eventstore/log/shared_table.h"
#include "eventstore/projector/view_source.h"
#include "services/server/directory_settings.h"
#include "services/server/hub_access.h"
#include "services/server/kafka_place.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::server {

// References are lent; they outlive what is made of it.
struct DirectoryParts {
  const ViewSource& newest;  // Knows kNewest.
  const Clock& clock;
  Publish publish;
  OperatorLog log;
  std::optional<KafkaPlace> kafka{};  // The log's.
  std::string partnership{};
};

class HubDirectory {
 public:
  // Begins to take part. Errors: kFailedPrecondition "DIRECTORY_KEY_WRONG": another key than the
  // others have; "TABLE_MISSING", or as CreateKafkaTopic and CheckKafkaTopic; kInvalidArgument
  // "BAD_SETTINGS"; kUnavailable: the directory cannot be read.
  static StatusOr<std::unique_ptr<HubDirectory>> Open(DirectoryPlace place, DirectoryParts parts);
  // Ends what is under way.
  ~HubDirectory() = default;

 private:
  explicit HubDirectory(DirectoryParts parts) : parts_(std::move(parts)) {}
  void Run(const std::stop_token& stop);

  const DirectoryParts parts_;
  std::unique_ptr<SharedTable> table_;
  std::unique_ptr<directory::Directory> directory_;
  std::jthread thread_;
};

}  // namespace goldthread::server
