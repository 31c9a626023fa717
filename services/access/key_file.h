// Whose signatures and certificates the hub believes, and what each may vouch for: a TOML file
// the partnership keeps. Several keys an agency at once, so that they can be changed without a
// gap: add the new one, let the old one's tokens run out, take the old one away.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/sharing_policy.h"
#include "services/access/signing_key.h"

namespace goldthread::access {

// A key speaks for one agency and for the roles named here, and no others: an agency whose
// issuer is taken over is not everybody.
struct TrustedKey {
  std::string kid;
  std::string agency;
  std::vector<std::string> roles;
  Instant not_after = Instant::max();  // Its last moment.
  bool demo = false;                   // Made for trying out; refused in production.
  PublicKey key;
};

// A system that calls unattended, known by a name in its certificate.
struct TrustedSystem {
  std::string name;  // The certificate's subject alternative name, as it stands.
  std::string agency;
  std::string role;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
};

class KeyFile {
 public:
  // kInvalidArgument "BAD_KEYS: line N: what is wrong; what to do". Roles must be the policy's.
  static StatusOr<KeyFile> Parse(std::string_view toml, const SharingPolicy& policy);

  // For whom tokens must be meant.
  const std::string& audience() const { return audience_; }
  // Null: no such key.
  const TrustedKey* Find(const std::string& kid) const;
  const TrustedSystem* FindSystem(const std::string& name) const;
  const std::map<std::string, TrustedKey>& keys() const { return keys_; }
  const std::map<std::string, TrustedSystem>& systems() const { return systems_; }

 private:
  std::string audience_;
  std::map<std::string, TrustedKey> keys_;
  std::map<std::string, TrustedSystem> systems_;
};

// The lines of a key file for this key, to hand to the partnership.
std::string KeyFileLines(const PrivateKey& key, const std::string& agency,
                         const std::vector<std::string>& roles);

}  // namespace goldthread::access
