// The hub in one object: log, views, folds, services and the gRPC server that offers them; or those
// of its parts that some roles need, where roles are processes. The one place that chooses
// implementations.
//
// Threads: gRPC's workers (bounded) run the handlers, which block, and what they
// are asked to rebuild or verify; each Publish stream has one (ingest/publish_stream.h); one
// projector belongs to LiveViews; the pages for probes have their own (probe_server.h); RocksDB
// has its own. Watching and shutting down is the owner's thread. docs/architecture.md has the
// table.
//
// Source: design §1, D12, D13.
#pragma once

#include <grpcpp/channel.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/projector/live_views.h"
#include "services/server/hub_access.h"
#include "services/server/roles.h"

namespace goldthread::server {

struct HubConfig {
  std::string data_dir{};        // Empty: in memory, gone with the hub.
  std::string registry_file{};   // Empty: registry.toml in data_dir, or the default registry.
  std::string listen{};          // "127.0.0.1:7790", port 0 for any free one; empty: no port.
  const Clock* clock = nullptr;  // Lent; none: the system's.
  std::function<void(const RebuildProgress&)> progress{};  // While views are built; may be empty.
  std::optional<HubAccess> access{};  // None: as the directory says (HubAccessOf).
  OperatorLog log{};                  // May be empty.
  Roles roles = Roles::Whole();       // Which of its parts run here. No gateway: gateway.h.
};

// A chronology page of large events may be long; bounded all the same.
inline constexpr int kClientReceiveBytesMax = 256 * 1024 * 1024;

class Hub {
 public:
  // Opens or creates the directory, builds the views if need be, starts serving.
  //
  // Errors:
  //   kInvalidArgument     the address, or the registry (its line is named)
  //   kFailedPrecondition  "ROLES_INCOMPLETE": what these roles lack; another process has the
  //   directory, or its registry is missing; or
  //                        "NOT_FOR_PRODUCTION": all that its settings lack, each with a remedy
  //   kUnavailable         the directory or port cannot be had
  //   others               from log and views
  static StatusOr<std::unique_ptr<Hub>> Open(const HubConfig& config);
  ~Hub();

  // A way in without a network. No call on it after Shutdown: gRPC as packaged crashes there.
  // `token`: sent with every call; empty: none.
  std::shared_ptr<grpc::Channel> Channel(const std::string& token = {});

  // "127.0.0.1:43121"; empty when not listening.
  const std::string& address() const;
  // Of metrics and probes; empty when they are served nowhere.
  const std::string& metrics_address() const;
  const std::string& partnership() const;
  // Where the registry was read; empty for the default one.
  const std::string& registry_file() const;

  // Agencies and feeds are from now on as the file says; batches that are being taken end by the
  // old one. On an error nothing has changed: as Open, and kFailedPrecondition
  // "OTHER_PARTNERSHIP". Threads: any.
  Status ReadRegistryAgain();

  // OK while the views follow the log. When not, they still answer.
  Status WhyViewsStand() const;
  // Tells those who ask the health service whether questions can be answered now (health.h).
  // Every second or so. Threads: one.
  void RefreshHealth();

  // Tells the health service's clients and ends open streams, refuses new calls, gives running ones
  // until `drain`, then cancels them. Safe to repeat.
  void Shutdown(std::chrono::milliseconds drain);

 private:
  struct Parts;
  explicit Hub(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace goldthread::server
