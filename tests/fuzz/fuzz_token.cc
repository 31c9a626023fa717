// Any bytes as a token, and any header and claims rightly signed: believed or refused, never a
// crash; who is believed is who the key speaks for.
#include <string>

#include "eventstore/base/check.h"
#include "services/access/token.h"

using goldthread::access::CallerOfToken;
using goldthread::access::KeyFile;
using goldthread::access::PrivateKey;

namespace {

constexpr goldthread::Instant kNow{std::chrono::seconds(1'780'000'000)};

const PrivateKey& Key() {
  static const PrivateKey key = *PrivateKey::Generate("hospital-1");
  return key;
}

const KeyFile& Keys() {
  static const KeyFile keys =
      *KeyFile::Parse("audience = \"hub-test\"\n" +
                          goldthread::access::KeyFileLines(Key(), "hospital", {"ed-nurse"}),
                      goldthread::access::DefaultPolicy());
  return keys;
}

}  // namespace

// A line feed ends the header, the claims follow, and both are signed; without one, the input is
// the token.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string token(reinterpret_cast<const char*>(data), size);
  if (const size_t end = token.find('\n'); end != token.npos) {
    const auto made = Key().Sign(token.substr(0, end), std::string_view(token).substr(end + 1));
    if (!made.ok()) return 0;
    token = *made;
  }
  const auto caller = CallerOfToken(token, Keys(), kNow);
  if (caller.ok()) {
    GT_CHECK(caller->agency() == "hospital" && caller->role() == "ed-nurse");
  } else {
    GT_CHECK(!goldthread::Message(caller.status()).empty());
  }
  return 0;
}
