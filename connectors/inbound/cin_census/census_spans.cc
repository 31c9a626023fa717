#include "connectors/inbound/cin_census/census_spans.h"

#include <algorithm>

namespace goldthread::cin_census {

void CheckApart(std::vector<Span> spans, const ApartRules& rules, ProblemList* problems) {
  std::erase_if(spans, [](const Span& span) { return !On(span.start); });
  std::stable_sort(spans.begin(), spans.end(),
                   [](const Span& a, const Span& b) { return Before(a.start, b.start); });
  int open = 0;
  std::optional<Day> latest_end;
  for (const Span& span : spans) {
    if (latest_end && *On(span.start) < *latest_end) {
      problems->Add(rules.overlap, rules.field, span.start.line);
    }
    if (span.open() && ++open > 1 && !rules.two_open.empty()) {
      problems->Add(rules.two_open, rules.field, span.start.line);
    }
    const Day end = On(span.end).value_or(Day(std::chrono::year(9999) / 12 / 31));
    latest_end = std::max(latest_end.value_or(end), end);
  }
}

}  // namespace goldthread::cin_census
