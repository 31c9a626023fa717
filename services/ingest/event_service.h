// v1::EventService over gRPC: how agencies' systems and connectors reach ingest.
#pragma once

#include <grpcpp/server_context.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/open_calls.h"
#include "services/ingest/ingest.h"

namespace goldthread::ingest {

inline constexpr int kBatchEventsMax = 1'000;
// Each costs a thread. Agencies have a handful of connectors each.
inline constexpr int kStreamsMax = 64;

// The agency that sends, proven now; empty: the hub's owner, who may send for all.
// kUnauthenticated: nobody is proven. Threads: any.
using SenderOf = std::function<StatusOr<std::string>(const grpc::ServerContextBase& context)>;

class EventEndpoint final
    : public v1::EventService::WithCallbackMethod_Publish<v1::EventService::Service> {
 public:
  // Lent. `sender_of` may be empty: then anybody may send for all.
  explicit EventEndpoint(Ingest& ingest, SenderOf sender_of = {})
      : ingest_(ingest), sender_of_(std::move(sender_of)) {}
  // Waits for the streams to end; shut the server down first.
  ~EventEndpoint() override { streams_.Wait(); }

  // Open streams give the receipts they owe, and end; new ones likewise. Waits for them until
  // `deadline`. Threads: any.
  void EndStreams(std::chrono::steady_clock::time_point deadline) { streams_.EndAll(deadline); }

  grpc::Status PublishBatch(grpc::ServerContext* context, const v1::PublishBatchRequest* request,
                            v1::PublishBatchResponse* response) override;

  grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse>* Publish(
      grpc::CallbackServerContext* context) override;

 private:
  StatusOr<std::string> Sender(const grpc::ServerContextBase& context) const;
  StatusOr<v1::PublishBatchResponse> Take(const v1::PublishBatchRequest& request,
                                          const std::string& agency);

  Ingest& ingest_;
  const SenderOf sender_of_;
  access::OpenCalls streams_;
};

}  // namespace goldthread::ingest
