// A place in the log of one shard.
#pragma once

#include <compare>
#include <cstdint>

namespace goldthread {

// Later records have greater positions. Gaps are allowed (Kafka skips offsets), so
// positions order records but never count them.
struct Position {
  int64_t value = 0;  // 0 is the first place there can be.
  friend constexpr auto operator<=>(Position, Position) = default;
  constexpr Position Next() const { return {value + 1}; }
};

}  // namespace goldthread
