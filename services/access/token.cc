#include "services/access/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "services/access/policy_words.h"

namespace goldthread::access {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr std::string_view kAlgorithm = "ES256";
constexpr std::string_view kType = "at+jwt";
constexpr int64_t kSecondsMax = 253'402'300'799;  // The end of year 9999.

Status Refused(std::string_view why) { return Error(Code::kUnauthenticated, why); }

std::string TextOf(const Json& claims, const char* name) {
  const auto claim = claims.find(name);
  return claim != claims.end() && claim->is_string() ? claim->get<std::string>() : "";
}

std::optional<Instant> TimeOf(const Json& claims, const char* name) {
  const auto claim = claims.find(name);
  if (claim == claims.end() || !claim->is_number_integer()) return std::nullopt;
  const auto time = claim->get<int64_t>();
  if (time < 0 || time > kSecondsMax) return std::nullopt;
  return Instant(seconds(time));
}

bool IsFor(const Json& claims, const std::string& audience) {
  const auto claim = claims.find("aud");
  if (claim == claims.end()) return false;
  if (claim->is_string()) return claim->get<std::string>() == audience;
  return claim->is_array() && std::ranges::find(*claim, Json(audience)) != claim->end();
}

// What the header claims decides nothing but which key to try: the algorithm is ours.
StatusOr<const TrustedKey*> KeyFor(std::string_view token, const KeyFile& keys) {
  if (token.size() > kTokenBytesMax) {
    return Refused(fmt::format("TOKEN_TOO_LARGE: {} bytes", token.size()));
  }
  const auto header = ReadHeader(token);
  if (!header.ok()) return Refused("TOKEN_MALFORMED: not a compact JWS");
  if (header->algorithm != kAlgorithm) return Refused("TOKEN_ALGORITHM: not ES256");
  if (header->type != kType) return Refused("TOKEN_TYPE: not an access token (typ at+jwt)");
  if (header->critical || header->carries_key) {
    return Refused("TOKEN_HEADER: crit, jwk, jku, x5u and x5c are not accepted");
  }
  const TrustedKey* key = keys.Find(header->kid);
  if (key == nullptr) return Refused("TOKEN_KEY_UNKNOWN: its kid is not in the key file");
  return key;
}

Status CheckTimes(const Json& claims, const TrustedKey& key, Instant now) {
  const auto issued = TimeOf(claims, "iat");
  const auto expires = TimeOf(claims, "exp");
  if (!issued || !expires) return Refused("TOKEN_TIMES: iat and exp are needed, in seconds");
  if (now >= key.not_after) {
    return Refused(fmt::format("TOKEN_KEY_EXPIRED: key {} is past its not_after", key.kid));
  }
  if (now >= *expires + kTokenSkew) {
    return Refused(fmt::format("TOKEN_EXPIRED: key {}", key.kid));
  }
  const auto not_before = claims.contains("nbf") ? TimeOf(claims, "nbf") : issued;
  if (!not_before || now + kTokenSkew < std::max(*issued, *not_before)) {
    return Refused(fmt::format("TOKEN_NOT_YET: key {}", key.kid));
  }
  if (*expires - *issued > kTokenLifeMax) {
    return Refused(
        fmt::format("TOKEN_LIFE: key {}: longer than {} minutes", key.kid, kTokenLifeMax.count()));
  }
  return OkStatus();
}

}  // namespace

StatusOr<v1::Caller> CallerOfToken(std::string_view token, const KeyFile& keys, Instant now) {
  GT_ASSIGN_OR_RETURN(const TrustedKey* key, KeyFor(token, keys));
  const auto payload = key->key.PayloadOf(token);
  if (!payload.ok()) {
    return Refused(fmt::format("TOKEN_SIGNATURE: not of key {}", key->kid));
  }
  const Json claims = Json::parse(*payload, nullptr, false);
  if (!claims.is_object()) return Refused("TOKEN_MALFORMED: its payload is no JSON object");
  GT_RETURN_IF_ERROR(CheckTimes(claims, *key, now));
  if (!IsFor(claims, keys.audience())) {
    return Refused(fmt::format("TOKEN_AUDIENCE: key {}: meant for another hub", key->kid));
  }
  v1::Caller caller;
  caller.set_agency(TextOf(claims, "agency"));
  caller.set_user(TextOf(claims, "sub"));
  caller.set_role(TextOf(claims, "role"));
  if (caller.agency() != key->agency) {
    return Refused(fmt::format("TOKEN_AGENCY: key {} does not speak for it", key->kid));
  }
  if (std::ranges::find(key->roles, caller.role()) == key->roles.end()) {
    return Refused(fmt::format("TOKEN_ROLE: key {} does not speak for it", key->kid));
  }
  const auto purpose = PurposeOf(TextOf(claims, "purpose"));
  if (!purpose || caller.user().empty()) {
    return Refused(
        fmt::format("TOKEN_CLAIMS: key {}: sub and a known purpose are needed", key->kid));
  }
  caller.set_purpose(*purpose);
  return caller;
}

StatusOr<std::string> MintToken(const PrivateKey& key, const TokenRequest& request) {
  const auto from = std::chrono::floor<seconds>(request.from.time_since_epoch()).count();
  const Json header = {
      {"alg", std::string(kAlgorithm)}, {"typ", std::string(kType)}, {"kid", key.kid()}};
  const Json claims = {{"aud", request.audience},
                       {"sub", request.caller.user()},
                       {"agency", request.caller.agency()},
                       {"role", request.caller.role()},
                       {"purpose", WordOf(request.caller.purpose())},
                       {"iat", from},
                       {"exp", from + seconds(request.life).count()}};
  return key.Sign(header.dump(), claims.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace goldthread::access
