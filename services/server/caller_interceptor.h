// Puts the proven caller into every request before any handler sees it, and empties the caller
// of a request whose sender proved nothing: a handler that forgets to ask cannot be fooled, and
// a new method is covered without a line of its own.
//
// Source: experience notes §3.2; docs/access.md.
#pragma once

#include <grpcpp/support/client_interceptor.h>
#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <string>

#include "eventstore/base/clock.h"
#include "services/access/key_file.h"
#include "services/server/hub_access.h"

namespace goldthread::server {

struct CallerProof {
  const access::KeyFile* keys = nullptr;  // Lent.
  const Clock* clock = nullptr;           // Lent.
  OperatorLog log;
};

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallerInterceptors(
    CallerProof proof);

// For a client: sends the token with every call.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> NewTokenSender(
    std::string token);

}  // namespace goldthread::server
