// Tells a subscriber's system over HTTPS: the notice as JSON, signed with a secret both know, so
// that it can tell that the hub said it, and when.
//
// Headers, as https://www.standardwebhooks.com has them: webhook-id (of the change: the same when
// it is sent again), webhook-timestamp (seconds since 1970), webhook-signature
// ("v1," and base64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY").
#pragma once

#include <string>

#include "connectors/outbound/carrier.h"
#include "connectors/outbound/transfer.h"
#include "eventstore/base/clock.h"

namespace goldthread::outbound {

// What goes into webhook-signature. `secret`: raw bytes.
std::string SignatureOf(std::string_view secret, std::string_view id, int64_t timestamp,
                        std::string_view body);

class Webhook final : public Carrier {
 public:
  struct Config {
    std::string url;
    std::string secret;        // 24 bytes or more.
    bool allow_plain = false;  // For trying out: http://.
    CallTerms terms{};
  };
  // kInvalidArgument: the place, or a secret that is too short. `clock` is lent.
  static StatusOr<std::unique_ptr<Webhook>> Make(Config config, const Clock& clock);

  Carried Carry(const Notice& notice) override;

 private:
  Webhook(Config config, const Clock& clock) : config_(std::move(config)), clock_(clock) {}
  const Config config_;
  const Clock& clock_;
};

}  // namespace goldthread::outbound
