// The county in the terminal: who lives there, what its agencies send, how late, and how far
// referrals go.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "connectors/county/county.h"

namespace goldthread::county {

struct FeedTally {
  int64_t events = 0;
  int64_t repeats = 0;
  int64_t late = 0;  // More than a day after it was recorded.
  int64_t amended = 0;
};

// From one 1 April to the next.
struct YearTally {
  int64_t people = 0;  // At its end.
  int64_t children = 0;
  int64_t births = 0;
  int64_t deaths = 0;
  int64_t referrals = 0;
  int64_t plans = 0;       // Child protection plans begun.
  int64_t plans_open = 0;  // At its end.
};

// Of a whole run; the figures that published ones are held against.
struct Tally {
  CountySize size;
  int64_t people = 0;
  std::array<int64_t, 18> by_age = {};  // Living there at the end, by five years; 85 and over.
  int64_t children = 0;
  std::map<std::string, FeedTally> feeds;
  // From when it was recorded until the hub had it: within an hour, a day, a week, a month, later.
  std::array<int64_t, 5> waited = {};
  std::map<std::string, int64_t> kinds;
  int first_year = 0;  // It began on 1 April of this one.
  std::vector<YearTally> years;
  int64_t referrals = 0;
  int64_t assessed = 0;  // Initial or single.
  int64_t core = 0;
  int64_t section47 = 0;
  int64_t conferences = 0;
  int64_t plans = 0;       // Child protection plans begun.
  int64_t plans_open = 0;  // At the end.
  std::map<std::string, int64_t> categories;
  std::map<std::string, int64_t> sources;
  std::map<std::string, int64_t> needs;
};

// Runs the county through.
Tally TallyOf(const CountySize& size);

struct ChartStyle {
  int width = 80;
  bool unicode = true;
};

// Charts of bars, with their figures.
std::string Draw(const Tally& tally, const ChartStyle& style);

}  // namespace goldthread::county
