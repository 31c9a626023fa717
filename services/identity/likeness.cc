#include "services/identity/likeness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "services/identity/matching/agreement.h"
#include "services/identity/saying.h"

namespace goldthread::identity {
namespace {

using matching::Comparison;
using matching::Level;
using matching::NumberForm;
using matching::Portrait;

bool OneName(const matching::Agreement& agreement) {
  const auto alike = [&](Comparison which) {
    const Level level = agreement[which];
    return level == Level::kNear || level == Level::kKnownAs || level == Level::kSimilar;
  };
  return agreement[Comparison::kGiven] == Level::kSame ||
         (alike(Comparison::kGiven) && alike(Comparison::kFamily));
}

bool MaybeNamesakes(const matching::Model& model, const matching::Agreement& agreement) {
  const auto same = [&](Comparison which) { return agreement[which] == Level::kSame; };
  constexpr std::array kNameAndDay = {Comparison::kGiven, Comparison::kFamily, Comparison::kBirth};
  constexpr std::array kMore = {Comparison::kNumber, Comparison::kHouse, Comparison::kPhone,
                                Comparison::kEmail};
  if (!std::ranges::all_of(kNameAndDay, same) || std::ranges::any_of(kMore, same)) return false;
  double bits = std::log2(model.same_share) - matching::kOneFeedBits;
  for (const Comparison which : kNameAndDay) bits += WeightOf(model, agreement, which);
  return bits < kHeldByNameAndDayBits;
}

StatusOr<bool> AnyOverused(EvidenceSource& source, const Portrait& portrait) {
  for (const NumberForm& number : portrait.numbers) {
    const auto token = TokenOf(number);
    if (!token.has_value()) continue;
    GT_ASSIGN_OR_RETURN(const bool overused, source.Overused(*token));
    if (overused) return true;
  }
  return false;
}

StatusOr<Portrait> WithoutOverused(EvidenceSource& source, const Portrait& portrait) {
  Portrait without = portrait;
  without.numbers.clear();
  for (const NumberForm& number : portrait.numbers) {
    const auto token = TokenOf(number);
    bool overused = false;
    if (token.has_value()) {
      GT_ASSIGN_OR_RETURN(overused, source.Overused(*token));
    }
    if (!overused) without.numbers.push_back(number);
  }
  return without;
}

}  // namespace

StatusOr<Likeness> Weigh(const matching::Model& model, EvidenceSource& source, const Witness& a,
                         const Witness& b) {
  const Witness& one = a.record < b.record ? a : b;
  const Witness& other = a.record < b.record ? b : a;
  const double against = one.record.feed == other.record.feed ? matching::kOneFeedBits : 0;
  matching::Agreement agreement = Compare(one.evidence.portrait, other.evidence.portrait);
  Portrait first;  // What `agreement` agrees on may live in it.
  if (agreement[Comparison::kNumber] != Level::kMissing) {
    GT_ASSIGN_OR_RETURN(const bool in_one, AnyOverused(source, one.evidence.portrait));
    GT_ASSIGN_OR_RETURN(const bool in_other, AnyOverused(source, other.evidence.portrait));
    if (in_one || in_other) {
      GT_ASSIGN_OR_RETURN(first, WithoutOverused(source, one.evidence.portrait));
      GT_ASSIGN_OR_RETURN(const Portrait second, WithoutOverused(source, other.evidence.portrait));
      agreement = Compare(first, second);
    }
  }
  const matching::Judgement judged = Judge(model, agreement, against);
  // That a feed keeps two apart says that they are two, not that they are kin.
  const double kin_bits = against == 0 ? judged.kin_bits : Judge(model, agreement).kin_bits;
  return Likeness{.tenths = static_cast<int>(std::floor(judged.bits * 10)),
                  .kin = kin_bits >= 0,
                  .one_name = OneName(agreement),
                  .other_number = agreement[Comparison::kNumber] == Level::kDifferent,
                  .maybe_namesakes = MaybeNamesakes(model, agreement)};
}

}  // namespace goldthread::identity
