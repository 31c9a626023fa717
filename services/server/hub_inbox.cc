#include "services/server/hub_inbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/ingest/feed_leases.h"
#include "services/server/hub_client.h"

namespace goldthread::server {
namespace {

bool IsLeased(const v1::Receipt& receipt) {
  return std::ranges::any_of(receipt.rejected().violations(), [](const v1::Violation& violation) {
    return violation.rule() == ingest::kFeedLeasedRule;
  });
}

// A sender on gRPC sends again when the import is done; here its records wait in their topic.
Publish WaitingForLeases(Publish publish) {
  return [publish = std::move(publish)](
             std::span<const v1::Event> events) -> StatusOr<std::vector<v1::Receipt>> {
    GT_ASSIGN_OR_RETURN(std::vector<v1::Receipt> receipts, publish(events));
    if (std::ranges::none_of(receipts, IsLeased)) return receipts;
    return Error(Code::kFailedPrecondition, "FEED_LEASED: an import of this feed is under way");
  };
}

}  // namespace

Publish PublishTo(ingest::Ingest& ingest) {
  return [&ingest](std::span<const v1::Event> events) { return ingest.Publish(events); };
}

Publish PublishTo(const std::shared_ptr<grpc::Channel>& ingest) {
  const std::shared_ptr<v1::EventService::Stub> stub = v1::EventService::NewStub(ingest);
  return [stub](std::span<const v1::Event> events) -> StatusOr<std::vector<v1::Receipt>> {
    v1::PublishBatchRequest request;
    for (const v1::Event& event : events) *request.add_events() = event;
    GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse response,
                        Ask(*stub, &v1::EventService::Stub::PublishBatch, request));
    return std::vector<v1::Receipt>(response.receipts().begin(), response.receipts().end());
  };
}

Publish Measured(Publish publish, Metrics& metrics) {
  return [publish = std::move(publish),
          &metrics](std::span<const v1::Event> events) -> StatusOr<std::vector<v1::Receipt>> {
    auto receipts = publish(events);
    if (!receipts.ok()) {
      metrics.InboxTaken("stood", events.size());
      return receipts;
    }
    const auto refused = static_cast<size_t>(std::ranges::count_if(
        *receipts, [](const v1::Receipt& receipt) { return receipt.has_rejected(); }));
    metrics.InboxTaken("refused", refused);
    metrics.InboxTaken("accepted", receipts->size() - refused);
    return receipts;
  };
}

StatusOr<std::unique_ptr<inbox::Inbox>> OpenInbox(const KafkaPlace& place,
                                                  const ingest::Registry& registry, Publish publish,
                                                  OperatorLog log) {
  if (place.inbox.empty()) return nullptr;
  for (const std::string& feed : place.inbox) {
    if (registry.Find(feed).has_value()) continue;
    return Error(Code::kInvalidArgument,
                 fmt::format("BAD_SETTINGS: \"{}\" of inbox in [kafka] is not in the registry; "
                             "enter the feed there, or take it out here",
                             feed));
  }
  return inbox::Inbox::Open({.brokers = place.shard,
                             .replicas = place.terms.replicas,
                             .make_topics = place.make_topic,
                             .group = "goldthread.inbox." + registry.partnership(),
                             .feeds = place.inbox,
                             .publish = WaitingForLeases(std::move(publish)),
                             .tell = std::move(log)});
}

}  // namespace goldthread::server
