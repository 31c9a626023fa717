// What every gRPC server of ours is bounded by, and how it listens.
//
// Source: design D13; engine-notes.md §11.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "eventstore/base/status.h"

namespace goldthread::server {

// What running calls get when a server goes without being asked to.
inline constexpr std::chrono::milliseconds kDrainAtEnd{200};

void Limit(grpc::ServerBuilder& builder);

struct Listening {
  std::unique_ptr<grpc::Server> server;
  std::string address;  // "127.0.0.1:43121"; empty: only within this process.
};

// With the health service. `listen` empty: nowhere. kUnavailable: the port cannot be had.
StatusOr<Listening> Listen(grpc::ServerBuilder& builder, const std::string& listen,
                           const std::shared_ptr<grpc::ServerCredentials>& credentials);

// Ends what stays open for as long as its caller likes, and waits for it until `deadline`.
using EndStreams = std::function<void(std::chrono::steady_clock::time_point deadline)>;

// Ends open streams first (access/open_calls.h), for at most half of `drain`; then takes no new
// calls, gives running ones the rest, and cancels what still runs.
void DrainServer(grpc::Server& server, std::chrono::milliseconds drain,
                 const EndStreams& end_streams);

}  // namespace goldthread::server
