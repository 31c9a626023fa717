#include "services/server/role_problems.h"

namespace goldthread::server {

std::vector<std::string> RoleProblems(const Roles& roles, const HubAccess& access,
                                      bool listens_on_loopback) {
  std::vector<std::string> problems;
  const RolePlaces places = access.roles.value_or(RolePlaces());
  const bool reads_the_log = roles.Has(Role::kIngest) || roles.Has(Role::kProjector);
  if (reads_the_log && !access.kafka.has_value()) {
    problems.emplace_back(
        "a log in a directory belongs to one process. Put it on Kafka: [kafka] in hub.toml");
  }
  const bool publishes = roles.Has(Role::kConnect) || roles.Has(Role::kGateway);
  const bool leases = roles.Has(Role::kQuery);
  if ((publishes || leases) && !roles.Has(Role::kIngest) && places.ingest.empty()) {
    problems.emplace_back("where events are taken in is not said. Set ingest in [roles]");
  }
  if (roles.Has(Role::kQuery) && !roles.Has(Role::kProjector) && places.projectors.empty()) {
    problems.emplace_back("whose views to read is not said. Set projectors in [roles]");
  }
  if (roles.Has(Role::kGateway) && places.query.empty()) {
    problems.emplace_back("who answers questions is not said. Set query in [roles]");
  }
  if (!places.certificate.empty()) return problems;
  if (access.production || (!listens_on_loopback && !roles.Has(Role::kGateway))) {
    problems.emplace_back(
        "roles would take each other's word for who they are. Set certificate, key and authority "
        "in [roles]");
  }
  return problems;
}

}  // namespace goldthread::server
