// Invented people for tests of matching: one a seed, and what goes wrong on the way into
// another agency's system.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "services/identity/matching/portrait.h"

namespace goldthread::matching {

class People {
 public:
  explicit People(unsigned seed) : random_(seed) {}

  // Somebody nobody else is: names from short lists, a date, a number, an address.
  Portrait Somebody() {
    constexpr std::array<std::string_view, 12> kGiven = {
        "darren", "elizabeth", "mohammed", "chloe",  "jakub", "amara",
        "oliver", "isla",      "noah",     "ayesha", "ethan", "grace"};
    Portrait somebody;
    somebody.names = {{std::string(kGiven[Below(kGiven.size())]), Syllables(3)}};
    somebody.births = {Digits(1930 + Below(80), 4) + Digits(1 + Below(12), 2) +
                       Digits(1 + Below(28), 2)};
    somebody.numbers = {{"n", Digits(Below(9'000'000) + 1'000'000, 7)}};
    somebody.places = {Place()};
    return somebody;
  }

  PlaceForm Place() {
    PlaceForm place;
    place.number = std::to_string(1 + Below(150));
    place.street = Syllables(3) + "st";
    place.locality = Syllables(2);
    place.postcode = "nm" + Digits(Below(30), 2) + Digits(Below(10), 1) + "ab";
    return place;
  }

  // The same person in another system: one thing or two gone wrong.
  Portrait Again(Portrait portrait) {
    for (int wrong = 1 + static_cast<int>(Below(2)); wrong > 0; --wrong) Spoil(portrait);
    return portrait;
  }

  std::string Slip(std::string text) {
    if (!text.empty()) text[Below(text.size())] = static_cast<char>('a' + Below(26));
    return text;
  }

  size_t Below(size_t limit) { return random_() % limit; }

 private:
  void Spoil(Portrait& portrait) {
    NameForm& name = portrait.names[0];
    switch (Below(6)) {
      case 0:
        name.family = Slip(name.family);
        break;
      case 1:
        std::swap(name.given, name.family);
        break;
      case 2:
        portrait.births = {Digits(1930 + Below(80), 4) + portrait.births[0].substr(4)};
        break;
      case 3:
        portrait.places = {Place()};
        break;
      case 4:
        portrait.numbers.clear();
        break;
      default:
        name.given = Slip(name.given);
    }
  }

  std::string Syllables(int count) {
    constexpr std::string_view kConsonants = "bdfgklmnprst";
    constexpr std::string_view kVowels = "aeiou";
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += kConsonants[Below(kConsonants.size())];
      text += kVowels[Below(kVowels.size())];
    }
    return text;
  }

  static std::string Digits(size_t value, size_t width) {
    std::string digits = std::to_string(value);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  }

  std::mt19937 random_;
};

}  // namespace goldthread::matching
