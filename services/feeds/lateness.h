// How many of a feed's events came how late, in days: enough to say what half of them and nine in
// ten do, in a row that never grows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace goldthread::feeds {

// Exact for the first week, where a day matters; then weeks, months, a year.
inline constexpr std::array<int64_t, 15> kLatenessDays = {0,  1,  2,  3,  4,  5,   6,  7,
                                                          14, 21, 28, 56, 91, 182, 365};

// Events that were at most so many days late and more than the bound before; last, all others.
using LatenessByDays = std::array<int64_t, kLatenessDays.size() + 1>;

// `days` whole, 0 or more.
void CountLate(int64_t days, LatenessByDays& late);

// So many days late, at most, were the `percent` (1 to 100) least late: a bound of kLatenessDays,
// or `max_days`, the latest of all, where that is less or no bound is enough. 0: no events.
int64_t LatenessAt(int percent, const LatenessByDays& late, int64_t max_days);

}  // namespace goldthread::feeds
