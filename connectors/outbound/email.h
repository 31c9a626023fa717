// Tells people by e-mail that there is an alert to look at: which, by which rule, whom to ask and
// where to look. No personal data: mail boxes are not the hub's.
#pragma once

#include <memory>
#include <string>

#include "connectors/outbound/carrier.h"
#include "connectors/outbound/transfer.h"
#include "eventstore/base/clock.h"

namespace goldthread::outbound {

class Email final : public Carrier {
 public:
  struct Config {
    std::string server;  // "smtp://mail.northmere.example:587"
    std::string from;    // "goldthread@northmere.example"
    std::string to;
    std::string user{};
    std::string password{};
    std::string link{};        // Where alerts are looked at; the alert's id is added.
    bool allow_plain = false;  // For trying out: without TLS.
    CallTerms terms{};
  };
  // kInvalidArgument: the place or an address. `clock` is lent.
  static StatusOr<std::unique_ptr<Email>> Make(Config config, const Clock& clock);

  Carried Carry(const Notice& notice) override;

  // All of the mail, for whoever wants to know what is in one.
  std::string TextOf(const Notice& notice) const;

 private:
  Email(Config config, const Clock& clock) : config_(std::move(config)), clock_(clock) {}
  const Config config_;
  const Clock& clock_;
};

}  // namespace goldthread::outbound
