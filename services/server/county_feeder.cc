#include "services/server/county_feeder.h"

#include <fmt/format.h>

#include <algorithm>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/publisher.h"

namespace goldthread::server {
namespace {

Instant ToInstant(county::Second second) { return Instant(std::chrono::seconds(second)); }

int64_t DayOf(Instant instant) {
  return std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count();
}

}  // namespace

StatusOr<CountySent> SendCounty(const county::CountySize& size, const HubClient& client,
                                const CountyWatch& watch) {
  CountySent sent;
  Publisher publisher(client, [&](int64_t, const v1::Receipt& receipt) {
    ++(receipt.has_accepted() ? sent.accepted : sent.refused);
    if (!receipt.has_accepted()) watch.refused(receipt);
  });
  county::NoTruth nobody_asks;
  county::County county(size, nobody_asks);
  county::Delivery delivery;
  bool flows = true;
  while (flows && county.Next(&delivery)) {
    flows = publisher.Send(++sent.sent, delivery.event());
    if (sent.sent % 1'024 != 0) continue;
    watch.progress(county::DayAt(delivery.delivered) - county.first_day(),
                   county.end() - county.first_day());
  }
  int64_t first_without = 0;
  GT_RETURN_IF_ERROR(publisher.Finish(&first_without));
  return sent;
}

CountyPlay::CountyPlay(const county::CountySize& size, const HubClient& client, ManualClock& clock)
    : county_(size, nobody_asks_), client_(client), clock_(clock) {
  more_ = county_.Next(&next_);
}

Status CountyPlay::Until(Instant end,
                         const std::function<void(int64_t days_done, int64_t days)>& progress) {
  constexpr int kBatch = 500;
  const auto stub = v1::EventService::NewStub(client_.channel());
  while (more_ && ToInstant(next_.delivered) < end) {
    // A day's events come together: at the last one's time.
    const county::DayNumber day = county::DayAt(next_.delivered);
    v1::PublishBatchRequest request;
    while (more_ && county::DayAt(next_.delivered) == day && ToInstant(next_.delivered) < end &&
           request.events_size() < kBatch) {
      clock_.Set(ToInstant(next_.delivered));
      *request.add_events() = next_.event();
      more_ = county_.Next(&next_);
    }
    GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse response,
                        Ask(*stub, &v1::EventService::Stub::PublishBatch, request));
    for (const v1::Receipt& receipt : response.receipts()) {
      if (!receipt.has_accepted()) {
        return Error(Code::kInternal, fmt::format("the hub refuses the county's {}:{}",
                                                  receipt.feed(), receipt.event_id()));
      }
    }
    events_ += request.events_size();
    progress(day - county_.first_day(), DayOf(end) - county_.first_day());
  }
  return OkStatus();
}

}  // namespace goldthread::server
