// Text as names and addresses are compared: one spelling for what differs only in case, accents,
// script or punctuation.
//
// Source: domain/identifiers.md §11; Unicode CLDR transforms Any-Latin and Latin-ASCII, by ICU.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goldthread::matching {

// Lower-case words of a–z and 0–9, one space between them. Other scripts are written in Latin
// letters, accents fall, apostrophes close up ("O'Neill" is "oneill"), all else parts words.
// Bytes that are no UTF-8 part words too. Threads: any.
std::string Folded(std::string_view text);

// The same without its spaces: "mc donald" and "mcdonald" are one.
std::string Compact(std::string_view folded);

std::vector<std::string_view> Words(std::string_view folded);

}  // namespace goldthread::matching
