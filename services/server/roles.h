// The parts of a hub that may run as processes of their own, and who may call whom.
//
// A role's certificate names it and nothing else, so that it says the same wherever the process
// runs: a caller expects its callee's name there, and a role answers no certificate whose role has
// no business with it.
//
// Source: design D12, D13; docs/decisions/0015-roles-and-replicas.md.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::server {

enum class Role {
  kIngest,     // Takes events in; the only one that writes the log.
  kProjector,  // Folds the log into views of its own, and shows their rows to kQuery.
  kQuery,      // Answers questions: policy, audit, and somebody's views.
  kConnect,    // Takes in what agencies leave elsewhere, and hands it to kIngest.
  kGateway,    // The address that agencies call; knows nothing but whom to ask.
};

// "ingest"
std::string_view NameOf(Role role);

class Roles {
 public:
  Roles() = default;
  Roles(std::initializer_list<Role> roles);
  // "projector,query". kInvalidArgument: one that is none; none at all; a gateway in company,
  // which would be no wall between anybody.
  static StatusOr<Roles> Parse(std::string_view words);
  // What one process does that is the whole hub.
  static Roles Whole() { return {Role::kIngest, Role::kProjector, Role::kQuery, Role::kConnect}; }

  bool Has(Role role) const { return (bits_ >> static_cast<unsigned>(role) & 1u) != 0; }
  bool IsWhole() const { return bits_ == Whole().bits_; }
  std::vector<Role> List() const;

 private:
  unsigned bits_ = 0;
};

// The DNS name in a role's certificate: "query.roles.goldthread".
std::string CertificateNameOf(Role role);

// Whether one that holds a certificate with these names may call these roles. kPermissionDenied
// "WRONG_ROLE" says who may.
Status MayCall(const std::vector<std::string>& certificate_names, const Roles& called);

}  // namespace goldthread::server
