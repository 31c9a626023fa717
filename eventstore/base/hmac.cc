#include "eventstore/base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"

namespace goldthread {

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::string proof(kSha256Bytes, '\0');
  unsigned int size = 0;
  GT_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                reinterpret_cast<unsigned char*>(proof.data()), &size) != nullptr);
  GT_CHECK(size == kSha256Bytes);
  return proof;
}

std::string Base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // It ends its text with a zero.
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

}  // namespace goldthread
