// Small worries about one child: none is over anybody's threshold, no agency has more than a few,
// and together they are a picture. Pure.
//
// They add up where, within 14 days, there are four or more of them and three or more agencies
// have one. The numbers are ours, after story 1 (experience notes §5.4): no statute or guidance
// gives any. Worries that add up and share one are one picture, until it has four times enough:
// what comes after adds up anew, so that no alert grows without end. Where there are more at once,
// the latest of each of three agencies and the latest others are the picture.
#pragma once

#include <climits>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/adults/homes.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::adults {

// Within so many days worries add up.
inline constexpr int kWorryDays = 14;

// Of a day since 1970-01-01, from there. Rows of worries are kept by it.
int FortnightOf(int day);

// Of one record and fortnight no more count, the latest of those that stand: what says more is a
// machine.
inline constexpr size_t kWorriesMax = 64;

// Instead of a day: every one, and none.
inline constexpr int kEver = -1'000'000'000;
inline constexpr int kNever = INT_MAX;

struct Picture {
  std::vector<Held> worries;  // Each event once; in their order.
  size_t enough = 0;          // With so many of the first it was one.
};

// Of one record's in one fortnight, those that count.
void KeepThoseThatCount(std::vector<Held>* worries);

// `worries` in their order, as they stand; a child known by two records may have one twice.
std::vector<Picture> AddedUp(const std::vector<Held>& worries);

// What the event says of whoever in it is a child; nothing: no worry.
std::optional<v1::AdultWorry> WorryIn(const v1::Event& event);

// What is known, in words without persons.
std::string_view ClauseOf(v1::AdultWorry worry);

}  // namespace goldthread::adults
