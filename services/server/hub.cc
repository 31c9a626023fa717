#include "services/server/hub.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <optional>

#include "goldthread/v1/record.pb.h"
#include "services/access/chained_log.h"
#include "services/access/disclosed.h"
#include "services/access/policy.h"
#include "services/chronology/chronology_fold.h"
#include "services/chronology/chronology_service.h"
#include "services/feeds/feed_ledger.h"
#include "services/feeds/feed_service.h"
#include "services/identity/identity_fold.h"
#include "services/ingest/event_service.h"
#include "services/ingest/ingest.h"
#include "services/server/access_endpoint.h"
#include "services/server/audit_endpoint.h"
#include "services/server/backup.h"
#include "services/server/caller_interceptor.h"
#include "services/server/data_directory.h"
#include "services/server/health.h"
#include "services/server/hub_inbox.h"
#include "services/server/hub_log.h"
#include "services/server/identity_endpoint.h"
#include "services/server/listen_address.h"
#include "services/server/metrics.h"
#include "services/server/newest_views.h"
#include "services/server/operations_endpoint.h"
#include "services/server/probe_server.h"
#include "services/server/quarantine_endpoint.h"

namespace goldthread::server {
namespace {

// Handlers block, so threads are the bound on calls at once; beyond it gRPC refuses with
// RESOURCE_EXHAUSTED, which is the back-pressure we want.
constexpr int kServerThreads = 64;
constexpr int kReceiveBytesMax = 4 * 1024 * 1024;
constexpr int kMetadataBytesMax = 16 * 1024;
constexpr int kStreamsMax = 100;  // Of one connection.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kPingIntervalMinMs = 10'000;
constexpr int kPingStrikesMax = 3;
constexpr std::chrono::milliseconds kDrainAtEnd{200};
// More in quarantine than this counts as this many.
constexpr size_t kQuarantinedMax = 10'000;

std::string FolderOf(const std::string& data_dir, std::string_view name) {
  return data_dir.empty() ? "" : fmt::format("{}/{}", data_dir, name);
}

// When the last record was received; the epoch for an empty log or one whose end cannot be
// read, which the views report.
Instant LastReceived(const HubLog& log) {
  const auto reader = log.NewReader();
  const StatusOr<Position> end = reader->End();
  LogBatch batch;
  v1::RecordHeader header;
  if (!end.ok() || *end == Position{0} ||
      !reader->Read({end->value - 1}, 1, std::chrono::milliseconds(0), &batch).ok() ||
      batch.empty() ||
      !header.ParseFromArray(batch.records()[0].header.data(),
                             static_cast<int>(batch.records()[0].header.size()))) {
    return {};
  }
  return Instant(std::chrono::microseconds(header.received_at_us()));
}

void Limit(grpc::ServerBuilder& builder) {
  grpc::ResourceQuota quota("hub");
  quota.SetMaxThreads(kServerThreads);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsMax);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingIntervalMinMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kPingStrikesMax);
  // Two hubs on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

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

// In the order they depend on each other; destroyed in reverse, the server first.
struct Hub::Parts {
  SystemClock system_clock;
  const Clock* clock = nullptr;
  std::string registry_file;
  HubAccess access;
  LoadedAccess loaded;
  OperatorLog operator_log;
  std::optional<ingest::Registry> registry;
  std::string data_dir;
  Metrics metrics{GT_VERSION};
  std::unique_ptr<HubLog> log;
  std::optional<MeasuredLog> measured_log;
  std::unique_ptr<EmbeddedLog> audit;
  std::unique_ptr<EventReader> audit_reader;  // The chain's own.
  std::optional<access::ChainedLog> audit_chain;
  std::optional<MeasuredAudit> measured_audit;
  feeds::FeedLedger feed_ledger;
  identity::IdentityFold identity;
  chronology::ChronologyFold chronology;
  std::unique_ptr<LiveViews> views;
  std::optional<WatchedAppender> watched_audit;
  std::optional<access::Door> door;
  std::optional<ingest::Ingest> ingest;
  std::optional<ingest::EventEndpoint> events;
  std::unique_ptr<inbox::Inbox> inbox;  // Of a log on Kafka, where agencies send over it too.
  std::optional<NewestViews> newest_views;
  std::optional<feeds::FeedEndpoint> feeds;
  std::optional<chronology::ChronologyEndpoint> chronologies;
  std::optional<OperationsEndpoint> operations;
  std::optional<QuarantineEndpoint> quarantine;
  std::optional<IdentityEndpoint> identities;
  std::optional<AuditEndpoint> looks;
  std::optional<AccessEndpoint> accesses;
  std::string address;
  std::unique_ptr<grpc::Server> server;
  std::optional<Health> health;
  std::atomic<bool> stopping = false;
  std::unique_ptr<ProbeServer> probes;

  Status PrepareAccess(const HubConfig& config);
  Status OpenDoor();
  void NoteAudit();
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
  Interceptors();
  ingest::SenderOf Senders() const;
  Status OpenStores(const HubConfig& config, FilesMade& made);
  StatusOr<BackupContents> BackUp(const std::string& directory);
  // OK while questions can be answered.
  Status Ready() const;
  Standing StandingNow() const;
  Status Serve(const std::string& listen);
};

Status Hub::Parts::PrepareAccess(const HubConfig& config) {
  operator_log = config.log;
  if (config.access.has_value()) {
    access = *config.access;
  } else {
    GT_ASSIGN_OR_RETURN(access, HubAccessOf(config.data_dir));
  }
  GT_ASSIGN_OR_RETURN(loaded, LoadAccess(access));
  if (!access.production) return OkStatus();
  const bool loopback = config.listen.empty() || IsLoopbackAddress(config.listen);
  auto problems =
      ProductionProblems(access, loopback, loaded.keys.has_value() ? &*loaded.keys : nullptr);
  if (config.data_dir.empty()) {
    problems.emplace_back("everything would be in memory, gone at the end. Name a place: --data");
  }
  if (problems.empty()) return OkStatus();
  return Error(Code::kFailedPrecondition,
               fmt::format("NOT_FOR_PRODUCTION: not for production yet:\n  - {}",
                           fmt::join(problems, "\n  - ")));
}

Status Hub::Parts::OpenDoor() {
  audit_reader = audit->NewReader();
  audit_chain.emplace(*audit, *audit_reader);
  measured_audit.emplace(*audit_chain, metrics);
  watched_audit.emplace(*measured_audit);
  access::DoorTerms terms;
  terms.policy = &loaded.policy();
  terms.owner = [this](std::string_view feed) {
    const std::optional<ingest::FeedEntry> entry = registry->Find(feed);
    return entry.has_value() ? entry->agency : std::string();
  };
  door.emplace(*watched_audit, *clock, std::move(terms));
  const Status restored = door->RestoreGrants(*audit_reader);
  if (restored.ok()) NoteAudit();
  if (restored.code() != Code::kDataLoss) return restored;
  return Error(
      Code::kDataLoss,
      fmt::format("{}/audit: {}. Without all of it nobody knows who may look: restore it "
                  "from a backup. Or keep it elsewhere and start without: a new one begins.",
                  data_dir, Message(restored)));
}

// A full disk is no reason not to start: nothing is shown until the audit takes looks.
void Hub::Parts::NoteAudit() {
  const auto end = log->End();
  if (!end.ok()) return;
  const auto begun = door->NoteBeginning(*audit_reader, *end);
  if (begun.ok() && *begun && operator_log) {
    operator_log("the audit begins here, though the log holds events: was it taken away?");
  }
}

std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
Hub::Parts::Interceptors() {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
  creators.push_back(NewCallCounter(metrics));
  if (loaded.keys.has_value()) {
    creators.push_back(NewCallerInterceptors({&*loaded.keys, clock, operator_log}));
  }
  return creators;
}

ingest::SenderOf Hub::Parts::Senders() const {
  if (!loaded.keys.has_value()) return {};
  return [this](const grpc::ServerContextBase& context) -> StatusOr<std::string> {
    if (IsOwnersOwn(context)) return std::string();
    const auto caller = ProvenCaller(context, {&*loaded.keys, clock, {}});
    if (caller.ok() && loaded.policy().MaySend(*caller)) return caller->agency();
    if (caller.ok()) {
      if (operator_log) {
        operator_log(fmt::format("publishing: role {} is not among the policy's senders",
                                 caller->role()));
      }
      return access::NoLawfulBasis();
    }
    if (operator_log) operator_log(fmt::format("publishing: {}", Message(caller.status())));
    return Error(Code::kUnauthenticated, "CALLER_MISSING: prove who sends: a token, a certificate");
  };
}

Status Hub::Parts::OpenStores(const HubConfig& config, FilesMade& made) {
  clock = config.clock != nullptr ? config.clock : &system_clock;
  data_dir = config.data_dir;
  GT_ASSIGN_OR_RETURN(const RegistrySource source,
                      PrepareDataDirectory(config.data_dir, config.registry_file, made));
  GT_ASSIGN_OR_RETURN(registry, ReadRegistry(source));
  registry_file = source.file;
  GT_ASSIGN_OR_RETURN(log, HubLog::Open(FolderOf(config.data_dir, "log"), access.kafka));
  GT_ASSIGN_OR_RETURN(audit, OpenEmbeddedLog(FolderOf(config.data_dir, "audit")));
  LiveViews::Config views_config;
  if (!config.data_dir.empty()) views_config.dir = config.data_dir + "/views";
  views_config.open_reader = [this] { return log->NewReader(); };
  views_config.folds = {&feed_ledger, &identity, &chronology};
  GT_ASSIGN_OR_RETURN(views, LiveViews::Open(std::move(views_config), config.progress));
  return OkStatus();
}

StatusOr<BackupContents> Hub::Parts::BackUp(const std::string& directory) {
  if (data_dir.empty()) {
    return Error(Code::kFailedPrecondition, "a hub in memory has nothing to back up");
  }
  if (log->embedded() == nullptr) {
    return Error(Code::kFailedPrecondition,
                 "the log is on Kafka: its brokers hold it three times, and back it up");
  }
  BackupContents contents;
  contents.partnership = registry->partnership();
  contents.made_at = clock->Now();
  return WriteBackup({*log->embedded(), *audit, *views, data_dir}, directory, contents);
}

Status Hub::Parts::Ready() const {
  if (stopping) return Error(Code::kUnavailable, "stopping");
  if (!watched_audit->works()) return Error(Code::kUnavailable, "the audit takes no looks");
  return views->At({0}).status();
}

Standing Hub::Parts::StandingNow() const {
  Standing now;
  const auto end = log->End();
  const auto snapshot = views->At({0});
  const auto quarantined = views->ListQuarantined(kQuarantinedMax);
  if (end.ok()) now.log_end = end->value;
  if (snapshot.ok()) now.views = (*snapshot)->NextPosition().value;
  if (quarantined.ok()) now.quarantined = static_cast<int64_t>(quarantined->size());
  now.views_follow = views->Health().ok();
  now.ready = Ready().ok();
  return now;
}

Status Hub::Parts::Serve(const std::string& listen) {
  GT_RETURN_IF_ERROR(OpenDoor());
  measured_log.emplace(log->appender(), metrics);
  ingest.emplace(*measured_log, *registry, *clock, LastReceived(*log));
  events.emplace(*ingest, Senders());
  newest_views.emplace(*views, *log);
  feeds.emplace(*newest_views, *door, *registry, ingest->leases(), *clock);
  chronologies.emplace(*newest_views, *door, registry->partnership());
  quarantine.emplace(*views, *door, registry->partnership());
  identities.emplace(*newest_views, *door, registry->partnership());
  operations.emplace(*log, *views, *door, registry->partnership(),
                     [this](const std::string& directory) { return BackUp(directory); });
  looks.emplace([this] { return audit->NewReader(); }, *door);
  accesses.emplace(*views, *door);

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Limit(builder);
  int port = 0;
  if (!listen.empty()) {
    GT_ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(access));
    builder.AddListeningPort(listen, credentials, &port);
  }
  builder.RegisterService(&*events);
  builder.RegisterService(&*feeds);
  builder.RegisterService(&*chronologies);
  builder.RegisterService(&*operations);
  builder.RegisterService(&*quarantine);
  builder.RegisterService(&*identities);
  builder.RegisterService(&*looks);
  builder.RegisterService(&*accesses);
  builder.experimental().SetInterceptorCreators(Interceptors());
  server = builder.BuildAndStart();
  if (server == nullptr || (!listen.empty() && port == 0)) {
    return Error(Code::kUnavailable,
                 fmt::format("cannot listen on {}: another program may have the port. Choose "
                             "another, or port 0 for any free one.",
                             listen));
  }
  health.emplace(*server->GetHealthCheckService(), *views, *watched_audit,
                 [this] { return TryAudit(*door); });
  if (access.kafka.has_value()) {
    GT_ASSIGN_OR_RETURN(inbox,
                        OpenInbox(*access.kafka, *registry, PublishTo(*ingest), operator_log));
  }
  if (!listen.empty()) address = fmt::format("{}:{}", HostOf(listen), port);
  if (access.metrics.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(
      probes, ProbeServer::Open(access.metrics, {[this] { return metrics.Text(StandingNow()); },
                                                 [this] { return Ready(); }}));
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
Status Hub::WhyViewsStand() const { return parts_->views->Health(); }
void Hub::RefreshHealth() { parts_->health->Refresh(); }

void Hub::Shutdown(std::chrono::milliseconds drain) {
  parts_->stopping = true;
  parts_->inbox.reset();
  parts_->server->GetHealthCheckService()->Shutdown();
  parts_->server->Shutdown(std::chrono::system_clock::now() + drain);
}

}  // namespace goldthread::server
