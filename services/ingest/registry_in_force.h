// The registry that holds now, for those who ask it while the operator puts another in its place:
// agencies and feeds come and go without a stop.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"
#include "services/ingest/registry.h"

namespace goldthread::ingest {

class RegistryInForce {
 public:
  explicit RegistryInForce(Registry registry)
      : partnership_(registry.partnership()),
        now_(std::make_shared<const Registry>(std::move(registry))) {}

  // The same for as long as it runs.
  const std::string& partnership() const { return partnership_; }
  // What is asked twice of one event is asked of one registry: keep it for so long.
  // Threads: any.
  std::shared_ptr<const Registry> Now() const;
  // kFailedPrecondition "OTHER_PARTNERSHIP": it is another's; the old one holds on. Threads: any.
  Status Replace(Registry newer);

 private:
  const std::string partnership_;
  mutable Mutex mutex_;
  std::shared_ptr<const Registry> now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::ingest
