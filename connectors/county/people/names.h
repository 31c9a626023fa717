// What people of Northmere are called, in the mix of England's census communities, and how
// else the same name is written down.
//
// All lists are our own. Shares: Census 2021, England, ethnic group in 19 classes, per mille,
// without the class "Arab", which the children's census has no code for (it is within OOTH).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "connectors/county/people/chance.h"

namespace goldthread::county {

// In the order of the children's census codes.
enum class Community : uint8_t {
  kWbri,
  kWiri,
  kWirt,
  kWrom,
  kWoth,
  kMwbc,
  kMwba,
  kMwas,
  kMoth,
  kAind,
  kApkn,
  kAban,
  kAoth,
  kBcrb,
  kBafr,
  kBoth,
  kChne,
  kOoth,
};
inline constexpr size_t kCommunities = 18;
inline constexpr std::array<uint16_t, kCommunities> kCommunityPerMille = {
    735, 9, 1, 2, 63, 9, 4, 8, 8, 33, 28, 11, 17, 11, 26, 5, 8, 22};

std::string_view EthnicityCode(Community community);

// A family name as a number, so that a person stays small.
using NameIndex = uint16_t;

NameIndex DrawGiven(Community community, bool female, Chance& chance);
NameIndex DrawFamily(Community community, Chance& chance);
std::string_view GivenName(Community community, bool female, NameIndex index);
// The stock it came from is in the number: a name keeps its spelling in any family.
std::string FamilyName(NameIndex index);

// What friends call somebody: a known short form or variant, else the first letters.
std::string Nickname(std::string_view given, Chance& chance);
// The same name as another clerk would write it: a known variant or transliteration, else a
// likely slip of the keyboard.
std::string Respelt(std::string_view name, Chance& chance);
// "Agnieszka": "Agn". Letters, not bytes.
std::string Shortened(std::string_view name);
// Only a slip.
std::string Mistyped(std::string_view name, Chance& chance);

}  // namespace goldthread::county
