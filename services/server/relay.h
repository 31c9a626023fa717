// Hands calls on, byte for byte, to the role that answers them: what a gateway does.
//
// Only methods of the services that agencies may call; the roles' own are not to be had here. A
// call keeps its deadline, or is given one; its token goes with it, and the names in the caller's
// certificate, which the gateway has seen and the others have not.
//
// Source: docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <memory>
#include <string>

#include "services/access/open_calls.h"
#include "services/server/metrics.h"

namespace goldthread::server {

// Each holds a message or two; beyond it the caller is told RESOURCE_EXHAUSTED.
inline constexpr int kRelayedMax = 1'024;

class Relay final : public grpc::CallbackGenericService {
 public:
  // `metrics` is lent.
  Relay(const std::shared_ptr<grpc::Channel>& ingest, const std::shared_ptr<grpc::Channel>& query,
        Metrics& metrics)
      : ingest_(ingest), query_(query), metrics_(metrics) {}
  // Waits for the calls to end; shut the server down first.
  ~Relay() override { calls_.Wait(); }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  // Streams that their callers keep open end, with what they still have to hear. Waits for them
  // until `deadline`. Threads: any.
  void EndStreams(std::chrono::steady_clock::time_point deadline) { streams_.EndAll(deadline); }

 private:
  // Null: nobody's.
  grpc::GenericStub* Answerer(const std::string& method);

  grpc::GenericStub ingest_;
  grpc::GenericStub query_;
  Metrics& metrics_;
  access::OpenCalls calls_;
  access::OpenCalls streams_;  // Those of them that their callers keep open.
};

// The services whose calls `query` answers.
inline constexpr const char* kAnsweredByQuery[] = {
    "goldthread.v1.ChronologyService", "goldthread.v1.FeedService",
    "goldthread.v1.IdentityService",   "goldthread.v1.QuarantineService",
    "goldthread.v1.OperationsService", "goldthread.v1.AuditService",
    "goldthread.v1.AccessService",     "goldthread.v1.MatchingService",
    "goldthread.v1.SearchService",     "goldthread.v1.AdultService"};

}  // namespace goldthread::server
