// How roles reach each other: over TLS in which both show their certificates, or in clear where
// the settings name none, on one machine.
//
// Source: design D13; docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "services/server/role_settings.h"
#include "services/server/roles.h"

namespace goldthread::server {

// What roles offer each other, as the health service names it.
inline constexpr const char* kEventService = "goldthread.v1.EventService";
inline constexpr const char* kLeaseService = "goldthread.v1.LeaseService";
inline constexpr const char* kViewService = "goldthread.v1.ViewService";

// The settings' files as they were read.
struct RoleCertificate {
  std::string certificate;
  std::string key;
  std::string authority;  // Empty, like the others: no TLS.
};
// kUnavailable: cannot be read; kInvalidArgument "BAD_SETTINGS": holds no such thing.
StatusOr<RoleCertificate> LoadCertificate(const RolePlaces& places);

// For who listens as `called`: nobody is heard whose certificate is of another authority or of a
// role that has no business here.
std::shared_ptr<grpc::ServerCredentials> CredentialsFor(const RoleCertificate& own,
                                                        const Roles& called);

// The names an authority vouches for in the certificate of the other end; none: it showed none.
std::vector<std::string> NamesOf(const grpc::AuthContext& connection);

struct Destination {
  Role role;
  std::string addresses;       // "HOST:PORT", all the addresses of one name; or "IP:PORT,IP:PORT".
  std::string health_service;  // Who does not report this service as serving is asked nothing.
};

// Spreads calls over those at `to` that are well; a callee is known by its role's certificate,
// whatever its address. Calls of `retried` services, which change nothing, are sent again where
// nobody answered, within a budget: when more than a tenth fail, no more than that are repeated.
std::shared_ptr<grpc::Channel> ChannelTo(const Destination& to, const RoleCertificate& own,
                                         const std::vector<std::string>& retried = {});

// "ipv4:…" or "dns:///…", as gRPC reads it.
std::string TargetOf(const std::string& addresses);

}  // namespace goldthread::server
