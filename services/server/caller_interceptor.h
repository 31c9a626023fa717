// Puts the proven caller into every request before any handler sees it, and empties the caller
// of a request whose sender proved nothing: a handler that forgets to ask cannot be fooled, and
// a new method is covered without a line of its own.
//
// Source: experience notes §3.2; docs/access.md.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/client_interceptor.h>
#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <string>

#include "eventstore/base/clock.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/key_file.h"
#include "services/server/hub_access.h"
#include "services/server/roles.h"

namespace goldthread::server {

struct CallerProof {
  const access::KeyFile* keys = nullptr;  // Lent.
  const Clock* clock = nullptr;           // Lent.
  OperatorLog log;
  // Calls come from other roles of the hub, proven by certificates of the roles' own authority: a
  // gateway then says by what certificate it was called itself.
  bool among_roles = false;
};

// What a gateway says that in; one for each name in the certificate.
inline constexpr const char* kCertificateNameKey = "goldthread-certificate-name";

// Who calls, proven by the call's token or, without one, by its certificate. kUnauthenticated:
// the message is for the operator's log, never for the caller.
StatusOr<v1::Caller> ProvenCaller(const grpc::ServerContextBase& context, const CallerProof& proof);

// Whether the other end showed the certificate of this role. For who listens to roles alone.
bool IsOfRole(const grpc::ServerContextBase& context, Role role);

// Whether the call comes from within this process: a command that opened the hub's directory,
// as only its owner can. It may run the hub without a token (purpose OPERATION) and send for any
// feed; to see a person it needs one like everybody.
bool IsOwnersOwn(const grpc::ServerContextBase& context);

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallerInterceptors(
    CallerProof proof);

// For a client: sends the token with every call.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> NewTokenSender(
    std::string token);

}  // namespace goldthread::server
