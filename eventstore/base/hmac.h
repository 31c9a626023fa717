// Proof that somebody who knows a secret said this.
#pragma once

#include <string>
#include <string_view>

namespace goldthread {

// RFC 2104: 32 bytes, raw. Who does not know the key can neither make nor check it.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// RFC 4648, padded.
std::string Base64(std::string_view bytes);

}  // namespace goldthread
