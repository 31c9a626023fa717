#include "services/identity/matching/learning.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace goldthread::matching {
namespace {

// The starting model counts as this many pairs: enough to hold up a level never seen, too few
// to outvote a hundred records.
constexpr double kStartSame = 20;
constexpr double kStartStrangers = 500;
constexpr int kRoundsMax = 200;
constexpr double kSettled = 1e-7;
// Nobody knows that there are no kin: a tenth of a pair is presumed.
constexpr double kKinPairsLeast = 0.1;

struct Chances {
  double same = 0;
  double kin = 0;
  double strangers = 0;
};

Chances ChancesOf(const Model& model, uint64_t pattern) {
  Chances chances{model.same_share, model.kin_share, 1 - model.same_share - model.kin_share};
  for (size_t i = 0; i < kComparisons; ++i) {
    const auto level = static_cast<size_t>(LevelIn(pattern, static_cast<Comparison>(i)));
    if (level == 0) continue;
    chances.same *= model.same[i][level];
    chances.kin *= model.kin[i][level];
    chances.strangers *= model.strangers[i][level];
  }
  chances.kin *=
      OfOneNameAndDay(LevelIn(pattern, Comparison::kGiven), LevelIn(pattern, Comparison::kBirth));
  const double sum = chances.same + chances.kin + chances.strangers;
  return {chances.same / sum, chances.kin / sum, chances.strangers / sum};
}

void Count(SharesOfAll& counts, uint64_t pattern, double weight) {
  for (size_t i = 0; i < kComparisons; ++i) {
    const auto level = static_cast<size_t>(LevelIn(pattern, static_cast<Comparison>(i)));
    if (level != 0) counts[i][level] += weight;
  }
}

SharesOfAll SharesOf(const SharesOfAll& counts, const SharesOfAll& start, double start_pairs) {
  SharesOfAll shares{};
  for (size_t i = 0; i < kComparisons; ++i) {
    double sum = 0;
    for (size_t level = 1; level < kLevels; ++level) {
      shares[i][level] = counts[i][level] + start_pairs * start[i][level];
      sum += shares[i][level];
    }
    for (size_t level = 1; level < kLevels; ++level) shares[i][level] /= sum;
  }
  return shares;
}

// Whoever types a given name where the family name belongs does so for kin as for one person;
// and kin share the family name that then stands in the given name's place.
void ExchangeAsOften(const Shares& same, Shares* kin) {
  constexpr std::array kExchanged = {static_cast<size_t>(Level::kCrossed),
                                     static_cast<size_t>(Level::kCrossNear)};
  double was = 0;
  double is = 0;
  for (const size_t level : kExchanged) {
    was += (*kin)[level];
    is += same[level];
  }
  for (double& share : *kin) share *= (1 - is) / (1 - was);
  for (const size_t level : kExchanged) (*kin)[level] = same[level];
}

// Two of one name whose birth dates differ are mostly strangers, the more of them the more records
// there are. How seldom one person's dates differ is for these records to learn within bounds: else
// all namesakes become one person's records.
void DifferSeldom(const Shares& start, Shares* same) {
  constexpr double kAsOftenAtMost = 3;
  constexpr std::array kDiffering = {static_cast<size_t>(Level::kApart),
                                     static_cast<size_t>(Level::kDifferent)};
  double was = 0;
  double is = 0;
  for (const size_t level : kDiffering) {
    was += (*same)[level];
    is += kAsOftenAtMost * start[level];
  }
  if (was <= is) return;
  for (double& share : *same) share *= (1 - is) / (1 - was);
  for (const size_t level : kDiffering) (*same)[level] = kAsOftenAtMost * start[level];
}

// By chance the given names of a household are as near each other as strangers' are, but for how
// much more alike a family chooses them, which the starting model says. That it gives two of its
// own one name is no chance.
void NearAsElsewhere(const Shares& strangers, const Model& start, Shares* kin) {
  constexpr std::array kByChance = {
      static_cast<size_t>(Level::kNear), static_cast<size_t>(Level::kKnownAs),
      static_cast<size_t>(Level::kPart), static_cast<size_t>(Level::kSimilar),
      static_cast<size_t>(Level::kInitial)};
  constexpr auto kGiven = static_cast<size_t>(Comparison::kGiven);
  for (const size_t level : kByChance) {
    (*kin)[level] *= strangers[level] / start.strangers[kGiven][level];
  }
  const double sum = std::accumulate(kin->begin(), kin->end(), 0.0);
  for (double& share : *kin) share /= sum;
}

// One round. What a household shares goes wrong among kin as it does in one person's records: left
// to be learnt of itself, kin would become neighbours. What is a person's own is another's among
// kin, and that is not for these records to unlearn.
Model Next(const Model& now, const Lesson& lesson, const Model& start) {
  SharesOfAll same{};
  SharesOfAll strangers{};
  double same_pairs = 0;
  double kin_pairs = kKinPairsLeast;
  for (const auto& [pattern, pairs] : lesson.candidates) {
    const Chances chances = ChancesOf(now, pattern);
    const auto count = static_cast<double>(pairs);
    same_pairs += count * chances.same;
    kin_pairs += count * chances.kin;
    Count(same, pattern, count * chances.same);
  }
  for (const auto& [pattern, pairs] : lesson.across) {
    Count(strangers, pattern, static_cast<double>(pairs) * ChancesOf(now, pattern).strangers);
  }
  Model next = start;
  next.same_share = std::clamp(same_pairs / lesson.all_pairs, 1e-12, 0.4);
  next.kin_share = std::clamp(kin_pairs / lesson.all_pairs, 1e-12, 0.4);
  next.same = SharesOf(same, start.same, kStartSame);
  constexpr auto kBirth = static_cast<size_t>(Comparison::kBirth);
  DifferSeldom(start.same[kBirth], &next.same[kBirth]);
  next.strangers = SharesOf(strangers, start.strangers, kStartStrangers);
  for (size_t i = 0; i < kComparisons; ++i) {
    if (IsOfTheHousehold(static_cast<Comparison>(i))) next.kin[i] = next.same[i];
  }
  constexpr auto kGiven = static_cast<size_t>(Comparison::kGiven);
  NearAsElsewhere(next.strangers[kGiven], start, &next.kin[kGiven]);
  ExchangeAsOften(next.same[kGiven], &next.kin[kGiven]);
  return next;
}

double Distance(const Model& a, const Model& b) {
  double most = std::abs(std::log(a.same_share / b.same_share));
  for (size_t i = 0; i < kComparisons; ++i) {
    for (size_t level = 1; level < kLevels; ++level) {
      most = std::max(most, std::abs(a.same[i][level] - b.same[i][level]));
    }
  }
  return most;
}

}  // namespace

Model Learn(const Lesson& lesson, const Model& start) {
  if (lesson.all_pairs < 1) return start;
  Model model = start;
  // Half as many pairs as records: where a search may begin that has no better idea.
  model.same_share = std::min(0.1, 0.5 / std::sqrt(lesson.all_pairs));
  model.kin_share = model.same_share / 10;
  for (int round = 0; round < kRoundsMax; ++round) {
    Model next = Next(model, lesson, start);
    const bool settled = Distance(model, next) < kSettled;
    model = std::move(next);
    if (settled) break;
  }
  return model;
}

}  // namespace goldthread::matching
