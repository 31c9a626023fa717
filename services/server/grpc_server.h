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

// Takes no new calls, gives running ones `drain`, then cancels them. Halfway calls `end_streams`:
// what stays open for as long as its caller likes then ends as it should.
void DrainServer(grpc::Server& server, std::chrono::milliseconds drain,
                 const std::function<void()>& end_streams);

}  // namespace goldthread::server
