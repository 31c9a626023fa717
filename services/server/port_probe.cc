#include "services/server/port_probe.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

namespace goldthread::server {
namespace {

bool Binds(const addrinfo& address) {
  const int probe = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (probe < 0) return true;  // No such family here: gRPC passes it over too.
  const int on = 1;            // A port still closing down counts as free, as gRPC takes it.
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool bound = bind(probe, address.ai_addr, address.ai_addrlen) == 0 && listen(probe, 1) == 0;
  close(probe);
  return bound;
}

}  // namespace

Status CheckPortIsFree(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return OkStatus();
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (Binds(*at)) continue;
    return Error(Code::kUnavailable,
                 fmt::format("cannot listen on {}:{}: another program may have the port. Choose "
                             "another, or port 0 for any free one.",
                             host, port));
  }
  return OkStatus();
}

}  // namespace goldthread::server
