// Text that goes out and comes back unread and unchanged: AES-256-GCM (NIST SP 800-38D), each time
// with another nonce.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goldthread {

std::string RandomBytes(size_t count);

// `key`: 32 bytes. What is sealed is longer than `text` by the same each time.
std::string Sealed(const std::string& key, std::string_view text);
// Nothing: it was not sealed with this key, or was changed since.
std::optional<std::string> Unsealed(const std::string& key, std::string_view sealed);

inline constexpr size_t kSealBytes = 28;  // Nonce and tag.

}  // namespace goldthread
