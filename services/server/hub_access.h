// How a hub knows its callers and what it may show them: the policy, the keys, TLS, and whether
// it is in production, where nothing is taken on trust.
//
// Source: design D10, D13; docs/access.md.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "services/access/key_file.h"
#include "services/access/sharing_policy.h"
#include "services/server/directory_settings.h"
#include "services/server/kafka_place.h"
#include "services/server/role_settings.h"
#include "services/server/subscriber_settings.h"

namespace goldthread::server {

// Where the hub's own words for its operator go: what was wrong with a token, ids only.
using OperatorLog = std::function<void(std::string_view line)>;

// File names; a relative one is taken from the settings file's directory.
struct HubAccess {
  bool production = false;
  std::string listen{};       // Empty: as the command line says.
  std::string metrics{};      // Where metrics and probes are served, loopback; empty: nowhere.
  std::string policy_file{};  // Empty: the default policy.
  std::string keys_file{};    // Empty: callers say who they are, unproven.
  std::string tls_certificate{};
  std::string tls_key{};
  std::string tls_client_ca{};        // Whose client certificates are believed; empty: none.
  std::optional<KafkaPlace> kafka{};  // Where the log stands; none: in the hub's directory.
  std::optional<RolePlaces> roles{};  // Of a hub whose roles are processes of their own.
  std::vector<SubscriberPlace> subscribers{};  // Who is told of alerts.
  std::optional<DirectoryPlace> directory{};   // Across partnerships; none: takes no part.
  std::string clock_file{};  // For trying out: the time is what it says (file_clock.h).
};

// A settings file, hub.toml: mode, listen, metrics, policy, keys, clock, [tls], [kafka], [roles],
// [[subscriber]] and [directory].
// kInvalidArgument "BAD_SETTINGS: line N: what is wrong; what to do"; kUnavailable: unreadable.
StatusOr<HubAccess> ReadHubAccess(const std::string& file);
// The settings of a directory: DIR/hub.toml, or where there is none, DIR/policy.toml alone.
StatusOr<HubAccess> HubAccessOf(const std::string& data_dir);

struct LoadedAccess {
  std::optional<access::SharingPolicy> own_policy;
  std::optional<access::KeyFile> keys;
  const access::SharingPolicy& policy() const {
    return own_policy.has_value() ? *own_policy : access::DefaultPolicy();
  }
};

// kUnavailable: cannot be read; kInvalidArgument: names file, line and what to do.
StatusOr<LoadedAccess> LoadAccess(const HubAccess& access);

// Everything that keeps these settings out of production, each with what to change; empty:
// nothing. `keys`: as loaded, or null when they were not.
std::vector<std::string> ProductionProblems(const HubAccess& access, bool listens_on_loopback,
                                            const access::KeyFile* keys);

// A file that holds something of this kind. kInvalidArgument "BAD_SETTINGS"; kUnavailable.
StatusOr<std::string> ReadPem(const std::string& file, std::string_view kind);

// TLS with the settings' certificate, or none when there is none. Errors: kUnavailable.
StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const HubAccess& access);

}  // namespace goldthread::server
