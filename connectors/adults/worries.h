// Small worries about one child: none is over anybody's threshold, no agency has more than a few,
// and together they are a picture. Pure.
//
// They add up where, within 14 days, there are four or more of them and three or more agencies
// have one. The numbers are ours, after story 1 (experience notes §5.4): no statute or guidance
// gives any. Worries that add up and share one are one picture, however long it grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/adults/homes.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::adults {

struct Picture {
  std::vector<Held> worries;  // Each event once; by Earlier.
  size_t enough = 0;          // With so many of the first it was one.
};

// `worries` by Earlier, as they stand; a child known by two records may have one twice.
std::vector<Picture> AddedUp(const std::vector<Held>& worries);

// What the event says of whoever in it is a child; nothing: no worry.
std::optional<v1::AdultWorry> WorryIn(const v1::Event& event);

// When the hub had enough of the picture's worries to see it: microseconds, as received.
int64_t SeenAt(const Picture& picture);

// What is known, in words without persons.
std::string_view ClauseOf(v1::AdultWorry worry);

}  // namespace goldthread::adults
