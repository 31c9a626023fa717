// One call out with libcurl, within the bounds that every carrier keeps: to one judged address, for
// a bounded time, through no proxy, following nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/outbound/addresses.h"
#include "connectors/outbound/carrier.h"

namespace goldthread::outbound {

// How a carrier may call out.
struct CallTerms {
  Resolver resolver = ResolveBySystem;
  AllowedNetworks allowed{};
  std::string ca_file{};  // Who vouches for the other side; empty: whom the machine believes.
  int connect_seconds = 5;
  int whole_seconds = 10;
};

// "https://host:8443/path", taken apart. `plain`: whether it goes without TLS.
struct Place {
  std::string scheme;
  std::string host;
  int port = 0;
  bool plain = false;
};
// kInvalidArgument: no such place, another scheme than `schemes`, or with a user in it.
StatusOr<Place> PlaceOf(const std::string& url, const std::vector<std::string_view>& schemes);

struct WebCall {
  std::string url;
  std::vector<std::string> headers;  // "Name: value"
  std::string body;
};
// Posts it. Taken: a status of 200 to 299. Refused: 400 to 499 but for 408, 425 and 429, and any
// redirection. Errors: none; what goes wrong is said in the outcome.
Carried Post(const WebCall& call, const CallTerms& terms);

struct Mail {
  std::string url;  // "smtp://host:25", "smtps://host:465"
  std::string from;
  std::string to;
  std::string user;  // Empty: without.
  std::string password;
  std::string text;  // Headers and body, lines ended with CRLF.
  bool needs_tls = true;
};
// Hands it to the server. Refused: the server's 5xx.
Carried Send(const Mail& mail, const CallTerms& terms);

}  // namespace goldthread::outbound
