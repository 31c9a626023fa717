#include "services/vocabulary/utf8.h"

#include <cstdint>
#include <cstring>

namespace goldthread {
namespace {

// How long the character is that begins with `lead`; 0: none does.
size_t CharacterBytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

// The least code point that needs so many bytes.
constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};

// Most text is ASCII: eight bytes at a time.
size_t AsciiBytesAt(std::string_view text, size_t at) {
  const size_t begin = at;
  for (uint64_t eight = 0; at + sizeof(eight) <= text.size(); at += sizeof(eight)) {
    std::memcpy(&eight, text.data() + at, sizeof(eight));
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  return at - begin;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t at = AsciiBytesAt(text, 0); at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t bytes = CharacterBytes(lead);
    if (bytes == 0 || at + bytes > text.size()) return false;
    uint32_t point = bytes == 1 ? lead : lead & (0x7fu >> bytes);
    for (size_t i = 1; i < bytes; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3f);
    }
    if (point < kLeast[bytes] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
      return false;
    }
    at += bytes;
    if (bytes > 1) at += AsciiBytesAt(text, at);
  }
  return true;
}

}  // namespace goldthread
