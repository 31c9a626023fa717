// The county straight into a hub over gRPC, without files: every event accounted for.
#pragma once

#include <functional>

#include "connectors/county/county.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

// sent = accepted + refused. Which of the accepted were repeats the feed ledger knows.
struct CountySent {
  int64_t sent = 0;
  int64_t accepted = 0;
  int64_t refused = 0;
};

struct CountyWatch {
  std::function<void(const v1::Receipt&)> refused;  // Of each refusal. On another thread.
  std::function<void(int64_t days_done, int64_t days)> progress;
  // Once all is sent, of what is answered later.
  std::function<void(int64_t answered, int64_t sent)> answered{};
};

// As fast as the hub takes them; memory as County.
// Errors: as EventService.Publish; send the county again, repeats are harmless.
StatusOr<CountySent> SendCounty(const county::CountySize& size, const HubClient& client,
                                const CountyWatch& watch);

// Plays a county into a hub at the county's own time: each event comes when it would have come.
class CountyPlay {
 public:
  // `client` and `clock` are lent; the hub runs by `clock`.
  CountyPlay(const county::CountySize& size, const HubClient& client, ManualClock& clock);

  // What came before `end`; the clock stands at the last of it.
  // Errors: as EventService.PublishBatch, and kInternal when the hub refuses an event.
  Status Until(Instant end, const std::function<void(int64_t days_done, int64_t days)>& progress);

  int64_t events() const { return events_; }
  const county::County& county() const { return county_; }

 private:
  county::NoTruth nobody_asks_;
  county::County county_;
  const HubClient& client_;
  ManualClock& clock_;
  county::Delivery next_;
  bool more_ = true;
  int64_t events_ = 0;
};

}  // namespace goldthread::server
