// The signatures of tokens: ECDSA over P-256 with SHA-256, "ES256", and nothing else.
// The one place that names the library (cjose), which reads and checks them.
//
// Source: RFC 7515, RFC 7518 §3.4; experience notes §3.2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::access {

// What a signed token says before anybody believes it.
struct ReadToken {
  std::string algorithm;  // As its header claims.
  std::string kid;
  std::string type;
  bool critical = false;     // Its header demands extensions we have not.
  bool carries_key = false;  // Its header brings or points to a key: never used.
};

class PublicKey {
 public:
  // Base64url coordinates, as in a JWK. kInvalidArgument: no point of the curve.
  static StatusOr<PublicKey> Of(const std::string& x, const std::string& y);

  // The payload of a token that this key signed. kUnauthenticated: it did not.
  // Threads: any.
  StatusOr<std::string> PayloadOf(std::string_view token) const;

 private:
  friend class PrivateKey;
  std::shared_ptr<void> key_;
};

// For trying out, and for an agency's own issuer.
class PrivateKey {
 public:
  static StatusOr<PrivateKey> Generate(const std::string& kid);
  // A JWK with its private part. kInvalidArgument: it is not one of P-256.
  static StatusOr<PrivateKey> Parse(const std::string& jwk);

  // With its private part: keep it to its owner.
  std::string Jwk() const;
  std::string kid() const;
  // The public coordinates, for a key file.
  std::string x() const;
  std::string y() const;

  // A compact JWS over `payload` with `header` (JSON text) as it stands.
  StatusOr<std::string> Sign(const std::string& header, std::string_view payload) const;

 private:
  std::string Member(const char* name) const;
  std::shared_ptr<void> key_;
};

// kUnauthenticated: not a compact JWS.
StatusOr<ReadToken> ReadHeader(std::string_view token);

}  // namespace goldthread::access
