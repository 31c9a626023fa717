#include "services/feeds/lateness.h"

#include <algorithm>
#include <numeric>

namespace goldthread::feeds {

void CountLate(int64_t days, LatenessByDays& late) {
  const auto* const bound = std::ranges::lower_bound(kLatenessDays, days);
  ++late[static_cast<size_t>(bound - kLatenessDays.begin())];
}

int64_t LatenessAt(int percent, const LatenessByDays& late, int64_t max_days) {
  const int64_t events = std::accumulate(late.begin(), late.end(), int64_t{0});
  const int64_t rank = (events * percent + 99) / 100;  // Rounded up.
  int64_t reached = 0;
  for (size_t at = 0; at < kLatenessDays.size(); ++at) {
    reached += late[at];
    if (reached >= rank) return std::min(kLatenessDays[at], max_days);
  }
  return max_days;
}

}  // namespace goldthread::feeds
