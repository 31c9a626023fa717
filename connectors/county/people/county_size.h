// What a county is made of: the same four numbers, the same county.
#pragma once

#include <array>
#include <cstdint>

#include "connectors/county/people/chance.h"

namespace goldthread::county {

struct CountySize {
  uint32_t people = 20'000;  // To begin with; 1,000 to 10,000,000.
  int years = 3;
  uint64_t seed = 1;
  // It ends on 31 March of this year; years begin on 1 April, as the census counts them.
  int last_year = 2026;
};

// Stands in every id that the county's agencies give, so that ids of two counties in one hub do
// not meet: of a million pairs of counties one shares a mark. Digits and small letters without
// i, l, o and u.
using CountyMark = std::array<char, 4>;

constexpr CountyMark MarkOf(const CountySize& size) {
  constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  uint64_t mixed = Mixed(size.seed);
  for (const uint64_t number : {uint64_t{size.people}, static_cast<uint64_t>(size.years),
                                static_cast<uint64_t>(size.last_year)}) {
    mixed = Mixed(mixed ^ number);
  }
  CountyMark mark = {};
  for (char& c : mark) {
    c = kDigits[mixed % 32];
    mixed /= 32;
  }
  return mark;
}

}  // namespace goldthread::county
