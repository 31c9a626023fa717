// Who a signed token says is asking, once everything about it has been checked.
//
// Source: RFC 8725 (best practice for JSON web tokens); experience notes §3.2.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/key_file.h"

namespace goldthread::access {

inline constexpr size_t kTokenBytesMax = 4'096;
// A token outlives a leaver by no more than this.
inline constexpr std::chrono::minutes kTokenLifeMax{60};
// Between the issuer's clock and ours.
inline constexpr std::chrono::seconds kTokenSkew{60};

// A compact JWS of type "at+jwt", ES256, with kid, and the claims aud, sub (the user), agency,
// role, purpose, iat, exp and, if it likes, nbf; times in seconds.
//
// Errors: kUnauthenticated with a reason that says precisely which check failed, and ids only:
// for the operator's log, never for the caller. Threads: any.
StatusOr<v1::Caller> CallerOfToken(std::string_view token, const KeyFile& keys, Instant now);

struct TokenRequest {
  v1::Caller caller;
  std::string audience;
  Instant from;
  std::chrono::minutes life = kTokenLifeMax;
};

// For trying out, and as an example to an agency's issuer. The hub itself signs nothing.
StatusOr<std::string> MintToken(const PrivateKey& key, const TokenRequest& request);

}  // namespace goldthread::access
