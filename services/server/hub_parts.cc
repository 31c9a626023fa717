#include "services/server/hub_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "services/server/listen_address.h"
#include "services/server/model_choice.h"
#include "services/server/read_file.h"
#include "services/server/role_problems.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::server {
namespace {

std::string FolderOf(const std::string& data_dir, std::string_view name) {
  return data_dir.empty() ? "" : fmt::format("{}/{}", data_dir, name);
}

}  // namespace

Status Hub::Parts::PrepareAccess(const HubConfig& config) {
  operator_log = config.log;
  roles = config.roles;
  if (config.access.has_value()) {
    access = *config.access;
  } else {
    GT_ASSIGN_OR_RETURN(access, HubAccessOf(config.data_dir));
  }
  if (!access.clock_file.empty()) file_clock.emplace(access.clock_file);
  clock = config.clock != nullptr  ? config.clock
          : file_clock.has_value() ? static_cast<const Clock*>(&*file_clock)
                                   : &system_clock;
  const bool loopback = config.listen.empty() || IsLoopbackAddress(config.listen);
  if (!roles.IsWhole()) {
    const auto problems = RoleProblems(roles, access, loopback);
    if (!problems.empty()) {
      return Error(
          Code::kFailedPrecondition,
          fmt::format("ROLES_INCOMPLETE: these settings do not do: {}", fmt::join(problems, "; ")));
    }
    if (access.roles.has_value()) {
      GT_ASSIGN_OR_RETURN(certificate, LoadCertificate(*access.roles));
    }
  }
  GT_ASSIGN_OR_RETURN(loaded, LoadAccess(access));
  if (!access.production) return OkStatus();
  // Roles apart listen for each other alone, with certificates of their own.
  auto problems = ProductionProblems(access, loopback || !roles.IsWhole(),
                                     loaded.keys.has_value() ? &*loaded.keys : nullptr);
  if (config.data_dir.empty()) {
    problems.emplace_back("everything would be in memory, gone at the end. Name a place: --data");
  }
  if (problems.empty()) return OkStatus();
  return Error(
      Code::kFailedPrecondition,
      fmt::format("NOT_FOR_PRODUCTION: not for production yet: {}", fmt::join(problems, "; ")));
}

Status Hub::Parts::OpenDoor() {
  audit_reader = audit->NewReader();
  audit_chain.emplace(*audit, *audit_reader);
  measured_audit.emplace(*audit_chain, metrics);
  watched_audit.emplace(*measured_audit);
  access::DoorTerms terms;
  terms.policy = &loaded.policy();
  terms.owner = [this](std::string_view feed) {
    const std::optional<ingest::FeedEntry> entry = registry->Now()->Find(feed);
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
  const auto end = log_end();
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
    creators.push_back(NewCallerInterceptors(Proof()));
  }
  return creators;
}

ingest::SenderOf Hub::Parts::Senders() const {
  if (!loaded.keys.has_value()) return {};
  return [this](const grpc::ServerContextBase& context) -> StatusOr<std::string> {
    if (IsOwnersOwn(context)) return std::string();
    CallerProof proof = Proof();
    // Whose topics it reads, the brokers have made sure of.
    if (proof.among_roles && IsOfRole(context, Role::kConnect)) return std::string();
    // What was decided with it.
    if (proof.among_roles && IsOfRole(context, Role::kQuery)) return std::string(kHubAgency);
    const auto caller = ProvenCaller(context, proof);
    if (caller.ok() && caller->agency() == kHubAgency) {
      return Error(Code::kPermissionDenied, "NO_LAWFUL_BASIS: nobody is the hub itself");
    }
    if (caller.ok() && loaded.policy().MaySend(*caller)) return caller->agency();
    if (caller.ok()) {
      if (operator_log) {
        operator_log(
            fmt::format("publishing: role {} is not among the policy's senders", caller->role()));
      }
      return Error(Code::kPermissionDenied, "NO_LAWFUL_BASIS: this role sends no events");
    }
    if (operator_log) operator_log(fmt::format("publishing: {}", Message(caller.status())));
    return Error(Code::kUnauthenticated, "CALLER_MISSING: prove who sends: a token, a certificate");
  };
}

Status Hub::Parts::OpenStores(const HubConfig& config, FilesMade& made) {
  data_dir = config.data_dir;
  GT_ASSIGN_OR_RETURN(const RegistrySource source,
                      PrepareDataDirectory(config.data_dir, config.registry_file, made));
  GT_ASSIGN_OR_RETURN(ingest::Registry read, ReadRegistry(source));
  registry.emplace(std::move(read));
  registry_file = source.file;
  if (roles.Has(Role::kIngest) || roles.Has(Role::kProjector)) {
    GT_ASSIGN_OR_RETURN(log, HubLog::Open(FolderOf(config.data_dir, "log"), access.kafka,
                                          roles.Has(Role::kIngest) ? HubLog::Use::kReadAndWrite
                                                                   : HubLog::Use::kRead));
    log_end = [this] { return log->End(); };
  }
  if (roles.Has(Role::kQuery)) {
    GT_ASSIGN_OR_RETURN(audit, OpenEmbeddedLog(FolderOf(config.data_dir, "audit")));
  }
  if (roles.Has(Role::kProjector)) {
    LiveViews::Config views_config;
    if (!config.data_dir.empty()) views_config.dir = config.data_dir + "/views";
    views_config.open_reader = [this] { return log->NewReader(); };
    if (access.kafka.has_value()) views_config.journal = Journal::kNone;  // Replicas fold again.
    views_config.folds = std::make_shared<ModelChoice>();
    GT_ASSIGN_OR_RETURN(views, LiveViews::Open(std::move(views_config), config.progress));
  } else if (roles.Has(Role::kQuery)) {
    std::vector<ReplicaPlace> places;
    for (const std::string& place : access.roles->projectors) {
      places.push_back({place, ChannelTo({Role::kProjector, place, ""}, certificate)});
    }
    replicas.emplace(places, access.roles->fresh);
    log_end = [this] { return replicas->LogEnd(); };
  }
  return OkStatus();
}

void Hub::Parts::OfferIngest(grpc::ServerBuilder& builder) {
  measured_log.emplace(log->appender(), metrics);
  watched_log.emplace(*measured_log, [this](const Status& taken) {
    if (!operator_log) return;
    operator_log(taken.ok() ? "the log takes events again"
                            : fmt::format("the log takes no events: {}", Message(taken)));
  });
  ingest.emplace(*watched_log, *registry, *clock, log->LastReceived());
  events.emplace(*ingest, Senders());
  builder.RegisterService(&*events);
  if (roles.IsWhole()) return;
  lent_leases.emplace(ingest->leases());
  builder.RegisterService(&*lent_leases);
}

void Hub::Parts::OfferViews(grpc::ServerBuilder& builder) {
  newest_views.emplace(*views, log_end);
  if (roles.IsWhole()) return;
  freshness.emplace(*views, log_end);
  rows.emplace(*views, *newest_views, *freshness, system_clock,
               [this] { return views->Health().ok(); });
  builder.RegisterService(&*rows);
}

// Replicas of a role have one certificate, and so one secret.
StatusOr<std::string> Hub::Parts::PlaceSecret() const {
  if (!certificate.key.empty()) return certificate.key;
  if (data_dir.empty()) return alerts::PlaceSeal::NewSecret();
  const std::string name = data_dir + "/resume.key";
  const std::string secret = alerts::PlaceSeal::NewSecret();
  if (auto kept = ReadFile(name); kept.ok() && kept->size() == secret.size()) return kept;
  // What a start that was cut short had begun to write.
  std::error_code ignored;
  std::filesystem::remove(name, ignored);
  GT_RETURN_IF_ERROR(WriteSecret(name, secret));
  return secret;
}

Status Hub::Parts::OfferAnswers(grpc::ServerBuilder& builder) {
  GT_RETURN_IF_ERROR(OpenDoor());
  const ViewSource& newest = Newest();
  if (!ingest.has_value()) {
    remote_leases.emplace(
        ChannelTo({Role::kIngest, access.roles->ingest, kLeaseService}, certificate));
  }
  ingest::Leases& leases =
      ingest.has_value() ? static_cast<ingest::Leases&>(ingest->leases()) : *remote_leases;
  const std::string& shard = registry->partnership();
  feeds.emplace(newest, *door, *registry, leases, *clock);
  chronologies.emplace(newest, *door, shard);
  quarantine.emplace(ViewsToAsk(), log_end, *door, shard);
  identities.emplace(newest, *door, shard);
  operations.emplace(log_end, ViewsToAsk(), *door, shard,
                     [this](const std::string& directory) { return BackUp(directory); });
  looks.emplace([this] { return audit->NewReader(); }, *door);
  accesses.emplace(ViewsToAsk(), *door);
  matching.emplace(reviews::MatchingEndpoint::Parts{newest, *door, *clock, Publishing(), shard});
  searches.emplace(newest, *door, shard);
  GT_ASSIGN_OR_RETURN(const std::string secret, PlaceSecret());
  alerts::AlertEndpoint::Parts told{
      newest, ViewsToAsk(), *door, *clock, Publishing(), shard, alerts::PlaceSeal(secret)};
  if (loaded.keys.has_value()) {
    told.still_proven = [this](const grpc::ServerContextBase& context) {
      const auto caller = ProvenCaller(context, Proof());
      return caller.ok() ? OkStatus()
                         : Error(Code::kUnauthenticated, "CALLER_MISSING: your token has run out");
    };
  }
  alerts.emplace(std::move(told));
  builder.RegisterService(&*alerts);
  builder.RegisterService(&*feeds);
  builder.RegisterService(&*chronologies);
  builder.RegisterService(&*operations);
  builder.RegisterService(&*quarantine);
  builder.RegisterService(&*identities);
  builder.RegisterService(&*looks);
  builder.RegisterService(&*accesses);
  builder.RegisterService(&*matching);
  builder.RegisterService(&*searches);
  return OkStatus();
}

Publish Hub::Parts::Publishing() {
  if (ingest.has_value()) return PublishTo(*ingest);
  return PublishTo(ChannelTo({Role::kIngest, access.roles->ingest, kEventService}, certificate));
}

Status Hub::Parts::Connect() {
  if (!roles.Has(Role::kConnect) || !access.kafka.has_value()) return OkStatus();
  GT_ASSIGN_OR_RETURN(inbox, OpenInbox(*access.kafka, *registry->Now(),
                                       Measured(Publishing(), metrics), operator_log));
  return OkStatus();
}

Status Hub::Parts::Notify() {
  if (!roles.Has(Role::kQuery) || access.subscribers.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(
      notify,
      HubNotify::Open(access.subscribers, {ViewsToAsk(), *door, *clock, Publishing(), operator_log,
                                           access.kafka, registry->partnership()}));
  return OkStatus();
}

Status Hub::Parts::TakePartInDirectory() {
  if (!roles.Has(Role::kQuery) || !access.directory.has_value()) return OkStatus();
  GT_ASSIGN_OR_RETURN(directory, HubDirectory::Open(*access.directory,
                                                    {Newest(), *clock, Publishing(), operator_log,
                                                     access.kafka, registry->partnership()}));
  return OkStatus();
}

}  // namespace goldthread::server
