#include "services/access/signing_key.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace goldthread::access {
namespace {

using Json = nlohmann::json;

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jws = std::unique_ptr<cjose_jws_t, ReleaseJws>;

struct ReleaseHeader {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};

cjose_jwk_t* KeyOf(const std::shared_ptr<void>& key) {
  return static_cast<cjose_jwk_t*>(key.get());
}

std::shared_ptr<void> Own(cjose_jwk_t* key) {
  return {key, [](void* held) { cjose_jwk_release(static_cast<cjose_jwk_t*>(held)); }};
}

Status NotOurs() { return Error(Code::kUnauthenticated, "not signed by this key"); }

// The library ends the process over a length that base64 cannot have, so none reaches it.
bool IsBase64Url(std::string_view text) {
  return !text.empty() && text.size() % 4 != 1 && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  });
}

// Three parts, without padding (RFC 7515 §7.1).
bool IsCompact(std::string_view token) {
  const size_t first = token.find('.');
  const size_t second = token.rfind('.');
  return first < second && second != token.npos && IsBase64Url(token.substr(0, first)) &&
         IsBase64Url(token.substr(first + 1, second - first - 1)) &&
         IsBase64Url(token.substr(second + 1));
}

Jws Import(std::string_view token) {
  if (!IsCompact(token)) return nullptr;
  cjose_err error{};
  return Jws(cjose_jws_import(token.data(), token.size(), &error));
}

// The key as JSON: our own, so it parses.
Json JsonOf(const std::shared_ptr<void>& key, bool with_private) {
  cjose_err error{};
  char* text = cjose_jwk_to_json(KeyOf(key), with_private, &error);
  if (text == nullptr) return {};
  Json json = Json::parse(text, nullptr, false);
  cjose_get_dealloc()(text);
  return json;
}

StatusOr<std::shared_ptr<void>> ImportKey(const std::string& jwk) {
  const Json members = Json::parse(jwk, nullptr, false);
  for (const char* name : {"x", "y", "d"}) {
    if (!members.is_object() || !members.contains(name)) continue;
    if (!members[name].is_string() || !IsBase64Url(members[name].get<std::string>())) {
      return Error(Code::kInvalidArgument, "not a key of the curve P-256");
    }
  }
  cjose_err error{};
  const std::shared_ptr<void> key = Own(cjose_jwk_import(jwk.data(), jwk.size(), &error));
  if (key == nullptr || cjose_jwk_get_kty(KeyOf(key), &error) != CJOSE_JWK_KTY_EC ||
      cjose_jwk_EC_get_curve(KeyOf(key), &error) != CJOSE_JWK_EC_P_256) {
    return Error(Code::kInvalidArgument, "not a key of the curve P-256");
  }
  return key;
}

}  // namespace

StatusOr<PublicKey> PublicKey::Of(const std::string& x, const std::string& y) {
  const Json jwk = {{"kty", "EC"}, {"crv", "P-256"}, {"x", x}, {"y", y}};
  PublicKey key;
  GT_ASSIGN_OR_RETURN(key.key_,
                      ImportKey(jwk.dump(-1, ' ', false, Json::error_handler_t::replace)));
  return key;
}

StatusOr<std::string> PublicKey::PayloadOf(std::string_view token) const {
  const Jws jws = Import(token);
  cjose_err error{};
  uint8_t* bytes = nullptr;
  size_t size = 0;
  if (jws == nullptr || !cjose_jws_verify(jws.get(), KeyOf(key_), &error) ||
      !cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) {
    return NotOurs();
  }
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

StatusOr<PrivateKey> PrivateKey::Generate(const std::string& kid) {
  cjose_err error{};
  PrivateKey key;
  key.key_ = Own(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
  if (key.key_ == nullptr || !cjose_jwk_set_kid(KeyOf(key.key_), kid.data(), kid.size(), &error)) {
    return Error(Code::kInternal, "the library made no key");
  }
  return key;
}

StatusOr<PrivateKey> PrivateKey::Parse(const std::string& jwk) {
  PrivateKey key;
  GT_ASSIGN_OR_RETURN(key.key_, ImportKey(jwk));
  if (key.kid().empty() || !JsonOf(key.key_, true).contains("d")) {
    return Error(Code::kInvalidArgument, "the key has no kid, or no private part");
  }
  return key;
}

std::string PrivateKey::Jwk() const { return JsonOf(key_, true).dump(); }

std::string PrivateKey::kid() const {
  cjose_err error{};
  const char* kid = cjose_jwk_get_kid(KeyOf(key_), &error);
  return kid == nullptr ? "" : kid;
}

std::string PrivateKey::Member(const char* name) const {
  return JsonOf(key_, false).value(name, "");
}
std::string PrivateKey::x() const { return Member("x"); }
std::string PrivateKey::y() const { return Member("y"); }

StatusOr<std::string> PrivateKey::Sign(const std::string& header, std::string_view payload) const {
  cjose_err error{};
  const std::unique_ptr<cjose_header_t, ReleaseHeader> head(cjose_header_new(&error));
  const Json members = Json::parse(header, nullptr, false);
  for (const auto& [name, value] : members.items()) {
    if (!value.is_string()) return Error(Code::kInvalidArgument, "a header's members are text");
    cjose_header_set(head.get(), name.c_str(), value.get<std::string>().c_str(), &error);
  }
  const Jws jws(cjose_jws_sign(KeyOf(key_), head.get(),
                               reinterpret_cast<const uint8_t*>(payload.data()), payload.size(),
                               &error));
  const char* compact = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &compact, &error)) {
    return Error(Code::kInvalidArgument, "the library does not sign this");
  }
  return std::string(compact);
}

StatusOr<ReadToken> ReadHeader(std::string_view token) {
  const Jws jws = Import(token);
  if (jws == nullptr) return Error(Code::kUnauthenticated, "not a compact JWS");
  cjose_header_t* const header = cjose_jws_get_protected(jws.get());
  const auto member = [header](const char* name) {
    cjose_err error{};
    const char* value = cjose_header_get(header, name, &error);
    return std::string(value == nullptr ? "" : value);
  };
  const auto has = [header](const char* name) {
    // Text has one way out of the library, lists and objects another.
    cjose_err error{};
    if (cjose_header_get(header, name, &error) != nullptr) return true;
    char* raw = cjose_header_get_raw(header, name, &error);
    if (raw == nullptr) return false;
    cjose_get_dealloc()(raw);
    return true;
  };
  ReadToken read{member("alg"), member("kid"), member("typ")};
  read.critical = has("crit");
  read.carries_key = has("jwk") || has("jku") || has("x5u") || has("x5c");
  return read;
}

}  // namespace goldthread::access
