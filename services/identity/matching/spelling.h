// How alike two spellings are. Of bytes: give it folded text (folded.h).
//
// Source: Winkler 1990 (names agree more at their start); Damerau 1964 (most slips of a typist
// are one letter wrong, missing, too many, or two exchanged).
#pragma once

#include <string>
#include <string_view>

namespace goldthread::matching {

// 0 nothing in common, 1 the same. Symmetric. Two empty texts are the same.
double JaroWinkler(std::string_view a, std::string_view b);

// The slips between them: letters wrong, missing, too many, neighbours exchanged; where it is
// more than `most`, just `most` + 1. Symmetric. Texts beyond kSpellingMax bytes are cut there.
int Slips(std::string_view a, std::string_view b, int most);

inline constexpr size_t kSpellingMax = 64;

// Four characters that stay the same through most ways of spelling one sound: Soundex, with
// letters that open a name alike ("ph" and "f", "kn" and "n") made one. Empty for no letters.
std::string SoundOf(std::string_view compact);

}  // namespace goldthread::matching
