// Text from elsewhere, character by character: which of it would drive a terminal, or make a
// line read in another order than it is stored, instead of being shown.
//
// Source: Unicode TR 36 and TR 9 (bidirectional controls).
#pragma once

#include <string_view>

namespace goldthread::server {

struct Character {
  char32_t point = 0;
  std::string_view bytes;
};

// The first character of `text`, which is not empty. A byte that begins none is one of its own,
// U+FFFD.
Character FirstCharacter(std::string_view text);

// C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls.
bool IsControl(char32_t point);

}  // namespace goldthread::server
