#include "services/server/listen_address.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

#include "services/server/port_probe.h"

namespace goldthread::server {
namespace {

struct HostPort {
  std::string_view host;
  std::string_view port;
};

std::optional<HostPort> Split(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == address.npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  const HostPort parts{address.substr(0, colon), address.substr(colon + 1)};
  uint16_t port = 0;  // Refuses what is above 65535 too.
  const char* const end = parts.port.data() + parts.port.size();
  const auto [read_to, error] = std::from_chars(parts.port.data(), end, port);
  if (error != std::errc() || read_to != end) return std::nullopt;
  return parts;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
}

}  // namespace

Status CheckAddress(std::string_view address) {
  if (Split(address).has_value()) return OkStatus();
  return Error(Code::kInvalidArgument,
               fmt::format("\"{}\" is not HOST:PORT; write for example 127.0.0.1:7790", address));
}

Status CheckListenAddress(std::string_view address) {
  GT_RETURN_IF_ERROR(CheckAddress(address));
  const HostPort parts = *Split(address);
  if (IsLoopback(parts.host)) return OkStatus();
  return Error(
      Code::kInvalidArgument,
      fmt::format("refusing to listen on {0}: only a hub in production mode, with TLS, may face a "
                  "network (docs/operations.md). Listen on 127.0.0.1:{1}, and reach it through a "
                  "maintained proxy or an SSH tunnel.",
                  parts.host, parts.port));
}

bool IsLoopbackAddress(std::string_view address) {
  const std::optional<HostPort> parts = Split(address);
  return parts.has_value() && IsLoopback(parts->host);
}

std::string_view HostOf(std::string_view address) {
  const std::optional<HostPort> parts = Split(address);
  return parts.has_value() ? parts->host : std::string_view();
}

Status ProbePort(std::string_view address) {
  const HostPort parts = *Split(address);
  std::string_view host = parts.host;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return CheckPortIsFree(std::string(host), std::string(parts.port));
}

}  // namespace goldthread::server
