#include "services/identity/matching/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace goldthread::matching {
namespace {

constexpr int kWordsWidth = 50;

// A common name is worth less than a rare one: the reader should know which it was.
std::string Found(const Model& model, const Agreement& agreement, Comparison which) {
  const Level level = agreement[which];
  std::string words(WordsFor(which, level));
  if (level != Level::kSame) return words;
  const double share =
      model.frequencies.ShareOf(which, agreement.on[static_cast<size_t>(which)], 0);
  if (share > 0) words += fmt::format(", as in 1 of {:.0f} records", 1 / share);
  return words;
}

}  // namespace

Explanation Explain(const Model& model, const Agreement& agreement, double against) {
  Explanation explanation;
  double sum = 0;
  const auto add = [&](std::string what, std::string found, double bits) {
    sum += bits;
    explanation.steps.push_back({std::move(what), std::move(found), bits, sum});
  };
  add("to begin with", "any two records",
      std::log2(model.same_share / (1 - model.same_share - model.kin_share)));
  for (size_t i = 0; i < kComparisons; ++i) {
    const auto which = static_cast<Comparison>(i);
    if (agreement.levels[i] == Level::kMissing) continue;
    add(std::string(NameOf(which)), Found(model, agreement, which),
        WeightOf(model, agreement, which));
  }
  if (against > 0) add("one feed", "its records are presumed to be different people", -against);
  explanation.judgement = Judge(model, agreement, against);
  add("kin", "they may be twins, siblings, parent and child", explanation.judgement.bits - sum);
  return explanation;
}

std::string_view VerdictWord(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSame:
      return "same";
    case Verdict::kReview:
      return "review";
    case Verdict::kDifferent:
      return "different";
  }
  return "";
}

std::string OddsText(double bits) {
  const bool more = bits >= 0;
  const double odds = std::exp2(std::min(std::abs(bits), 40.0));
  return fmt::format("{:+.1f} bits: {:.0f} to 1 {} one person", bits, odds,
                     more ? "for" : "against");
}

std::string WaterfallText(const Explanation& explanation, int width) {
  double least = 0;
  double most = 0;
  for (const Step& step : explanation.steps) {
    least = std::min(least, step.sum);
    most = std::max(most, step.sum);
  }
  const int columns = std::max(width, 60) - kWordsWidth;
  const double scale = most > least ? (columns - 1) / (most - least) : 0;
  const auto column = [&](double bits) { return static_cast<int>((bits - least) * scale + 0.5); };
  std::string text;
  double before = 0;
  for (const Step& step : explanation.steps) {
    const int from = std::min(column(before), column(step.sum));
    const int to = std::max(column(before), column(step.sum));
    const std::string words = fmt::format("{}: {}", step.what, step.found);
    text += fmt::format(
        "{:<41.41} {:+6.1f}  {:{}}{}\n", words, step.bits, "", from,
        std::string(static_cast<size_t>(std::max(to - from, 1)), step.bits < 0 ? '-' : '+'));
    before = step.sum;
  }
  return text + OddsText(explanation.judgement.bits) + '\n';
}

}  // namespace goldthread::matching
