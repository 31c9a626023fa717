// Whom the hub tells of alerts, as hub.toml says it; one table a subscriber:
//
//   [[subscriber]]
//   name = "police-desk"
//   agency = "northmere-police"     # whose policy rights it reads with
//   role = "police-ppu"
//   purpose = "section-47"
//   since = "2026-03-01"            # alerts raised before are not told
//   rules = ["adult-came-to-child"] # all, unless said
//   webhook = "https://desk.example/alerts"     # or: email = "duty@northmere.example"
//                                   # or: topic = "goldthread.alerts", of the log's Kafka
//   secret_file = "police-desk.secret"          # of a webhook: 24 bytes or more
//   ca = "desk-ca.pem"                          # who vouches for it; the machine's, unless said
//   allow = ["10.1.0.0/16"]                     # closed networks it may be in; none unless said
//   server = "smtp://mail.northmere.example:587"   # of an e-mail
//   from = "goldthread@northmere.example"
//   user = "goldthread"
//   password_file = "mail.password"
//   link = "https://hub.northmere.example/alerts/"  # the alert's id is added
//   plain = true                    # without TLS: for trying out
//
// Source: docs/alerts.md.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/outbound/transfer.h"
#include "services/access/toml_reading.h"
#include "services/alerts/subscription.h"

namespace goldthread::server {

struct SubscriberPlace {
  alerts::Subscriber subscriber;
  std::string webhook{};  // One of the three.
  std::string email{};
  std::string topic{};
  std::string secret{};
  std::string server{};
  std::string from{};
  std::string user{};
  std::string password{};
  std::string link{};
  std::string ca_file{};
  std::vector<std::string> allow{};
  bool plain = false;
};

// The tables [[subscriber]] of `root`. Files they name are taken from `folder`. Errors: as
// TomlReading.
StatusOr<std::vector<SubscriberPlace>> SubscribersOf(const access::TomlReading& file,
                                                     const toml::table& root,
                                                     const std::filesystem::path& folder);

}  // namespace goldthread::server
