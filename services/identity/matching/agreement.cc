#include "services/identity/matching/agreement.h"

#include <algorithm>

#include "services/identity/matching/birth_agreement.h"
#include "services/identity/matching/name_agreement.h"
#include "services/identity/matching/place_agreement.h"
#include "services/identity/matching/spelling.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::matching {
namespace {

void Set(Agreement& agreement, Comparison which, Level level, std::string_view on = {}) {
  agreement.levels[static_cast<size_t>(which)] = level;
  agreement.on[static_cast<size_t>(which)] = on;
}

// Sorted lists that share an item are the same in it; else they differ, where both say.
template <class T>
Level AnyShared(const std::vector<T>& a, const std::vector<T>& b, const T** shared = nullptr) {
  if (a.empty() || b.empty()) return Level::kMissing;
  for (const T& each : a) {
    if (!std::binary_search(b.begin(), b.end(), each)) continue;
    if (shared != nullptr) *shared = &each;
    return Level::kSame;
  }
  return Level::kDifferent;
}

// One number in common speaks for them, a kind that both have and in which none agrees against;
// where there is one of each, neither is believed alone.
void CompareNumbers(const Portrait& a, const Portrait& b, Agreement& agreement) {
  const NumberForm* shared = nullptr;
  bool near = false;
  bool differ = false;
  const auto agrees = [&](const std::string& kind) {
    return std::ranges::any_of(a.numbers, [&](const NumberForm& one) {
      return one.kind == kind && std::ranges::binary_search(b.numbers, one);
    });
  };
  for (const NumberForm& one : a.numbers) {
    for (const NumberForm& other : b.numbers) {
      if (one.kind != other.kind) continue;
      if (one.value == other.value) {
        if (shared == nullptr) shared = &one;
        continue;
      }
      near = near || Slips(one.value, other.value, 1) <= 1;
      differ = differ || !agrees(one.kind);
    }
  }
  if (shared != nullptr) {
    Set(agreement, Comparison::kNumber, differ && !near ? Level::kPart : Level::kSame,
        differ && !near ? std::string_view() : std::string_view(shared->value));
  } else if (differ) {
    Set(agreement, Comparison::kNumber, near ? Level::kNear : Level::kDifferent);
  }
}

}  // namespace

int Worth(Level level) {
  constexpr std::array<int, kLevels> kWorth = {3, 10, 8, 7, 6, 5, 8, 6, 4, 0, 0};
  return kWorth[static_cast<size_t>(level)];
}

Level Crossed(Level level) {
  switch (level) {
    case Level::kMissing:
      return Level::kMissing;
    case Level::kSame:
      return Level::kCrossed;
    case Level::kNear:
    case Level::kSimilar:
      return Level::kCrossNear;
    default:
      return Level::kDifferent;
  }
}

uint64_t Agreement::Pattern() const {
  uint64_t pattern = 0;
  for (size_t i = kComparisons; i-- > 0;) pattern = pattern << 4 | static_cast<uint64_t>(levels[i]);
  return pattern;
}

Level LevelIn(uint64_t pattern, Comparison which) {
  return static_cast<Level>(pattern >> 4 * static_cast<unsigned>(which) & 15);
}

Agreement Compare(const Portrait& a, const Portrait& b) {
  Agreement agreement;
  const NameAgreement names = CompareNames(a.names, b.names);
  Set(agreement, Comparison::kGiven, names.given, names.on_given);
  Set(agreement, Comparison::kFamily, names.family, names.on_family);
  Set(agreement, Comparison::kBirth, CompareBirths(a.births, b.births));
  Set(agreement, Comparison::kSex, AnyShared(a.sexes, b.sexes));
  CompareNumbers(a, b, agreement);
  const PlaceAgreement place = ComparePlaces(a.places, b.places);
  for (size_t i = 0; i < kPlaceComparisons.size(); ++i) {
    Set(agreement, kPlaceComparisons[i], place.levels[i], place.on[i]);
  }
  const std::string* shared = nullptr;
  const Level phones = AnyShared(a.phones, b.phones, &shared);
  Set(agreement, Comparison::kPhone, phones,
      phones == Level::kSame ? std::string_view(*shared) : std::string_view());
  const Level emails = AnyShared(a.emails, b.emails, &shared);
  Set(agreement, Comparison::kEmail, emails,
      emails == Level::kSame ? std::string_view(*shared) : std::string_view());
  return agreement;
}

std::string_view NameOf(Comparison which) {
  static_assert(kCompared.size() == kComparisons);
  return kCompared[static_cast<size_t>(which)];
}

std::string_view WordsFor(Comparison which, Level level) {
  const bool birth = which == Comparison::kBirth;
  const bool name = which == Comparison::kGiven || which == Comparison::kFamily;
  switch (level) {
    case Level::kMissing:
      return "not given in both";
    case Level::kSame:
      return "the same";
    case Level::kNear:
      return birth ? "one digit off, or two exchanged" : "a slip apart";
    case Level::kKnownAs:
      return "short for the same name";
    case Level::kPart:
      if (birth) return "agrees as far as it is known";
      if (which == Comparison::kNumber) return "one the same, another different";
      return which == Comparison::kHouse ? "the same house, another flat or none"
                                         : "partly the same";
    case Level::kSimilar:
      return birth ? "two of day, month and year agree" : "alike";
    case Level::kCrossed:
      if (birth) return "day and month exchanged";
      return name ? "given and family name exchanged" : "the same, on another line";
    case Level::kCrossNear:
      return name ? "given and family name exchanged, and alike" : "alike, on another line";
    case Level::kInitial:
      return "only an initial agrees";
    case Level::kApart:
      return "different, a generation apart";
    case Level::kDifferent:
      return "different";
  }
  return "";
}

}  // namespace goldthread::matching
