#include "services/identity/matching/birth_agreement.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "services/identity/matching/spelling.h"

namespace goldthread::matching {
namespace {

constexpr size_t kFull = 8;

int YearOf(std::string_view birth) {
  return (birth[0] - '0') * 1000 + (birth[1] - '0') * 100 + (birth[2] - '0') * 10 + birth[3] - '0';
}

Level CompareBirth(std::string_view a, std::string_view b) {
  if (a.size() < kFull || b.size() < kFull) {
    const size_t known = std::min(a.size(), b.size());
    return a.substr(0, known) == b.substr(0, known) ? Level::kPart : Level::kDifferent;
  }
  if (a == b) return Level::kSame;
  const bool year = a.substr(0, 4) == b.substr(0, 4);
  const std::string_view month_a = a.substr(4, 2);
  const std::string_view month_b = b.substr(4, 2);
  const std::string_view day_a = a.substr(6, 2);
  const std::string_view day_b = b.substr(6, 2);
  if (year && month_a == day_b && day_a == month_b) return Level::kCrossed;
  if (Slips(a, b, 1) <= 1) return Level::kNear;
  const int parts = (year ? 1 : 0) + (month_a == month_b ? 1 : 0) + (day_a == day_b ? 1 : 0);
  if (parts == 2) return Level::kSimilar;
  return std::abs(YearOf(a) - YearOf(b)) >= kGenerationYears ? Level::kApart : Level::kDifferent;
}

}  // namespace

Level CompareBirths(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return Level::kMissing;
  // As they are worth, best first.
  const auto rank = [](Level level) {
    constexpr std::array<int, kLevels> kRank = {9, 0, 1, 9, 3, 4, 2, 9, 9, 6, 5};
    return kRank[static_cast<size_t>(level)];
  };
  Level best = Level::kMissing;
  for (const std::string& one : a) {
    for (const std::string& other : b) {
      const Level level = CompareBirth(one, other);
      if (rank(level) < rank(best)) best = level;
    }
  }
  return best;
}

}  // namespace goldthread::matching
