#include "services/server/hub.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>

#include "services/server/hub_parts.h"
#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

// More in quarantine than this counts as this many.
constexpr size_t kQuarantineCountedMax = 10'000;

// A look by the hub itself, at nobody: whether the audit takes it.
Status TryAudit(const access::Door& door) {
  v1::Caller caller;
  caller.set_agency("hub");
  caller.set_user("health");
  caller.set_role("operator");
  caller.set_purpose(v1::PURPOSE_OPERATION);
  access::Look look;
  look.action = "operations.health";
  return door.Disclose(caller, look, true).status();
}

}  // namespace

StatusOr<BackupContents> Hub::Parts::BackUp(const std::string& directory) {
  if (data_dir.empty()) {
    return Error(Code::kFailedPrecondition, "a hub in memory has nothing to back up");
  }
  if (log == nullptr || log->embedded() == nullptr) {
    return Error(Code::kFailedPrecondition,
                 "the log is on Kafka: its brokers keep its copies, and are what to back up");
  }
  BackupContents contents;
  contents.partnership = registry->partnership();
  contents.made_at = clock->Now();
  return WriteBackup({*log->embedded(), *audit, *views, data_dir}, directory, contents);
}

Status Hub::Parts::WhyViewsStand() const {
  if (views != nullptr) return views->Health();
  return replicas.has_value() ? replicas->Health() : OkStatus();
}

Status Hub::Parts::Ready() const {
  if (stopping) return Error(Code::kUnavailable, "stopping");
  if (watched_audit.has_value() && !watched_audit->works()) {
    return Error(Code::kUnavailable, "the audit takes no looks");
  }
  if (views != nullptr) GT_RETURN_IF_ERROR(views->At({0}).status());
  // A replica that has just begun is behind, and another may be asked.
  if (freshness.has_value() && !freshness->Now().age.has_value()) {
    return Error(Code::kUnavailable, "the views do not hold all of the log yet");
  }
  // Of replicas one must be fresh enough to be asked, as health has it.
  return replicas.has_value() ? replicas->At({0}).status() : OkStatus();
}

Standing Hub::Parts::StandingNow() {
  Standing now;
  now.ready = Ready().ok();
  if (!log_end) return now;
  if (const auto end = log_end(); end.ok()) now.log_end = end->value;
  if (views == nullptr && !replicas.has_value()) return now;
  const auto snapshot = ViewsToAsk().At({0});
  now.views_follow = WhyViewsStand().ok();
  if (!snapshot.ok()) return now;
  now.views = (*snapshot)->NextPosition().value;
  const auto quarantined = goldthread::ListQuarantined(**snapshot, {0}, kQuarantineCountedMax);
  if (quarantined.ok()) now.quarantined = static_cast<int64_t>(quarantined->size());
  return now;
}

Status Hub::Parts::Serve(const std::string& listen) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  if (roles.Has(Role::kIngest)) OfferIngest(builder);
  if (roles.Has(Role::kProjector)) OfferViews(builder);
  if (roles.Has(Role::kQuery)) GT_RETURN_IF_ERROR(OfferAnswers(builder));
  builder.experimental().SetInterceptorCreators(Interceptors());
  auto credentials = CredentialsFor(certificate, roles);
  if (roles.IsWhole()) {
    GT_ASSIGN_OR_RETURN(credentials, CredentialsOf(access));
  }
  GT_ASSIGN_OR_RETURN(Listening listening, Listen(builder, listen, credentials));
  server = std::move(listening.server);
  address = std::move(listening.address);
  grpc::HealthCheckServiceInterface& board = *server->GetHealthCheckService();
  if (roles.Has(Role::kQuery)) {
    health.emplace(board, ViewsToAsk(), *watched_audit, [this] { return TryAudit(*door); });
  }
  // Takes facts for as long as it runs; a full disk is said in its receipts.
  if (events.has_value()) board.SetServingStatus(kEventService, true);
  if (lent_leases.has_value()) board.SetServingStatus(kLeaseService, true);
  if (rows.has_value()) board.SetServingStatus(kViewService, true);
  if (freshness.has_value()) freshness->Refresh();
  if (access.metrics.empty()) return OkStatus();
  ProbePages pages{[this] { return metrics.Text(StandingNow()); }, [this] { return Ready(); }};
  pages.beyond_loopback = access.production && !roles.IsWhole();
  GT_ASSIGN_OR_RETURN(probes, ProbeServer::Open(access.metrics, std::move(pages)));
  return OkStatus();
}

Hub::Hub(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Hub::~Hub() { Shutdown(kDrainAtEnd); }

StatusOr<std::unique_ptr<Hub>> Hub::Open(const HubConfig& config) {
  auto parts = std::make_unique<Parts>();
  GT_RETURN_IF_ERROR(parts->PrepareAccess(config));
  if (!config.listen.empty()) {
    GT_RETURN_IF_ERROR(parts->access.production ? CheckAddress(config.listen)
                                                : CheckListenAddress(config.listen));
    GT_RETURN_IF_ERROR(ProbePort(config.listen));
  }
  FilesMade made;
  if (const Status opened = parts->OpenStores(config, made); !opened.ok()) {
    made.TakeAway();
    return opened;
  }
  GT_RETURN_IF_ERROR(parts->Serve(config.listen));
  GT_RETURN_IF_ERROR(parts->Connect());
  GT_RETURN_IF_ERROR(parts->Notify());
  GT_RETURN_IF_ERROR(parts->TakePartInDirectory());
  return std::unique_ptr<Hub>(new Hub(std::move(parts)));
}

std::shared_ptr<grpc::Channel> Hub::Channel(const std::string& token) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kClientReceiveBytesMax);
  if (token.empty()) return parts_->server->InProcessChannel(arguments);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> senders;
  senders.push_back(NewTokenSender(token));
  return parts_->server->experimental().InProcessChannelWithInterceptors(arguments,
                                                                         std::move(senders));
}

const std::string& Hub::address() const { return parts_->address; }
const std::string& Hub::metrics_address() const {
  static const std::string* const nowhere = new std::string;
  return parts_->probes != nullptr ? parts_->probes->address() : *nowhere;
}
const std::string& Hub::partnership() const { return parts_->registry->partnership(); }
const std::string& Hub::registry_file() const { return parts_->registry_file; }

Status Hub::ReadRegistryAgain() {
  GT_ASSIGN_OR_RETURN(ingest::Registry registry, ReadRegistry({parts_->registry_file}));
  return parts_->registry->Replace(std::move(registry));
}

Status Hub::WhyViewsStand() const { return parts_->WhyViewsStand(); }

void Hub::RefreshHealth() {
  if (parts_->health.has_value()) parts_->health->Refresh();
  if (parts_->freshness.has_value()) parts_->freshness->Refresh();
}

void Hub::Shutdown(std::chrono::milliseconds drain) {
  parts_->stopping = true;
  parts_->inbox.reset();
  parts_->notify.reset();
  parts_->directory.reset();
  if (parts_->alerts.has_value()) parts_->alerts->EndStreams();
  DrainServer(*parts_->server, drain, [this](std::chrono::steady_clock::time_point deadline) {
    if (parts_->events.has_value()) parts_->events->EndStreams(deadline);
  });
}

}  // namespace goldthread::server
