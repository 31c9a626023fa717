// Those who watch alerts: each stream walks the changes from its own place.
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "services/access/reply.h"
#include "services/alerts/alert_questions.h"
#include "services/alerts/alert_service.h"
#include "services/alerts/changes.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::alerts {
namespace {

constexpr size_t kChangesWatched = 100;
// How long a watcher waits before it looks again; between two looks at its proof.
constexpr std::chrono::milliseconds kPause{10};
constexpr std::chrono::seconds kProofPause{1};

// One of the few streams that are served at once.
class Seat {
 public:
  explicit Seat(std::atomic<int>& taken) : taken_(taken), number_(++taken) {}
  ~Seat() { --taken_; }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  bool free() const { return number_ <= kWatchersMax; }

 private:
  std::atomic<int>& taken_;
  const int number_;
};

bool IsOfOwner(const v1::WatchAlertsRequest& request, const v1::Alert& alert) {
  return request.owner().empty() || request.owner() == alert.owner();
}

}  // namespace

Status AlertEndpoint::Watch(grpc::ServerContext& context, const v1::WatchAlertsRequest& request,
                            grpc::ServerWriter<v1::WatchAlertsResponse>& writer) {
  const access::Look intent = LookAtAlerts("alerts.watch");
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), intent));
  const Seat seat(watchers_);
  if (!seat.free()) {
    return Error(Code::kResourceExhausted, "WATCHED_TOO_MUCH: as many watch as the hub serves");
  }
  Place place = Beginning(DayInLondon(parts_.clock.Now()));
  if (!request.resume().empty()) {
    GT_ASSIGN_OR_RETURN(place, parts_.seal.Open(request.resume()));
  } else if (request.from_now()) {
    GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({0}));
    GT_ASSIGN_OR_RETURN(place, Now(*views, parts_.clock.Now()));
  }
  const std::vector<std::string> rules(request.rules().begin(), request.rules().end());
  auto proven_at = std::chrono::steady_clock::now();
  bool begun = false;
  while (!context.IsCancelled() && !stopping_) {
    const auto now = std::chrono::steady_clock::now();
    if (parts_.still_proven && now - proven_at >= kProofPause) {
      GT_RETURN_IF_ERROR(parts_.still_proven(context));
      proven_at = now;
    }
    GT_ASSIGN_OR_RETURN(const auto views, parts_.folded.At({0}));
    GT_ASSIGN_OR_RETURN(const auto told,
                        ChangesAfter(ReadingOf(*views, request.caller()), place, kChangesWatched));
    for (const Told& each : told) {
      place = each.after;
      if (!each.change.has_value() || !IsOfOwner(request, each.change->alert())) continue;
      if (!IsOfRules(*each.change, rules)) continue;
      v1::WatchAlertsResponse response;
      response.set_resume(parts_.seal.Seal(place));
      *response.mutable_change() = *each.change;
      auto disclosed = parts_.door.Disclose(
          request.caller(), LookAt("alerts.watch", *each.seen, views->NextPosition()),
          std::move(response));
      if (!disclosed.ok()) return disclosed.status();
      if (!writer.Write(disclosed->value())) return OkStatus();
    }
    if (told.empty() && !begun) {
      // Where to go on from, though there was nothing.
      v1::WatchAlertsResponse response;
      response.set_resume(parts_.seal.Seal(place));
      auto disclosed = parts_.door.Disclose(request.caller(), intent, std::move(response));
      if (!disclosed.ok()) return disclosed.status();
      if (!writer.Write(disclosed->value())) return OkStatus();
      begun = true;
    }
    if (told.empty()) std::this_thread::sleep_for(kPause);
  }
  if (!stopping_) return OkStatus();
  return Error(Code::kUnavailable, "STOPPING: the hub stops; go on from the last place");
}

grpc::Status AlertEndpoint::WatchAlerts(grpc::ServerContext* context,
                                        const v1::WatchAlertsRequest* request,
                                        grpc::ServerWriter<v1::WatchAlertsResponse>* writer) {
  return access::ToGrpc(Watch(*context, *request, *writer));
}

}  // namespace goldthread::alerts
