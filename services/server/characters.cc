#include "services/server/characters.h"

#include <cstddef>

namespace goldthread::server {
namespace {

constexpr char32_t kReplacement = 0xfffd;

// How long the character is that begins with `lead`; 0: none does.
size_t BytesOf(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

// The least code point that needs so many bytes.
constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};

bool IsBetween(char32_t point, char32_t first, char32_t last) {
  return point >= first && point <= last;
}

}  // namespace

Character FirstCharacter(std::string_view text) {
  const Character malformed{kReplacement, text.substr(0, 1)};
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t bytes = BytesOf(lead);
  if (bytes == 0 || bytes > text.size()) return malformed;
  char32_t point = bytes == 1 ? lead : lead & (0x7fu >> bytes);
  for (size_t at = 1; at < bytes; ++at) {
    const auto next = static_cast<unsigned char>(text[at]);
    if ((next & 0xc0) != 0x80) return malformed;
    point = point << 6 | (next & 0x3f);
  }
  const bool surrogate = IsBetween(point, 0xd800, 0xdfff);
  if (point < kLeast[bytes] || point > 0x10ffff || surrogate) return malformed;
  return {point, text.substr(0, bytes)};
}

bool IsControl(char32_t point) {
  if (point < 0x20 || IsBetween(point, 0x7f, 0x9f)) return true;
  return point == 0x061c || IsBetween(point, 0x200e, 0x200f) || IsBetween(point, 0x2028, 0x202e) ||
         IsBetween(point, 0x2066, 0x2069);
}

}  // namespace goldthread::server
