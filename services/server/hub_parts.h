// What a hub is made of, for the files that put it together: hub_parts.cc opens and offers what
// each role needs, hub.cc serves it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/access/chained_log.h"
#include "services/access/disclosed.h"
#include "services/alerts/alert_service.h"
#include "services/chronology/chronology_service.h"
#include "services/feeds/feed_service.h"
#include "services/ingest/event_service.h"
#include "services/ingest/ingest.h"
#include "services/ingest/registry_in_force.h"
#include "services/reviews/matching_service.h"
#include "services/search/search_service.h"
#include "services/server/access_endpoint.h"
#include "services/server/audit_endpoint.h"
#include "services/server/backup.h"
#include "services/server/caller_interceptor.h"
#include "services/server/data_directory.h"
#include "services/server/file_clock.h"
#include "services/server/grpc_server.h"
#include "services/server/health.h"
#include "services/server/hub.h"
#include "services/server/hub_directory.h"
#include "services/server/hub_inbox.h"
#include "services/server/hub_log.h"
#include "services/server/hub_notify.h"
#include "services/server/identity_endpoint.h"
#include "services/server/lease_endpoint.h"
#include "services/server/metrics.h"
#include "services/server/newest_views.h"
#include "services/server/operations_endpoint.h"
#include "services/server/probe_server.h"
#include "services/server/quarantine_endpoint.h"
#include "services/server/replica_set.h"
#include "services/server/role_connection.h"
#include "services/server/view_endpoint.h"
#include "services/vocabulary/hub_facts.h"

namespace goldthread::server {

// In the order they depend on each other; destroyed in reverse, the server first. What a role
// does not need is not there.
struct Hub::Parts {
  SystemClock system_clock;
  std::optional<FileClock> file_clock;
  const Clock* clock = nullptr;
  Roles roles;
  std::string registry_file;
  HubAccess access;
  LoadedAccess loaded;
  RoleCertificate certificate;
  OperatorLog operator_log;
  std::optional<ingest::RegistryInForce> registry;
  std::string data_dir;
  Metrics metrics{GT_VERSION};
  std::unique_ptr<HubLog> log;
  LogEnd log_end;

  // Ingest.
  std::optional<MeasuredLog> measured_log;
  std::optional<WatchedAppender> watched_log;
  std::optional<ingest::Ingest> ingest;
  std::optional<ingest::EventEndpoint> events;
  std::optional<LeaseEndpoint> lent_leases;

  // Projector.
  std::unique_ptr<LiveViews> views;
  std::optional<Freshness> freshness;
  std::optional<NewestViews> newest_views;
  std::optional<ViewEndpoint> rows;

  // Query: the views are its own process's, or replicas'.
  std::unique_ptr<EmbeddedLog> audit;
  std::unique_ptr<EventReader> audit_reader;  // The chain's own.
  std::optional<access::ChainedLog> audit_chain;
  std::optional<MeasuredAudit> measured_audit;
  std::optional<WatchedAppender> watched_audit;
  std::optional<access::Door> door;
  std::optional<ReplicaSet> replicas;
  std::optional<RemoteLeases> remote_leases;
  std::optional<feeds::FeedEndpoint> feeds;
  std::optional<chronology::ChronologyEndpoint> chronologies;
  std::optional<OperationsEndpoint> operations;
  std::optional<QuarantineEndpoint> quarantine;
  std::optional<IdentityEndpoint> identities;
  std::optional<AuditEndpoint> looks;
  std::optional<AccessEndpoint> accesses;
  std::optional<reviews::MatchingEndpoint> matching;
  std::optional<search::SearchEndpoint> searches;
  std::optional<alerts::AlertEndpoint> alerts;

  std::string address;
  std::unique_ptr<grpc::Server> server;
  std::optional<Health> health;
  std::atomic<bool> stopping = false;
  std::unique_ptr<ProbeServer> probes;
  std::unique_ptr<HubNotify> notify;        // Query: tells subscribers.
  std::unique_ptr<HubDirectory> directory;  // Query: takes part in it.
  std::unique_ptr<inbox::Inbox> inbox;      // Connect. Last: it hands on to the others.

  Status PrepareAccess(const HubConfig& config);
  // With which the places of who watches alerts are sealed.
  StatusOr<std::string> PlaceSecret() const;
  Status OpenDoor();
  void NoteAudit();
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
  Interceptors();
  CallerProof Proof() const {
    return {&*loaded.keys, clock, operator_log, !roles.IsWhole() && !certificate.key.empty()};
  }
  ingest::SenderOf Senders() const;
  Status OpenStores(const HubConfig& config, FilesMade& made);
  StatusOr<BackupContents> BackUp(const std::string& directory);
  KeptViews& ViewsToAsk() { return views != nullptr ? static_cast<KeptViews&>(*views) : *replicas; }
  // Knows kNewest. Replicas know themselves what is newest.
  const ViewSource& Newest() const {
    return newest_views.has_value() ? static_cast<const ViewSource&>(*newest_views) : *replicas;
  }
  Status WhyViewsStand() const;
  // OK while questions can be answered, or what else the roles are for.
  Status Ready() const;
  Standing StandingNow();
  void OfferIngest(grpc::ServerBuilder& builder);
  void OfferViews(grpc::ServerBuilder& builder);
  Status OfferAnswers(grpc::ServerBuilder& builder);
  Status Serve(const std::string& listen);
  // To this process's ingest, or another's.
  Publish Publishing();
  // What agencies leave on Kafka is taken in from now on.
  Status Connect();
  // Subscribers are told of alerts from now on.
  Status Notify();
  // The directory is held against the views from now on.
  Status TakePartInDirectory();
};

}  // namespace goldthread::server
