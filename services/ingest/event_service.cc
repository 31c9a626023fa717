#include "services/ingest/event_service.h"

#include <utility>
#include <vector>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/ingest/publish_stream.h"

namespace goldthread::ingest {
namespace {

class RefusedStream final
    : public grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse> {
 public:
  explicit RefusedStream(const Status& why) { Finish(access::ToGrpc(why)); }
  void OnDone() override { delete this; }
};

}  // namespace

StatusOr<std::string> EventEndpoint::Sender(const grpc::ServerContextBase& context) const {
  return sender_of_ ? sender_of_(context) : std::string();
}

StatusOr<v1::PublishBatchResponse> EventEndpoint::Take(const v1::PublishBatchRequest& request,
                                                       const std::string& agency) {
  if (request.events().empty() || request.events_size() > kBatchEventsMax) {
    return access::BadField("events", "send 1 to 1,000");
  }
  const std::vector<v1::Event> events(request.events().begin(), request.events().end());
  GT_ASSIGN_OR_RETURN(std::vector<v1::Receipt> receipts,
                      ingest_.Publish(events, request.lease(), agency));
  v1::PublishBatchResponse response;
  for (v1::Receipt& receipt : receipts) *response.add_receipts() = std::move(receipt);
  return response;
}

grpc::Status EventEndpoint::PublishBatch(grpc::ServerContext* context,
                                         const v1::PublishBatchRequest* request,
                                         v1::PublishBatchResponse* response) {
  // Receipts tell the sender of its own events and disclose nothing, so no door.
  const StatusOr<std::string> agency = Sender(*context);
  if (!agency.ok()) return access::ToGrpc(agency.status());
  StatusOr<v1::PublishBatchResponse> answer = Take(*request, *agency);
  if (!answer.ok()) return access::ToGrpc(answer.status());
  *response = *std::move(answer);
  return grpc::Status::OK;
}

grpc::ServerBidiReactor<v1::PublishRequest, v1::PublishResponse>* EventEndpoint::Publish(
    grpc::CallbackServerContext* context) {
  const Status proven = Sender(*context).status();
  if (!proven.ok()) return new RefusedStream(proven);
  if (!streams_.Begin(kStreamsMax)) {
    return new RefusedStream(Error(Code::kResourceExhausted,
                                   "TOO_MANY_STREAMS: retry later, or send over fewer streams"));
  }
  return new PublishStream(
      ingest_, [this, context] { return Sender(*context); }, streams_.token(),
      [this] { streams_.End(); });
}

}  // namespace goldthread::ingest
