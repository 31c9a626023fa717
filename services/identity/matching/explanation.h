// Why two records are taken for one person, or not: each comparison's weight in words and
// numbers, and the sum drawn as a waterfall.
//
// Values are not repeated here: who may see the records reads them there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/identity/matching/model.h"

namespace goldthread::matching {

struct Step {
  std::string what;   // "birth date".
  std::string found;  // "day and month exchanged".
  double bits = 0;    // What it adds to the odds, log2.
  double sum = 0;     // With all steps before it.
};

struct Explanation {
  // From the odds before anything is compared to the sum: every comparison that says something,
  // in the order of Comparison, and what kinship and the feed hold against it.
  std::vector<Step> steps;
  Judgement judgement;
};

// `against` as for Judge.
Explanation Explain(const Model& model, const Agreement& agreement, double against = 0);

// "same", "review", "different".
std::string_view VerdictWord(Verdict verdict);

// "5.2 bits: 37 to 1 for one person": odds in words.
std::string OddsText(double bits);

// A line a step, at most `width` columns (at least 60), plain ASCII.
std::string WaterfallText(const Explanation& explanation, int width);

}  // namespace goldthread::matching
