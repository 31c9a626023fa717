#include "services/server/gateway.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <grpcpp/health_check_service_interface.h>

#include <atomic>
#include <vector>

#include "services/server/grpc_server.h"
#include "services/server/listen_address.h"
#include "services/server/metrics.h"
#include "services/server/probe_server.h"
#include "services/server/relay.h"
#include "services/server/role_connection.h"
#include "services/server/role_problems.h"

namespace goldthread::server {
namespace {

// What changes nothing, and so may be asked again where nobody answered. A look that was answered
// twice is audited twice.
const std::vector<std::string>& RepeatableQuestions() {
  static const auto* const questions =
      new std::vector<std::string>{"goldthread.v1.ChronologyService",
                                   "goldthread.v1.IdentityService", "goldthread.v1.AuditService"};
  return *questions;
}

// Events too: an id that comes again is a repeat, and has one receipt like the first.
const std::vector<std::string>& RepeatableEvents() {
  static const auto* const events = new std::vector<std::string>{kEventService};
  return *events;
}

bool IsWell(grpc::Channel& channel) { return channel.GetState(true) == GRPC_CHANNEL_READY; }

Status CheckGateway(const HubAccess& access, const std::string& listen) {
  const bool loopback = IsLoopbackAddress(listen);
  std::vector<std::string> problems = RoleProblems({Role::kGateway}, access, loopback);
  if (!problems.empty()) {
    return Error(
        Code::kFailedPrecondition,
        fmt::format("ROLES_INCOMPLETE: these settings do not do: {}", fmt::join(problems, "; ")));
  }
  if (!access.production) return CheckListenAddress(listen);
  if (!loopback && (access.tls_certificate.empty() || access.tls_client_ca.empty())) {
    return Error(Code::kFailedPrecondition,
                 "NOT_FOR_PRODUCTION: agencies would call it over a network without TLS, or "
                 "anybody could. Add [tls] with certificate, key and client_ca");
  }
  return CheckAddress(listen);
}

}  // namespace

// In the order they depend on each other; destroyed in reverse, the server first.
struct Gateway::Parts {
  Metrics metrics{GT_VERSION};
  std::shared_ptr<grpc::Channel> ingest;
  std::shared_ptr<grpc::Channel> query;
  std::unique_ptr<Relay> relay;
  Listening listening;
  std::atomic<bool> stopping = false;
  std::unique_ptr<ProbeServer> probes;

  Status Ready() const {
    if (stopping) return Error(Code::kUnavailable, "stopping");
    if (IsWell(*ingest) || IsWell(*query)) return OkStatus();
    return Error(Code::kUnavailable, "neither ingest nor query answers");
  }
};

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() { Shutdown(kDrainAtEnd); }

StatusOr<std::unique_ptr<Gateway>> Gateway::Open(const HubAccess& access,
                                                 const std::string& listen) {
  GT_RETURN_IF_ERROR(CheckGateway(access, listen));
  GT_RETURN_IF_ERROR(ProbePort(listen));
  GT_ASSIGN_OR_RETURN(const RoleCertificate own, LoadCertificate(*access.roles));
  GT_ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(access));
  auto parts = std::make_unique<Parts>();
  parts->ingest =
      ChannelTo({Role::kIngest, access.roles->ingest, kEventService}, own, RepeatableEvents());
  parts->query = ChannelTo({Role::kQuery, access.roles->query, kAnsweredByQuery[0]}, own,
                           RepeatableQuestions());
  parts->relay = std::make_unique<Relay>(parts->ingest, parts->query, parts->metrics);
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(parts->relay.get());
  GT_ASSIGN_OR_RETURN(parts->listening, Listen(builder, listen, credentials));
  if (!access.metrics.empty()) {
    const auto text = [own_parts = parts.get()] {
      Standing standing;
      standing.ready = own_parts->Ready().ok();
      return own_parts->metrics.Text(standing);
    };
    ProbePages pages{text, [own_parts = parts.get()] { return own_parts->Ready(); }};
    pages.beyond_loopback = access.production;
    GT_ASSIGN_OR_RETURN(parts->probes, ProbeServer::Open(access.metrics, std::move(pages)));
  }
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(parts)));
  (void)gateway->RefreshHealth();
  return gateway;
}

const std::string& Gateway::address() const { return parts_->listening.address; }
const std::string& Gateway::metrics_address() const {
  static const std::string* const nowhere = new std::string;
  return parts_->probes != nullptr ? parts_->probes->address() : *nowhere;
}

Status Gateway::RefreshHealth() {
  grpc::HealthCheckServiceInterface& board = *parts_->listening.server->GetHealthCheckService();
  board.SetServingStatus(kEventService, IsWell(*parts_->ingest));
  for (const char* service : kAnsweredByQuery) {
    board.SetServingStatus(service, IsWell(*parts_->query));
  }
  const Status ready = parts_->Ready();
  board.SetServingStatus("", ready.ok());
  return ready;
}

void Gateway::Shutdown(std::chrono::milliseconds drain) {
  parts_->stopping = true;
  DrainServer(*parts_->listening.server, drain,
              [this](std::chrono::steady_clock::time_point deadline) {
                parts_->relay->EndStreams(deadline);
              });
}

}  // namespace goldthread::server
