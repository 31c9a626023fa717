// What a feed holds of one day, as a count and a digest that its agency can work out as well.
//
// The digest is SHA-256 over the day's events in the order of their ids' bytes: of each its id,
// one zero byte, and the first 16 bytes of its content's SHA-256. In the order of ids, not of
// arrival, which the two sides do not share. Sorted and hashed rather than added up, because any
// language has SHA-256 and a sum of digests can be made to come out.
//
// Source: design D14; docs/reconciliation.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/digest.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/feed_service.pb.h"

namespace goldthread::feeds {

// "YYYY-MM-DD" of a day since 1970.
std::string DayTextOf(int32_t day);
// The day an event is summed under: of `recorded_at`, in UTC; "" when it says none.
std::string RecordedDayOf(const v1::Event& event);

class DayDigests {
 public:
  // In the order of ids within a day.
  void Add(const std::string& day, std::string_view event_id, std::string_view digest_prefix);

  // By day. Ends it; call once.
  std::vector<v1::DaySum> Finish();

 private:
  struct OfDay {
    int64_t events = 0;
    Sha256Stream digest;
  };
  std::map<std::string, OfDay, std::less<>> days_;
};

}  // namespace goldthread::feeds
