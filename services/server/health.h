// What the health service says: whether a hub can answer questions, so that those who spread
// calls over hubs send it none while it cannot.
//
// Views that stand still or are being rebuilt still answer, and say what they are true for: then
// it serves. Without views, or without an audit (design D10), nothing can be shown: then it does
// not.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include <atomic>
#include <functional>
#include <utility>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/view_source.h"

namespace goldthread::server {

// Remembers whether the log behind it took what it was last given.
class WatchedAppender final : public EventAppender {
 public:
  // Told why when the log stops taking, and OK when it takes again; not each time between.
  using OnChange = std::function<void(const Status&)>;
  explicit WatchedAppender(EventAppender& log, OnChange on_change = {})
      : log_(log), on_change_(std::move(on_change)) {}
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;
  // False after an append that failed for no fault of its batch.
  bool works() const { return works_; }

 private:
  EventAppender& log_;
  const OnChange on_change_;
  std::atomic<bool> works_ = true;
};

class Health {
 public:
  // All lent. `try_audit` appends something to the audit: who is sent no questions would
  // otherwise never find out that it works again.
  Health(grpc::HealthCheckServiceInterface& board, const ViewSource& views,
         const WatchedAppender& audit, std::function<Status()> try_audit);

  // Looks, and says it on the board. Every second or so. Threads: one.
  void Refresh();

 private:
  bool Answers() const;

  grpc::HealthCheckServiceInterface& board_;
  const ViewSource& views_;
  const WatchedAppender& audit_;
  const std::function<Status()> try_audit_;
};

}  // namespace goldthread::server
