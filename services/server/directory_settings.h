// How a hub takes part in the directory across partnerships, as hub.toml says it:
//
//   [directory]
//   ring = "Northmere MASH, duty manager, 01632 960001"   # whom others are told to ring
//   topic = "goldthread.directory"   # of [kafka]'s brokers; or, on one machine:
//   # folder = "/var/lib/goldthread-directory"
//   announce_intelligence = true     # those of whom intelligence alone is asserted; false unless
//                                    # said
//   leave = true                     # take everything back; false unless said
//
//   [[directory.key]]                # two while one takes the place of the other
//   id = "2026"
//   file = "directory-2026.key"
//
// Source: docs/alerts.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "connectors/directory/announcing.h"
#include "services/access/toml_reading.h"

namespace goldthread::server {

struct DirectoryPlace {
  directory::Membership us{};  // But for the partnership's name.
  std::string topic{};         // Or:
  std::string folder{};
};

// The table [directory] of `root`; nothing when there is none. Files it names are taken from
// `folder`. Errors: as TomlReading.
StatusOr<std::optional<DirectoryPlace>> DirectoryOf(const access::TomlReading& file,
                                                    const toml::table& root,
                                                    const std::filesystem::path& folder);

}  // namespace goldthread::server
