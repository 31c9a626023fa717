// What is wrong with a table or one of its rows, without the value that is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goldthread::csv {

enum class Severity {
  kError,  // An event, a row or the file is refused.
  kQuery,  // A detail is left out, or somebody should look.
};

struct TableProblem {
  int64_t line = 0;
  std::string column;  // As the mapping names it; "" for the row or the file.
  std::string_view rule;
  Severity severity = Severity::kError;
  std::string_view remedy;
};

// The problem of a rule by its name (docs/csv-mappings.md lists them).
TableProblem ProblemOf(std::string_view rule, int64_t line, std::string_view column = "");

}  // namespace goldthread::csv
