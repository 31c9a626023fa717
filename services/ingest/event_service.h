// v1::EventService over gRPC: how agencies' systems and connectors reach ingest.
#pragma once

#include "eventstore/base/mutex.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/ingest/ingest.h"

namespace goldthread::ingest {

inline constexpr int kBatchEventsMax = 1'000;
// Each costs a thread. Agencies have a handful of connectors each.
inline constexpr int kStreamsMax = 64;

class EventEndpoint final
    : public v1::EventService::WithCallbackMethod_Publish<v1::EventService::Service> {
 public:
  // Lent.
  explicit EventEndpoint(Ingest& ingest) : ingest_(ingest) {}
  // Waits for the streams to end; shut the server down first.
  ~EventEndpoint() override;

  grpc::Status PublishBatch(grpc::ServerContext* context, const v1::PublishBatchRequest* request,
                            v1::PublishBatchResponse* response) override;

  grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse>* Publish(
      grpc::CallbackServerContext* context) override;

 private:
  StatusOr<v1::PublishBatchResponse> Take(const v1::PublishBatchRequest& request);

  Ingest& ingest_;
  Mutex mutex_;
  Condition stream_ended_;
  int streams_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace goldthread::ingest
