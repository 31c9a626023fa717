#include "eventstore/base/sealed_box.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"

namespace goldthread {
namespace {

constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
static_assert(kSealBytes == kNonceBytes + kTagBytes);

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// In place; false: the tag is not that of the text.
bool Run(bool seals, const std::string& key, const std::string& nonce, std::string* text,
         std::string* tag) {
  GT_CHECK(key.size() == kSha256Bytes);
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

}  // namespace

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  GT_CHECK(RAND_bytes(Bytes(bytes), static_cast<int>(count)) == 1);
  return bytes;
}

std::string Sealed(const std::string& key, std::string_view text) {
  std::string sealed(text);
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string tag(kTagBytes, '\0');
  Run(true, key, nonce, &sealed, &tag);
  return nonce + sealed + tag;
}

std::optional<std::string> Unsealed(const std::string& key, std::string_view sealed) {
  if (sealed.size() < kSealBytes) return std::nullopt;
  const std::string nonce(sealed.substr(0, kNonceBytes));
  std::string text(sealed.substr(kNonceBytes, sealed.size() - kSealBytes));
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  return Run(false, key, nonce, &text, &tag) ? std::optional(text) : std::nullopt;
}

}  // namespace goldthread
