#include "services/ingest/registry_in_force.h"

#include <fmt/format.h>

namespace goldthread::ingest {

std::shared_ptr<const Registry> RegistryInForce::Now() const {
  const MutexLock lock(mutex_);
  return now_;
}

Status RegistryInForce::Replace(Registry newer) {
  if (newer.partnership() != partnership_) {
    return Error(Code::kFailedPrecondition,
                 fmt::format("OTHER_PARTNERSHIP: this is the registry of {}, and the log {}'s",
                             newer.partnership(), partnership_));
  }
  auto next = std::make_shared<const Registry>(std::move(newer));
  const MutexLock lock(mutex_);
  now_ = std::move(next);
  return OkStatus();
}

}  // namespace goldthread::ingest
