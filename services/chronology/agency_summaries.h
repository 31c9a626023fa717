// What each agency has said about a child, and its longest silence.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "goldthread/v1/chronology_service.pb.h"
#include "services/chronology/chronology_rows.h"

namespace goldthread::chronology {

class AgencySummaries {
 public:
  // Facts in the order they occurred. One that does not stand is counted apart, and fills no
  // silence.
  void Add(const FactRow& fact, v1::Standing standing);
  // By agency name.
  std::vector<v1::AgencySummary> Take() &&;

 private:
  struct Tally {
    int64_t entries = 0;
    int64_t amended = 0;
    int64_t first_day = 0;
    int64_t last_day = 0;
    int64_t last_received_us = 0;
    int64_t gap_days = 0;
    int64_t gap_from_day = 0;
  };
  std::map<std::string, Tally, std::less<>> tallies_;
};

}  // namespace goldthread::chronology
