// What is wrong with a census file: which line, which element, which rule, and what to do.
// Never the value: a problem is made of fixed words and numbers only.
//
// The Department refuses a whole return for one broken rule. The hub keeps what a council
// recorded, doubts and all, because a missing fact is the greater harm: so only what makes an
// event impossible is an error here, and every other published rule is a query beside the
// event (domain/formats.md §§1.4, 8).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace goldthread::cin_census {

enum class Severity {
  kError,  // The event, the child or the rest of the file is refused.
  kQuery,  // Comes in as it is; somebody should look.
};

struct CensusRule {
  // The Department's number where there is one ("8525Q"), else words of ours.
  std::string_view code;
  Severity severity;
  std::string_view remedy;
};

std::span<const CensusRule> CensusRules();

struct Problem {
  int64_t line = 0;   // In the file, from 1.
  int64_t child = 0;  // Which child of the file, from 1; 0: the file itself.
  std::string_view field;
  std::string_view rule;
  Severity severity = Severity::kError;
  std::string_view remedy;
};

// The problems of one child, or of the file.
class ProblemList {
 public:
  explicit ProblemList(int64_t child = 0) : child_(child) {}

  // `rule` is one of the table.
  void Add(std::string_view rule, std::string_view field, int64_t line);

  const std::vector<Problem>& problems() const { return problems_; }
  std::vector<Problem> Take() && { return std::move(problems_); }

 private:
  int64_t child_;
  std::vector<Problem> problems_;
};

}  // namespace goldthread::cin_census
