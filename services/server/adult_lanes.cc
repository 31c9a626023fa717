#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/server/adult_words.h"
#include "services/server/console.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

constexpr int64_t kLaneColumns = 48;

std::optional<int64_t> NumberOfDayIn(const std::string& text) {
  const auto day = ParseDay(text);
  if (!day.has_value()) return std::nullopt;
  return int64_t{std::chrono::sys_days(*day).time_since_epoch().count()};
}

}  // namespace

std::string LanesText(const std::vector<Lane>& lanes) {
  std::string first;
  std::string last;
  size_t widest = 0;
  for (const Lane& lane : lanes) {
    if (first.empty() || lane.from < first) first = lane.from;
    last = std::max({last, lane.from, lane.to});
    widest = std::max(widest, lane.label.size());
  }
  const auto begin = NumberOfDayIn(first);
  const auto end = NumberOfDayIn(last);
  if (!begin.has_value() || !end.has_value()) return "";
  const int64_t days = std::max<int64_t>(1, *end - *begin);
  const auto column = [&](int64_t day) { return (day - *begin) * (kLaneColumns - 1) / days; };
  std::string text = fmt::format("{:<{}}  {:<{}}{}\n", "", widest, first,
                                 kLaneColumns - static_cast<int64_t>(last.size()), last);
  for (const Lane& lane : lanes) {
    const int64_t from = column(NumberOfDayIn(lane.from).value_or(*begin));
    const int64_t to =
        lane.to.empty() ? kLaneColumns - 1 : column(NumberOfDayIn(lane.to).value_or(*end));
    std::string bar(static_cast<size_t>(kLaneColumns), ' ');
    for (int64_t at = from; at <= to; ++at) bar[static_cast<size_t>(at)] = '=';
    bar[static_cast<size_t>(from)] = '[';
    bar[static_cast<size_t>(to)] = lane.to.empty() ? '>' : lane.end_inferred ? ':' : ']';
    while (bar.back() == ' ') bar.pop_back();
    text += fmt::format("{:<{}}  {}\n", Plain(lane.label), widest, bar);
  }
  return text;
}

}  // namespace goldthread::server
