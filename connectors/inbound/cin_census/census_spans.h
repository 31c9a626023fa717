// What the rules of the census have in common: dates that may be missing, and things that last.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connectors/inbound/cin_census/census_child.h"
#include "connectors/inbound/cin_census/census_problem.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::cin_census {

inline std::optional<Day> On(const Field& field) { return ParseDay(field.text); }
// False where either is no date.
inline bool Before(const Field& a, const Field& b) { return On(a) && On(b) && *On(a) < *On(b); }
inline bool IsTrue(const Field& flag) { return flag.text == "1" || flag.text == "true"; }
inline bool IsFalse(const Field& flag) { return flag.text == "0" || flag.text == "false"; }

// An open one has no end.
struct Span {
  Field start;
  Field end;
  bool open() const { return !end.given(); }
  // From its start until before its end.
  bool Holds(Day day) const {
    return On(start) && *On(start) <= day && (open() || (On(end) && day < *On(end)));
  }
};

struct ApartRules {
  std::string_view overlap;
  std::string_view two_open;  // Empty: any number may be open.
  std::string_view field;
};

// Says `overlap` of each span that begins while one before it lasts, and `two_open` of each
// open one after the first.
void CheckApart(std::vector<Span> spans, const ApartRules& rules, ProblemList* problems);

}  // namespace goldthread::cin_census
