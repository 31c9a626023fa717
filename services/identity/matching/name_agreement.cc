#include "services/identity/matching/name_agreement.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "services/identity/matching/folded.h"
#include "services/identity/matching/nicknames.h"
#include "services/identity/matching/spelling.h"

namespace goldthread::matching {
namespace {

// In two short names one letter makes another name: "jan", "ian".
constexpr size_t kSlipFrom = 4;
constexpr size_t kTwoSlipsFrom = 7;
constexpr double kAlikeNames = 0.85;

bool Agrees(Level level) { return Worth(level) > Worth(Level::kMissing); }

// Without spaces, since a slip of the typist is often a space.
Level CompareSpelling(const std::string& a, const std::string& b) {
  if (a == b) return Level::kSame;
  const size_t shorter = std::min(a.size(), b.size());
  const int allowed = shorter < kSlipFrom ? 0 : shorter < kTwoSlipsFrom ? 1 : 2;
  if (allowed > 0 && Slips(a, b, allowed) <= allowed) return Level::kNear;
  return JaroWinkler(a, b) >= kAlikeNames ? Level::kSimilar : Level::kDifferent;
}

bool ShareAWord(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  return std::ranges::any_of(a, [&](std::string_view word) {
    return word.size() > 2 && std::ranges::find(b, word) != b.end();
  });
}

bool IsInitialOf(std::string_view a, std::string_view b) {
  return a.size() == 1 && b.size() > 1 && a[0] == b[0];
}

// Given name against family name, either way round. The better of the two stands for the
// given name, so that it does not matter who is asked first.
NameAgreement CompareCrosswise(const NameForm& a, const NameForm& b) {
  const auto crossed = [](std::string_view one, std::string_view other) {
    if (one.empty() || other.empty()) return Level::kMissing;
    return Crossed(CompareSpelling(Compact(one), Compact(other)));
  };
  const Level one = crossed(a.given, b.family);
  const Level other = crossed(a.family, b.given);
  NameAgreement agreement;
  std::tie(agreement.given, agreement.family) =
      Worth(one) > Worth(other) ? std::pair(one, other) : std::pair(other, one);
  return agreement;
}

NameAgreement CompareForms(const NameForm& a, const NameForm& b) {
  NameAgreement straight;
  straight.given = CompareGiven(a.given, b.given);
  straight.family = CompareFamily(a.family, b.family);
  if (straight.given == Level::kSame) straight.on_given = a.given;
  if (straight.family == Level::kSame) straight.on_family = a.family;
  if (Agrees(straight.given) || Agrees(straight.family)) return straight;
  const NameAgreement crosswise = CompareCrosswise(a, b);
  return Agrees(crosswise.given) ? crosswise : straight;
}

}  // namespace

Level CompareGiven(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return Level::kMissing;
  if (a == b) return Level::kSame;
  const std::string compact_a = Compact(a);
  const std::string compact_b = Compact(b);
  const Level spelling = CompareSpelling(compact_a, compact_b);
  if (spelling == Level::kSame || spelling == Level::kNear) return spelling;
  const auto words_a = Words(a);
  const auto words_b = Words(b);
  if (GoTogether(words_a.front(), words_b.front())) return Level::kKnownAs;
  if (ShareAWord(words_a, words_b)) return Level::kPart;
  if (IsInitialOf(words_a.front(), words_b.front()) ||
      IsInitialOf(words_b.front(), words_a.front())) {
    return Level::kInitial;
  }
  return spelling;
}

Level CompareFamily(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return Level::kMissing;
  if (a == b) return Level::kSame;
  const Level spelling = CompareSpelling(Compact(a), Compact(b));
  if (spelling == Level::kSame || spelling == Level::kNear) return spelling;
  if (ShareAWord(Words(a), Words(b))) return Level::kPart;
  if (IsInitialOf(a, b) || IsInitialOf(b, a)) return Level::kInitial;
  return spelling;
}

NameAgreement CompareNames(const std::vector<NameForm>& a, const std::vector<NameForm>& b) {
  NameAgreement best;
  int most = -1;
  for (const NameForm& one : a) {
    for (const NameForm& other : b) {
      const NameAgreement agreement = CompareForms(one, other);
      const int worth = Worth(agreement.given) + Worth(agreement.family);
      const auto order = [](int points, const NameAgreement& each) {
        return std::tuple(points, each.given, each.family, each.on_given, each.on_family);
      };
      if (most >= 0 && order(worth, agreement) <= order(most, best)) continue;
      most = worth;
      best = agreement;
    }
  }
  return best;
}

}  // namespace goldthread::matching
