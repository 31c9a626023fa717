// v1::AdultService over gRPC: alerts and the pictures behind them, and what people do about them,
// taken down as facts.
//
// It reads views and hands facts to the way in; it writes no row itself.
//
// Source: proto/goldthread/v1/adult_service.proto; docs/alerts.md.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/projector/view_source.h"
#include "goldthread/v1/adult_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/alerts/place_seal.h"
#include "services/alerts/seen_alert.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::alerts {

inline constexpr size_t kReasonBytesMax = 500;
// Each holds one of the server's threads.
inline constexpr int kWatchersMax = 16;

class AlertEndpoint final : public v1::AdultService::Service {
 public:
  // Lent, but for `shard`, which names the partnership in answers, and the functions.
  struct Parts {
    const ViewSource& views;   // What is newest.
    const ViewSource& folded;  // What there is, at once: for those who watch.
    const access::Door& door;
    const Clock& clock;
    Publish publish;
    std::string shard;
    PlaceSeal seal;
    // Whether who opened a stream may still be believed; empty: yes.
    std::function<Status(const grpc::ServerContextBase& context)> still_proven{};
  };
  explicit AlertEndpoint(Parts parts) : parts_(std::move(parts)) {}

  // Streams end soon, with kUnavailable "STOPPING".
  void EndStreams() { stopping_ = true; }

  grpc::Status GetAdult(grpc::ServerContext* context, const v1::GetAdultRequest* request,
                        v1::GetAdultResponse* response) override;
  grpc::Status GetChildAdults(grpc::ServerContext* context,
                              const v1::GetChildAdultsRequest* request,
                              v1::GetChildAdultsResponse* response) override;
  grpc::Status GetAlert(grpc::ServerContext* context, const v1::GetAlertRequest* request,
                        v1::GetAlertResponse* response) override;
  grpc::Status ListAlerts(grpc::ServerContext* context, const v1::ListAlertsRequest* request,
                          v1::ListAlertsResponse* response) override;
  grpc::Status WatchAlerts(grpc::ServerContext* context, const v1::WatchAlertsRequest* request,
                           grpc::ServerWriter<v1::WatchAlertsResponse>* writer) override;
  grpc::Status AcknowledgeAlert(grpc::ServerContext* context,
                                const v1::AcknowledgeAlertRequest* request,
                                v1::AcknowledgeAlertResponse* response) override;
  grpc::Status AssessAlert(grpc::ServerContext* context, const v1::AssessAlertRequest* request,
                           v1::AssessAlertResponse* response) override;
  grpc::Status CloseAlert(grpc::ServerContext* context, const v1::CloseAlertRequest* request,
                          v1::CloseAlertResponse* response) override;
  grpc::Status SuppressAlert(grpc::ServerContext* context, const v1::SuppressAlertRequest* request,
                             v1::SuppressAlertResponse* response) override;
  grpc::Status ListUndelivered(grpc::ServerContext* context,
                               const v1::ListUndeliveredRequest* request,
                               v1::ListUndeliveredResponse* response) override;
  grpc::Status RetryDelivery(grpc::ServerContext* context, const v1::RetryDeliveryRequest* request,
                             v1::RetryDeliveryResponse* response) override;

 private:
  template <class Response>
  using Answer = StatusOr<access::Disclosed<Response>>;
  using Snapshot = std::shared_ptr<const ViewSnapshot>;

  template <class Response, class Request>
  Answer<Response> Households(const Request& request, std::string_view action) const;
  Answer<v1::GetAlertResponse> Get(const v1::GetAlertRequest& request) const;
  Answer<v1::ListAlertsResponse> List(const v1::ListAlertsRequest& request) const;
  Status Watch(grpc::ServerContext& context, const v1::WatchAlertsRequest& request,
               grpc::ServerWriter<v1::WatchAlertsResponse>& writer);
  Answer<v1::ListUndeliveredResponse> Undelivered(const v1::ListUndeliveredRequest& request) const;
  Answer<v1::RetryDeliveryResponse> Retry(const v1::RetryDeliveryRequest& request);

  // The decision that a request makes, once the alert is found as the caller saw it: without its id
  // and times. Errors: what it lacks, or that it does not apply.
  using MakeFact = std::function<StatusOr<v1::Event>(const SeenAlert& seen)>;
  template <class Response, class Request>
  Answer<Response> Decide(const Request& request, std::string_view action,
                          const MakeFact& make_fact);

  // Durable, and in the views that are given back.
  struct TakenDown {
    Snapshot views;
    Position next;  // The first after it.
  };
  StatusOr<TakenDown> TakeDown(const v1::Event& event) const;
  Reading ReadingOf(const ViewSnapshot& views, const v1::Caller& caller) const {
    return {views, parts_.door, caller, parts_.clock.Now()};
  }

  const Parts parts_;
  Mutex deciding_;  // One at a time, so that most who come second hear of it in words.
  std::atomic<int> watchers_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace goldthread::alerts
