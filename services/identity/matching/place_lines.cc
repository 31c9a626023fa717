#include "services/identity/matching/place_lines.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "services/identity/matching/folded.h"

namespace goldthread::matching {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kShort = {{
    {"street", "st"}, {"road", "rd"},   {"avenue", "av"},   {"ave", "av"},      {"lane", "ln"},
    {"drive", "dr"},  {"close", "cl"},  {"court", "ct"},    {"crescent", "cr"}, {"cres", "cr"},
    {"place", "pl"},  {"square", "sq"}, {"terrace", "ter"}, {"gardens", "gd"},  {"garden", "gd"},
    {"gdns", "gd"},   {"grove", "gr"},  {"circuit", "ci"},  {"saint", "st"},    {"way", "wy"},
    {"walk", "wk"},
}};

constexpr std::array<std::string_view, 6> kFlatWords = {"flat", "apartment", "apt",
                                                        "unit", "room",      "apmt"};

bool HasDigit(std::string_view word) {
  return word.find_first_of("0123456789") != std::string_view::npos;
}

bool IsShortWord(std::string_view word) {
  return std::ranges::any_of(
      kShort, [&](const auto& pair) { return word == pair.first || word == pair.second; });
}

bool IsFlatWord(std::string_view word) {
  return std::ranges::find(kFlatWords, word) != kFlatWords.end();
}

std::string Joined(std::span<const std::string_view> words) {
  std::string joined;
  for (std::string_view word : words) {
    const auto found = std::ranges::find(kShort, word, [](const auto& pair) { return pair.first; });
    joined += found == kShort.end() ? word : found->second;
  }
  return joined;
}

// Takes "flat 2" and "14a" off the front of a line.
std::span<const std::string_view> TakeNumbers(std::span<const std::string_view> words,
                                              PlaceForm* place) {
  if (words.size() >= 2 && IsFlatWord(words[0])) {
    if (place->flat.empty()) place->flat = words[1];
    words = words.subspan(2);
  }
  if (!words.empty() && HasDigit(words[0]) && place->number.empty()) {
    place->number = words[0];
    words = words.subspan(1);
    // "14 a High Street".
    if (words.size() > 1 && words[0].size() == 1 && !HasDigit(words[0])) {
      place->number += words[0];
      words = words.subspan(1);
    }
  }
  return words;
}

// Commas part a line as line ends do.
std::vector<std::string> Parts(const std::vector<std::string>& lines) {
  std::vector<std::string> parts;
  for (const std::string& line : lines) {
    size_t begin = 0;
    while (begin <= line.size()) {
      const size_t end = std::min(line.find(',', begin), line.size());
      std::string part = Folded(std::string_view(line).substr(begin, end - begin));
      if (!part.empty()) parts.push_back(std::move(part));
      begin = end + 1;
    }
  }
  return parts;
}

}  // namespace

std::string StreetForm(std::string_view line) {
  const std::string folded = Folded(line);
  return Joined(Words(folded));
}

PlaceForm PlaceOfLines(const std::vector<std::string>& lines) {
  PlaceForm place;
  for (const std::string& part : Parts(lines)) {
    const bool numbered = !place.number.empty();
    const std::vector<std::string_view> all = Words(part);
    const auto words = TakeNumbers(all, &place);
    if (words.empty()) continue;
    std::string text = Joined(words);
    const bool is_street =
        (!numbered && !place.number.empty()) || (words.size() > 1 && IsShortWord(words.back()));
    if (is_street && place.street.empty()) {
      place.street = std::move(text);
    } else if (place.street.empty()) {
      place.building += text;
    } else if (place.locality.empty()) {
      place.locality = std::move(text);
    }
  }
  return place;
}

}  // namespace goldthread::matching
