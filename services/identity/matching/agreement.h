// How far two records agree, comparison by comparison: a level each, no weight yet.
//
// Source: Fellegi & Sunter 1969; levels after the errors that names and dates really have
// (domain/identifiers.md §11).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "services/identity/matching/portrait.h"

namespace goldthread::matching {

// Kept in models: numbers never change their meaning.
enum class Comparison : uint8_t {
  kGiven = 0,
  kFamily = 1,
  kBirth = 2,
  kSex = 3,
  kNumber = 4,  // An identifier.
  kHouse = 5,
  kStreet = 6,
  kBuilding = 7,
  kLocality = 8,
  kRegion = 9,
  kPostcode = 10,
  kPhone = 11,
  kEmail = 12,
};
inline constexpr size_t kComparisons = 13;

// Kept in models as well. From best to worst, where a comparison has them.
enum class Level : uint8_t {
  kMissing = 0,  // One of the two does not say.
  kSame = 1,
  kNear = 2,       // A slip of the typist: one or, in a long text, two.
  kKnownAs = 3,    // Nicknames of one name.
  kPart = 4,       // One of several given names, half of a double name, a date as far as known.
  kSimilar = 5,    // Sounds or looks alike; two of a date's three parts.
  kCrossed = 6,    // In the other's place: given and family name, day and month, two lines.
  kCrossNear = 7,  // The same, and a slip.
  kInitial = 8,
  kApart = 9,  // Birth dates a generation apart.
  kDifferent = 10,
};
inline constexpr size_t kLevels = 11;

// How much an agreement is worth against another one, before any model.
int Worth(Level level);
// What two texts that agree so far agree in when each stands in the other's place.
Level Crossed(Level level);

struct Agreement {
  std::array<Level, kComparisons> levels{};
  // What they agree on where the level is kSame: common values say less. Lives in the first
  // record compared.
  std::array<std::string_view, kComparisons> on{};

  Level operator[](Comparison which) const { return levels[static_cast<size_t>(which)]; }
  // The levels as one number, four bits each.
  uint64_t Pattern() const;
};

// Symmetric but for where `on` lives. Of several names or addresses the pair that agrees best
// counts. Threads: any.
Agreement Compare(const Portrait& a, const Portrait& b);

Level LevelIn(uint64_t pattern, Comparison which);

// "given name", "one letter off": for people who read an explanation.
std::string_view NameOf(Comparison which);
std::string_view WordsFor(Comparison which, Level level);

}  // namespace goldthread::matching
