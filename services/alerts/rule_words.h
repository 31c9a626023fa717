// The rules as people and machines name them.
//
// Source: domain/adults-posing-risk.md §6.
#pragma once

#include <string_view>

namespace goldthread::alerts {

struct RuleWords {
  std::string_view name;      // For machines: never changes.
  std::string_view headline;  // For people, without any person in it.
};

// Of a rule by its number there; of one that is not known here, words that say so.
RuleWords WordsOfRule(int rule);

}  // namespace goldthread::alerts
