// The role `gateway`: the address that agencies call. It ends their TLS, and hands their calls on
// to those of `ingest` and `query` that are well.
//
// It keeps nothing and knows nothing: who may see what is decided behind it, from the caller's own
// token.
//
// Threads: gRPC's; the pages for probes have their own. Watching and shutting down is the owner's.
//
// Source: design D12, D13; docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "services/server/hub_access.h"

namespace goldthread::server {

class Gateway {
 public:
  // `access` names in [roles] who is behind it; its [tls] is what callers see.
  //
  // Errors:
  //   kInvalidArgument     the address, or what the settings' files hold
  //   kFailedPrecondition  "ROLES_INCOMPLETE", "NOT_FOR_PRODUCTION": what the settings lack
  //   kUnavailable         a file cannot be read, or the port not be had
  static StatusOr<std::unique_ptr<Gateway>> Open(const HubAccess& access,
                                                 const std::string& listen);
  ~Gateway();

  const std::string& address() const;
  // Of metrics and probes; empty when they are served nowhere.
  const std::string& metrics_address() const;

  // OK while anybody behind it can be asked. Tells the health service, each service by name. Every
  // second or so. Threads: one.
  Status RefreshHealth();

  // As Hub::Shutdown.
  void Shutdown(std::chrono::milliseconds drain);

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace goldthread::server
