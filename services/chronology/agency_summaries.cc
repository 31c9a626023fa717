#include "services/chronology/agency_summaries.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <chrono>

#include "services/vocabulary/calendar.h"

namespace goldthread::chronology {
namespace {

int64_t DayNumber(int64_t wall_us) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::microseconds(wall_us));
  return day.count();
}

std::string Text(int64_t day_number) {
  return DayText(Day(std::chrono::sys_days(std::chrono::days(day_number))));
}

}  // namespace

void AgencySummaries::Add(const FactRow& fact, v1::Standing standing) {
  auto found = tallies_.find(fact.agency);
  if (found == tallies_.end()) found = tallies_.emplace(fact.agency, Tally{}).first;
  Tally& tally = found->second;
  tally.last_received_us = std::max(tally.last_received_us, fact.received_us);
  if (standing != v1::STANDING_STANDS) {
    ++tally.amended;
    return;
  }
  const int64_t day = DayNumber(fact.wall_us);
  if (tally.entries == 0) {
    tally.first_day = day;
  } else if (day - tally.last_day > tally.gap_days) {
    tally.gap_days = day - tally.last_day;
    tally.gap_from_day = tally.last_day;
  }
  ++tally.entries;
  tally.last_day = day;
}

std::vector<v1::AgencySummary> AgencySummaries::Take() && {
  std::vector<v1::AgencySummary> summaries;
  for (const auto& [agency, tally] : tallies_) {
    v1::AgencySummary& summary = summaries.emplace_back();
    summary.set_agency(agency);
    summary.set_entries(tally.entries);
    summary.set_amended(tally.amended);
    if (tally.entries > 0) {
      summary.set_first_occurred(Text(tally.first_day));
      summary.set_last_occurred(Text(tally.last_day));
    }
    *summary.mutable_last_received() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(tally.last_received_us);
    summary.set_longest_gap_days(static_cast<int32_t>(tally.gap_days));
    if (tally.gap_days > 0) summary.set_longest_gap_from(Text(tally.gap_from_day));
  }
  return summaries;
}

}  // namespace goldthread::chronology
