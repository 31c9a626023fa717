// How a watcher's place goes out and comes back: sealed, for it counts changes that the watcher may
// not see, and who could make one up could ask whether there are any.
#pragma once

#include <string>
#include <string_view>

#include "services/alerts/changes.h"

namespace goldthread::alerts {

// Threads: any.
class PlaceSeal {
 public:
  // Any secret will do, and what is sealed tells nothing of it. Replicas that have the same one
  // take each other's places.
  explicit PlaceSeal(std::string_view secret);

  // Of one length, whatever the place.
  std::string Seal(const Place& place) const;
  // kInvalidArgument "BAD_REQUEST": no sealed place. kFailedPrecondition "RESUME_LOST": sealed with
  // another secret.
  StatusOr<Place> Open(std::string_view sealed) const;

  // 64 hexadecimal digits, each another.
  static std::string NewSecret();

 private:
  std::string key_;
};

}  // namespace goldthread::alerts
