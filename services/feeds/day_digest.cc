#include "services/feeds/day_digest.h"

#include <chrono>

#include "services/feeds/feed_rows.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::feeds {

std::string DayTextOf(int32_t day) {
  return DayText(Day(std::chrono::sys_days(std::chrono::days(day))));
}

std::string RecordedDayOf(const v1::Event& event) {
  if (!event.has_recorded_at()) return "";
  return DayTextOf(DayOfSeconds(event.recorded_at().seconds()));
}

void DayDigests::Add(const std::string& day, std::string_view event_id,
                     std::string_view digest_prefix) {
  OfDay& of_day = days_[day];
  ++of_day.events;
  of_day.digest.Add(event_id);
  of_day.digest.Add(std::string_view("\0", 1));
  of_day.digest.Add(digest_prefix);
}

std::vector<v1::DaySum> DayDigests::Finish() {
  std::vector<v1::DaySum> sums;
  for (auto& [day, of_day] : days_) {
    v1::DaySum& sum = sums.emplace_back();
    sum.set_day(day);
    sum.set_events(of_day.events);
    sum.set_digest(of_day.digest.Finish());
  }
  return sums;
}

}  // namespace goldthread::feeds
