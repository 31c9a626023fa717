// Where the roles of a hub find each other and by what they know each other, as hub.toml says:
//
//   [roles]
//   certificate = "query.pem"          # its subject alternative name: query.roles.goldthread
//   key = "query.key"
//   authority = "roles-ca.pem"         # of all roles' certificates, and of nothing else
//   ingest = "ingest.example:7791"     # who calls ingest: a name, or IP:PORT,IP:PORT
//   query = "10.0.0.5:7791,10.0.0.6:7791"
//   projectors = ["projector-0.example:7791", "projector-1.example:7791"]   # each replica
//   fresh_seconds = 0                  # older views answer nothing; 0: they do, and say so
//
// Source: docs/operations.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "services/access/toml_reading.h"

namespace goldthread::server {

// File names are as written: the caller knows where the settings stand.
struct RolePlaces {
  std::string certificate{};
  std::string key{};
  std::string authority{};
  std::string ingest{};
  std::string query{};
  std::vector<std::string> projectors{};
  // Views that were last seen to hold all of the log longer ago are not shown. 0: any are.
  std::chrono::seconds fresh{0};
};

// The table [roles] of `root`; nothing when there is none. Errors: as TomlReading.
StatusOr<std::optional<RolePlaces>> RolePlacesOf(const access::TomlReading& file,
                                                 const toml::table& root);

}  // namespace goldthread::server
