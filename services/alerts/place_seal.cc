#include "services/alerts/place_seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"

namespace goldthread::alerts {
namespace {

// AES-256-GCM (NIST SP 800-38D): nonce, text, tag.
constexpr size_t kNonceBytes = 12;
constexpr size_t kTextBytes = 192;  // A place is shorter: filled up, its length says nothing.
constexpr size_t kTagBytes = 16;
constexpr size_t kSealedBytes = kNonceBytes + kTextBytes + kTagBytes;
constexpr char kFill = '\n';

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  GT_CHECK(RAND_bytes(Bytes(bytes), static_cast<int>(count)) == 1);
  return bytes;
}

// In place; false: the tag is not that of the text.
bool Run(bool seals, std::string key, std::string nonce, std::string* text, std::string* tag) {
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  EVP_CIPHER_CTX* const run = cipher.get();
  int bytes = 0;
  GT_CHECK(EVP_CipherInit_ex(run, EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(nonce),
                             seals ? 1 : 0) == 1);
  GT_CHECK(EVP_CipherUpdate(run, Bytes(*text), &bytes, Bytes(*text),
                            static_cast<int>(text->size())) == 1);
  constexpr int kTag = static_cast<int>(kTagBytes);
  if (!seals) GT_CHECK(EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_GCM_SET_TAG, kTag, tag->data()) == 1);
  if (EVP_CipherFinal_ex(run, Bytes(*text) + bytes, &bytes) != 1) return false;
  if (seals) GT_CHECK(EVP_CIPHER_CTX_ctrl(run, EVP_CTRL_GCM_GET_TAG, kTag, tag->data()) == 1);
  return true;
}

std::optional<std::string> OfHex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  size_t read = 0;
  const bool is_hex = OPENSSL_hexstr2buf_ex(Bytes(bytes), bytes.size(), &read,
                                            std::string(text).c_str(), '\0') == 1;
  return is_hex && read == bytes.size() ? std::optional(bytes) : std::nullopt;
}

}  // namespace

PlaceSeal::PlaceSeal(std::string_view secret)
    : key_(Sha256("goldthread: places of who watches alerts\n" + std::string(secret))) {}

std::string PlaceSeal::NewSecret() { return Hex(RandomBytes(kSha256Bytes)); }

std::string PlaceSeal::Seal(const Place& place) const {
  std::string text = place.Text();
  GT_CHECK(text.size() <= kTextBytes);
  text.resize(kTextBytes, kFill);
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string tag(kTagBytes, '\0');
  Run(true, key_, nonce, &text, &tag);
  return Hex(nonce + text + tag);
}

StatusOr<Place> PlaceSeal::Open(std::string_view sealed) const {
  const auto bytes = sealed.size() == 2 * kSealedBytes ? OfHex(sealed) : std::nullopt;
  if (!bytes.has_value()) return Error(Code::kInvalidArgument, "BAD_REQUEST: no such place");
  std::string text = bytes->substr(kNonceBytes, kTextBytes);
  std::string tag = bytes->substr(kNonceBytes + kTextBytes);
  const bool opens = Run(false, key_, bytes->substr(0, kNonceBytes), &text, &tag);
  const auto place = opens ? Place::Parse(text.substr(0, text.find(kFill))) : std::nullopt;
  if (place.has_value()) return *place;
  return Error(Code::kFailedPrecondition,
               "RESUME_LOST: another hub, or one with another key, gave out this place; begin "
               "anew, changes keep their ids");
}

}  // namespace goldthread::alerts
