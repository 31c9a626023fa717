// The HTTP pages for those who watch over the process: /metrics, /livez and /readyz. They need
// no proof of who asks, and show no person.
//
// Source: experience notes §2.3.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "eventstore/base/status.h"

namespace goldthread::server {

struct ProbePages {
  std::function<std::string()> metrics;
  std::function<Status()> ready;  // Not OK: why not, ids only.
  // A cluster asks its pods from outside, and its network policy says who else may. Else loopback
  // only.
  bool beyond_loopback = false;
};

class ProbeServer {
 public:
  // `address` as CheckListenAddress takes it, or CheckAddress. kUnavailable: the port cannot be
  // had.
  static StatusOr<std::unique_ptr<ProbeServer>> Open(const std::string& address, ProbePages pages);
  ~ProbeServer();

  // "127.0.0.1:43122".
  const std::string& address() const;

 private:
  struct Parts;
  explicit ProbeServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace goldthread::server
